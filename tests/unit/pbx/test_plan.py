"""A plan that exists can be written: every value that could break a configuration file is refused."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from acd.pbx.errors import PlanInvalid
from acd.pbx.plan import PbxPlan

GOOD = PbxPlan(
    state=Path("/srv/acd/asterisk"),
    ari_port=8088,
    ari_password="p" * 20,
    ami_port=5038,
    ami_password="m" * 20,
    agi_port=4573,
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ari_password", "short"),
        ("ari_password", "p" * 20 + "\n[evil]"),
        ("ari_password", "p" * 20 + "\n"),
        ("ari_password", "p" * 20 + ";"),
        ("ami_password", "short"),
        ("ami_password", "m" * 20 + "\nwrite=command"),
        ("ami_user", "acd]\n[other"),
        ("ami_port", 0),
        ("ami_port", 8088),
        ("agi_port", 65536),
        ("ari_user", "acd]\n[other"),
        ("ari_user", "general user"),
        ("pool", "main,evil"),
        ("pool", "Main"),
        ("pool", ""),
        ("system_name", "a" * 33),
        ("ari_port", 0),
        ("sip_port", 65536),
        ("rtp_first", 80),
        ("rtp_last", 10000),
        ("rtp_last", 10001),
        ("sip_bind", "example.com"),
        ("sip_bind", "127.0.0.1\nallow_reload=yes"),
        ("external_address", "1.2.3"),
        ("media_address", "::1"),
        ("local_nets", ("10.0.0.1/8",)),
        ("local_nets", ("ten",)),
        ("state", Path("relative")),
        ("state", Path("/srv/a;b")),
        ("state", Path("/srv/a\nb")),
        ("state", Path("/srv/${SHELL(id)}")),
        ("state", Path("/srv/%{ari_password}")),
        ("prompts", Path("/srv/a&b")),
        ("prompts", Path("/srv/a,b")),
        ("safety_net_wait_s", 0),
        ("message_silence_s", 0),
        ("message_limit_s", -1),
        ("messages", Path("/var/a;b")),
    ],
)
def test_a_value_that_cannot_be_written_is_named(name: str, value: Any) -> None:
    """The message names the setting."""
    with pytest.raises(PlanInvalid, match=name):
        replace(GOOD, **{name: value})


def test_ordinary_folders_are_fine() -> None:
    """Blanks and letters of any language may be in a path."""
    replace(GOOD, state=Path("/home/jürgen müller/acd_1.0/var"))


def test_the_password_does_not_show() -> None:
    """A plan may end in a log."""
    assert "p" * 20 not in repr(GOOD)
    assert "m" * 20 not in repr(GOOD)


def test_a_long_path_moves_the_socket(tmp_path: Path) -> None:
    """The kernel takes 107 bytes; each long folder gets a short one of its own."""
    deep = [replace(GOOD, state=tmp_path / ("x" * 120) / end) for end in "ab"]
    runs = {plan.run for plan in deep}
    assert len(runs) == 2
    assert all(len(str(run / "asterisk.ctl")) <= 100 for run in runs)
    assert GOOD.run == GOOD.state / "run"


def test_the_fingerprint_tells_settings_apart() -> None:
    """Equal plans have the same, any change gives another."""
    assert replace(GOOD).fingerprint() == GOOD.fingerprint()
    assert replace(GOOD, sip_port=5070).fingerprint() != GOOD.fingerprint()
    assert replace(GOOD, ari_password="q" * 20).fingerprint() != GOOD.fingerprint()


def test_the_pool_names_the_application() -> None:
    """Controllers connect with this name."""
    assert replace(GOOD, pool="north").app == "acd-north"
