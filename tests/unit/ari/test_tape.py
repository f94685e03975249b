"""Tapes: what was said can be read again, secrets cannot, and the disk is not filled."""

import os
from pathlib import Path

import pytest

from acd import __version__
from acd.ari.requests import Reply, post, put
from acd.ari.tape import MASK, Entry, Inbound, Noted, Outbound, Run, Tape, read
from acd.clock import Clock
from acd.domain.agents import AgentId, AgentState
from acd.domain.events import Event, PbxLost, PoolApplied, TimerFired
from acd.domain.pool import Pool
from acd.domain.stored import AgentRestored
from tests.unit.ari.frames import arrival, caller, frame


class Ticking(Clock):
    """A clock that is one second later each time."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        self.time += 1
        return self.time


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the tape is."""
    return tmp_path / "ari.tape"


def entries(path: Path) -> list[Entry]:
    """All of it."""
    return list(read(path))


def test_what_was_said_is_read_again(path: Path) -> None:
    """In order, with its time; frames byte for byte."""
    tape = Tape(path, Ticking())
    tape.inbound(arrival())
    tape.outbound(post("channels", "a/b", "answer"), Reply(204))
    tape.outbound(post("channels", "x", "answer"), None)
    tape.event(TimerFired())
    tape.close()
    assert entries(path) == [
        Run(1.0, __version__),
        Inbound(2.0, arrival()),
        Outbound(3.0, "POST", "channels/a%2Fb/answer", 204),
        Outbound(4.0, "POST", "channels/x/answer", None),
        Noted(5.0, TimerFired()),
    ]


def test_no_password_is_written(path: Path) -> None:
    """Neither as an attribute of an account nor as a key; nothing of the answer's body."""
    tape = Tape(path, Ticking())
    secrets = [
        {"attribute": "password", "value": "s3cret"},
        {"attribute": "password_digest", "value": "MD5:s3cret"},
        {"attribute": "username", "value": "agent-a"},
    ]
    tape.outbound(put("x", body={"fields": secrets, "password": "s3cret"}), Reply(200, b"s3cret"))
    text = path.read_text()
    assert "s3cret" not in text
    assert MASK in text
    assert "agent-a" in text


def test_only_the_owner_may_read_it(path: Path) -> None:
    """Numbers of callers are in it."""
    Tape(path, Ticking()).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_does_not_grow_beyond_its_limit(path: Path) -> None:
    """Two files; the older one is given up."""
    limit = 10_000
    tape = Tape(path, Ticking(), limit)
    for _ in range(200):
        tape.inbound(arrival())
    files = list(path.parent.iterdir())
    assert sorted(file.name for file in files) == ["ari.tape", "ari.tape.1"]
    assert sum(file.stat().st_size for file in files) <= limit
    last = entries(path)[-1]
    assert isinstance(last, Inbound)
    assert last.at > 200.0


def test_it_goes_on_after_a_restart(path: Path) -> None:
    """Old entries stay and count for the limit; where the next run begins can be seen."""
    for _ in range(2):
        tape = Tape(path, Ticking())
        tape.inbound(arrival())
        tape.close()
    assert entries(path) == [Run(1.0, __version__), Inbound(2.0, arrival())] * 2


def turned(path: Path, tape: Tape) -> None:
    """Fill the first file until it becomes the second."""
    written = 0
    while path.stat().st_size > written:
        written = path.stat().st_size
        tape.inbound(arrival())


def test_both_files_are_one_tape(path: Path) -> None:
    """The older one first, and nothing twice where they meet."""
    tape = Tape(path, Ticking(), 20_000)
    tape.basis = lambda: [PbxLost()]
    turned(path, tape)
    times = [entry.at for entry in entries(path)]
    assert times == sorted(times) and len(times) > 20
    assert [entry for entry in entries(path) if isinstance(entry, Noted)] == []


def test_what_a_reader_must_know_is_never_lost(path: Path) -> None:
    """However often the files turn, the older one begins with it, and so does the newer one alone."""
    tape = Tape(path, Ticking(), 20_000, "k2")
    tape.event(PoolApplied(Pool()))
    tape.basis = lambda: [PoolApplied(Pool()), AgentRestored(AgentId("alice"), AgentState.PAUSED, "lunch")]
    for _ in range(2):
        turned(path, tape)
        both = entries(path)
    assert [entry.event for entry in both if isinstance(entry, Noted)] == list(tape.basis())
    assert both[0] == Run(both[0].at, __version__, "k2") and isinstance(both[1], Noted)
    path.with_name("ari.tape.1").unlink()
    assert [entry.event for entry in entries(path)[:3] if isinstance(entry, Noted)] == list(tape.basis())


def test_a_basis_that_cannot_be_had_stops_nothing(path: Path) -> None:
    """Too large for the limit, or an error of ours: the tape goes on without, within its limit."""

    def broken() -> list[Event]:
        raise RuntimeError("a bug")

    for basis in (lambda: [TimerFired()] * 1000, broken):
        tape = Tape(path, Ticking(), 20_000)
        tape.basis = basis
        turned(path, tape)
        tape.event(TimerFired())
        tape.close()
        assert isinstance(entries(path)[-1], Noted)
        assert sum(file.stat().st_size for file in path.parent.iterdir()) <= 20_000


def test_a_broken_frame_spoils_only_itself(path: Path) -> None:
    """Frames are written as they came, so one that is no JSON makes a line that is none."""
    tape = Tape(path, Ticking())
    tape.inbound(b'{"type":\n')
    tape.inbound(arrival())
    tape.inbound(b"\xff\xfe")
    tape.inbound(arrival())
    assert [type(entry) for entry in entries(path)] == [Run, Inbound, Inbound]


def test_a_disk_that_fails_stops_the_tape_and_nothing_else(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Full disk: the calls go on."""
    tape = Tape(path, Ticking())

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    tape.inbound(arrival())
    monkeypatch.undo()
    tape.inbound(arrival())
    assert entries(path) == [Run(1.0, __version__)]


def test_lines_that_say_nothing_are_passed_over(path: Path) -> None:
    """A tape cut off in the middle, or of a later version."""
    foreign = [
        '{"t":1,"new":2}',
        '{"t":1',
        "",
        '{"t":1,"event":{"_class":"NotThoughtOfYet"}}',
        '{"t":1,"event":{"no_class":1}}',
        '{"t":1,"event":{"_class":"TimerFired","more":1}}',
        '{"t":1,"basis":{"_class":"AgentRestored","agent_id":"a","state":{"_enum":"AgentState","value":"asleep"}}}',
        '{"t":2,"event":{"_class":"TimerFired"}}',
    ]
    path.write_text("\n".join(foreign) + "\n")
    assert entries(path) == [Noted(2.0, TimerFired())]


def test_keys_are_on_no_tape(path: Path) -> None:
    """They may be those of a card; what a caller is called takes nothing off it."""
    tape = Tape(path, Ticking())
    tape.inbound(frame("ChannelDtmfReceived", channel=caller(), digit="4"))
    tape.inbound(arrival(caller={"name": '"ChannelDtmfReceived"', "number": "1"}))
    tape.close()
    (entry,) = [entry for entry in read(path) if isinstance(entry, Inbound)]
    assert b"StasisStart" in entry.frame
