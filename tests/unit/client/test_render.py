"""The pictures, as text on a wide terminal."""

import io
from datetime import UTC, datetime
from typing import Literal

import msgspec
import pytest
from rich.console import Console, RenderableType

from acd.client import render
from acd.client.shapes import Applied, Fault, Queue, Trunk, Version, Voicemail
from tests.unit.client.examples import NOON, agent, call, status
from tests.unit.web.hostile import NAMES


def drawn(picture: RenderableType, width: int = 160, *, color: bool = False) -> str:
    system: Literal["truecolor"] | None = "truecolor" if color else None
    console = Console(file=io.StringIO(), width=width, force_terminal=color, color_system=system)
    console.print(picture)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def words(picture: RenderableType) -> list[list[str]]:
    return [line.split() for line in drawn(picture).splitlines() if line.strip(" ─")]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (7.9, "0:07"), (725, "12:05"), (3725, "1:02:05"), (90_000, "25:00:00"), (-1, "0:00")],
)
def test_durations(seconds: float, text: str) -> None:
    """Minutes and seconds, hours where there are some."""
    assert render.duration(seconds) == text


def test_status_shows_everything() -> None:
    """The line on top, queues, agents, calls."""
    assert words(render.status(status())) == [
        ["PBX", "connected", "1", "calls,", "1", "waiting"],
        ["Queue", "Waiting", "Longest", "wait", "Expected", "wait", "Agents", "who", "could", "answer"],
        ["support", "1", "0:12", "0:56", "2", "available,", "1", "talking"],
        ["sales", "0", "-", "-", "nobody"],
        ["Agent", "Name", "State", "Phone", "Reason", "Since", "Call"],
        ["alice", "Alice", "available", "reachable", "-", "1:05", "-"],
        ["Trunk", "Answers", "Registered", "at", "the", "carrier"],
        ["carrier", "reachable", "Registered"],
        ["plain", "unknown", "-"],
        ["Call", "State", "Queue", "Place", "Caller", "Dialled", "Agent", "Waited", "Expected", "Age"],
        ["1.18", "waiting", "support", "1", "+15550123", "Carol", "+15550100", "-", "0:12", "0:44", "1:02:05"],
    ]


def test_what_is_wrong_stands_on_top() -> None:
    """In words, not in colour alone."""
    assert drawn(render.headline(status(connected=False, draining=True))).startswith(
        "PBX NOT CONNECTED   draining: no new calls"
    )


def test_callers_without_anybody_free_are_an_alarm() -> None:
    """Red; yellow while somebody could answer."""
    alarm = drawn(render.queues([Queue("a", 1, 2.0, {"talking": 1})]), color=True)
    calm = drawn(render.queues([Queue("a", 1, 2.0, {"available": 1})]), color=True)
    assert "\x1b[1;31m" in alarm
    assert "\x1b[1;31m" not in calm
    assert "\x1b[33m" in calm


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [40, 160])
def test_hostile_callers_draw_nothing_of_their_own(name: str, width: int) -> None:
    """No control character but our own line ends, and nothing is read as markup."""
    hostile = call(name, name, name)
    picture = drawn(render.status(status(calls=(hostile,))), width)
    assert all(char.isprintable() or char == "\n" for char in picture)
    assert "\x1b" not in picture
    calm = drawn(render.status(status(calls=(hostile,))), width, color=True)
    assert "link=http" not in calm or "[link=http" in calm
    assert "\x1b]" not in calm, "no title, no hyperlink"


def test_markup_is_shown_as_it_was_sent() -> None:
    """Square brackets are text."""
    assert "[bold red]x[/]" in drawn(render.caller(call("", "[bold red]x[/]")))
    assert drawn(render.caller(call("", "  "))).strip() == "unknown"


@pytest.mark.parametrize(
    ("state", "reason", "wish", "sentence"),
    [
        ("available", None, None, "alice is available"),
        ("paused", "lunch", None, "alice is paused (lunch)"),
        ("talking", None, "paused", "alice is talking, and paused when the call is over"),
    ],
)
def test_what_became_of_a_request(state: str, reason: str | None, wish: str | None, sentence: str) -> None:
    """As a sentence."""
    assert drawn(render.agent(agent(state, reason, wish))).strip() == sentence


@pytest.mark.parametrize(
    ("priority_s", "sentence"),
    [
        (0.0, "1.18 is waiting in support, place 1"),
        (None, "1.18 is waiting in support, place 1"),
        (90.0, "1.18 is waiting in support, place 1, 1:30 forward"),
        (-5.0, "1.18 is waiting in support, place 1, 0:05 back"),
    ],
)
def test_where_a_call_waits(priority_s: float | None, sentence: str) -> None:
    """As a sentence."""
    assert drawn(render.place(call(priority_s=priority_s))).strip() == sentence


def test_a_call_that_an_agent_has_by_now() -> None:
    """It has no place any more."""
    talks = msgspec.structs.replace(call(), state="connected", position=None)
    assert drawn(render.place(talks)).strip() == "1.18 is connected"


def test_who_signs_in_at_a_phone_that_is_gone_is_told() -> None:
    """Else they would wait for calls in vain; whoever goes home does not care."""
    gone = msgspec.structs.replace(agent(), reach="unreachable")
    assert "The phone is not registered" in drawn(render.agent(gone))
    assert drawn(render.agent(msgspec.structs.replace(gone, state="offline"))).strip() == "alice is offline"
    away = msgspec.structs.replace(gone, phone="+15550123@trunk-carrier")
    assert "The trunk to the number outside is not registered" in drawn(render.agent(away))


def test_who_is_rung_outside_is_shown_so() -> None:
    """Beside whether the trunk to it answers."""
    away = msgspec.structs.replace(agent(), phone="+15550123@trunk-carrier", reach="reachable")
    assert "outside, reachable" in drawn(render.agents([away]))
    assert "outside" not in drawn(render.agents([msgspec.structs.replace(away, phone="agent-alice")]))


def test_phones_and_trunks_that_are_gone_are_an_alarm() -> None:
    """Red, unless nobody needs them."""
    gone = msgspec.structs.replace(agent(), reach="unreachable")
    assert "\x1b[1;31munreachable" in drawn(render.agents([gone]), color=True)
    assert "\x1b[1;31m" not in drawn(render.agents([msgspec.structs.replace(gone, state="paused")]), color=True)
    assert "\x1b[1;31munreachable" in drawn(render.trunks([Trunk("a", "unreachable", None, "")]), color=True)
    assert "\x1b[1;31mRejected" in drawn(render.trunks([Trunk("a", "reachable", False, "Rejected")]), color=True)


def test_who_calls_for_a_supervisor_cannot_be_overlooked() -> None:
    """In the sentence, and in the table beside the state."""
    calling = msgspec.structs.replace(agent("talking"), assistance_since=NOON)
    assert drawn(render.agent(calling)).strip() == "alice is talking, and calls for a supervisor"
    assert "talking, CALLS FOR A SUPERVISOR" in drawn(render.agents([calling]))
    assert "\x1b[1;31m" in drawn(render.agents([calling]), color=True)


def test_who_helps_whom() -> None:
    """Whose phones ring, who answered, and for whom; in the sentence and in the table."""
    calling = msgspec.structs.replace(agent("talking"), assistance_since=NOON, supervisors_rung=("sue", "tom"))
    assert drawn(render.agent(calling)).strip() == "alice is talking, and calls for a supervisor, rings at sue, tom"
    assert "CALLS FOR A SUPERVISOR, rings at sue, tom" in drawn(render.agents([calling]))
    helped = msgspec.structs.replace(agent("talking"), helped_by=("sue",))
    assert drawn(render.agent(helped)).strip() == "alice is talking, helped by sue"
    for fields, words in ({"rung_for": "bob"}, "rung for bob"), ({"helps": "bob"}, "helps bob"):
        assert f"available, {words}" in drawn(render.agents([msgspec.structs.replace(agent(), **fields)]))


def test_a_wish_stands_beside_the_state() -> None:
    """In the table, too."""
    assert "talking, then offline" in drawn(render.agents([agent("talking", None, "offline")]))


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (Applied(8, False, ("+ queues.support: {}",)), "version 8 is in force:\n  + queues.support: {}\n"),
        (Applied(8, False, ()), "version 8 is in force; nothing changed\n"),
        (Applied(7, True, ("- agents.bob",)), "would change:\n  - agents.bob\n"),
        (Applied(None, True, ()), "would change nothing\n"),
    ],
)
def test_what_applying_did(result: Applied, text: str) -> None:
    """Version and changes, one a line."""
    assert drawn(render.applied(result)) == text


def test_what_was_applied() -> None:
    """In force is the first; what is not known is a dash, and a file's name cannot colour the terminal."""
    at = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
    lines = drawn(render.versions([Version(7, at, "a\x1b[2J.yaml", 2, 5), Version(6, at, None, None, None)])).split(
        "\n"
    )
    assert lines[-4].split() == [
        "7",
        "2026-11-21",
        "12:00:00",
        "a\\x1b[2J.yaml",
        "2",
        "in",
        "force,",
        "brings",
        "back",
        "5",
    ]
    assert lines[-3].split() == ["6", "2026-11-21", "12:00:00", "-", "-"]


def test_messages_of_callers() -> None:
    """Whose, from whom, how long; nothing that a stranger wrote moves the cursor."""
    new = Voicemail("1.1-v1", "1.1", "florist", "+15550100", "+1\x1b[2J", NOON, 65.4, None)
    nobodys = Voicemail("1.2-v1", "1.2", None, "", "", NOON, 4.0, NOON)
    lines = drawn(render.voicemails([new, nobodys])).splitlines()
    first, second = lines[3:5]
    assert "1:05" in first and first.rstrip().endswith("new") and "\x1b" not in first
    assert second.rstrip().endswith("heard") and second.split().count("-") == 5
    line = "support", "open", None
    shown = [Voicemail("1.3-v1", "1.3", "florist", "+1", "+1", NOON, 4.0, None, *line)]
    shown += [Voicemail("1.4-v1", "1.4", "florist", "+1", "+1", NOON, 4.0, NOON, "support", "callback", "bob")]
    third, fourth = drawn(render.voicemails(shown)).splitlines()[3:5]
    assert "support" in third and third.rstrip().endswith("in line")
    assert "bob" in fourth and fourth.rstrip().endswith("to be called back")
    assert drawn(render.voicemails([])).strip() == "no messages"


def test_faults_are_where_editors_find_them() -> None:
    """file:line: field: message; without what is not known."""
    found = [Fault("queues[0].id", "use small letters", 3), Fault("", "cut \x1b[2J off", None)]
    assert render.faults("a.yaml", found).plain.splitlines() == [
        "a.yaml:3: queues[0].id: use small letters",
        "a.yaml: cut \\x1b[2J off",
    ]
