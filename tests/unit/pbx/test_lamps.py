"""Which lamps there are: each name written out, none that could mean anything else, none that shows somebody else."""

from pathlib import Path

import pytest

from acd.pbx import lamps
from acd.pbx.errors import PlanInvalid
from acd.pbx.lamps import Lamp, LampCodes, LampKind
from acd.pbx.plan import PbxPlan

LAMPS = [Lamp(LampKind.WAITING, "support"), Lamp(LampKind.PAUSED, "ann-lee"), Lamp(LampKind.SIGNED_IN, "ann-lee")]


@pytest.fixture
def plan(tmp_path: Path) -> PbxPlan:
    return PbxPlan(
        state=tmp_path / "asterisk",
        ari_port=8088,
        ari_password="p" * 20,
        ami_port=5038,
        ami_password="m" * 20,
        agi_port=4573,
        pool="west",
    )


def test_each_lamp_is_a_line(plan: PbxPlan) -> None:
    """Code, star, name; the device says whose pool it is."""
    assert lamps.render_hints(plan, LAMPS, LampCodes(paused="*9")).splitlines()[1:] == [
        "exten => *45*ann-lee,hint,Stasis:acd-west.in.ann-lee",
        "exten => *9*ann-lee,hint,Stasis:acd-west.pause.ann-lee",
        "exten => *47*support,hint,Stasis:acd-west.queue.support",
    ]
    assert lamps.context(plan) == "lamps-west"
    assert all(lamps.device(plan, lamp).startswith(lamps.prefix(plan)) for lamp in LAMPS)


def test_a_code_that_is_switched_off_has_no_lines(plan: PbxPlan) -> None:
    """The others have theirs."""
    lines = lamps.render_hints(plan, LAMPS, LampCodes(signed_in=None, paused=None)).splitlines()[1:]
    assert lines == ["exten => *47*support,hint,Stasis:acd-west.queue.support"]


def test_the_same_lamps_in_another_order_are_the_same_file(plan: PbxPlan) -> None:
    """Else Asterisk would read it again for nothing."""
    texts = [lamps.render_hints(plan, order, LampCodes()) for order in (LAMPS, LAMPS[::-1])]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("name", ["", "_X.", "1001", "a,1", "a\nexten => s,1,Dial(x)", "a&PJSIP/b", "a;", "${X}", "ä"])
def test_a_name_that_means_something_is_refused(plan: PbxPlan, name: str) -> None:
    """A line of this file is a line of the dialplan."""
    with pytest.raises(PlanInvalid):
        lamps.render_hints(plan, [Lamp(LampKind.PAUSED, name)], LampCodes())


@pytest.mark.parametrize("code", ["", "_X", "*46,1", "45\n", "a", "*" * 17])
def test_a_code_that_means_something_is_refused(plan: PbxPlan, code: str) -> None:
    """It comes from the configuration."""
    with pytest.raises(PlanInvalid):
        lamps.render_hints(plan, LAMPS, LampCodes(paused=code))


def test_names_that_asterisk_takes_for_one_have_no_lamp() -> None:
    """Hyphens do not count in its extensions; another kind of lamp is another extension."""
    alike = [Lamp(LampKind.PAUSED, "ann-lee"), Lamp(LampKind.PAUSED, "annlee")]
    others = [Lamp(LampKind.PAUSED, "bob"), Lamp(LampKind.SIGNED_IN, "annlee")]
    assert lamps.tell_apart([*alike, *others]) == (others, alike)


def test_what_asterisk_has_read_is_noted(plan: PbxPlan) -> None:
    """Neither another text nor a file that was changed since counts as read."""
    lamps.write_hints(plan, "one")
    assert not lamps.has_read(plan, "one")
    lamps.note_read(plan, "one")
    assert lamps.has_read(plan, "one")
    assert not lamps.has_read(plan, "two")
    lamps.write_hints(plan, "two")
    assert not lamps.has_read(plan, "one")
    assert not lamps.has_read(plan, "two")
    assert lamps.hints_path(plan).read_text() == "two"
