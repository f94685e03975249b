"""Replaying a tape."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from acd import replay
from acd.ari.tape import Tape
from acd.clock import Clock
from acd.domain.agents import AgentId
from acd.domain.calls import CallerId, CallId, LegId
from acd.domain.errors import AcdError
from acd.domain.events import (
    CallArrived,
    DrainRequested,
    Event,
    LegAnswered,
    LegEnded,
    LegSeen,
    PbxConnected,
    PoolApplied,
    SignInRequested,
    StopRequested,
)
from acd.domain.flows import FlowId, Prompt, StepName
from acd.domain.memo import CallMemo
from acd.domain.pool import Pool
from acd.domain.progress import Phase, Progress
from acd.domain.steps import AnswerStep, PlayStep, in_a_row
from acd.domain.tenants import Entry, Number, TenantId
from acd.engine.basis import basis
from acd.engine.engine import Engine

NUMBER = Number("+15550100")
POOL = Pool(
    entries={NUMBER: Entry(NUMBER, TenantId("acme"), FlowId("main"))},
    flows={FlowId("main"): in_a_row(FlowId("main"), (AnswerStep(),))},
)
GREETED = replace(POOL, flows={FlowId("main"): in_a_row(FlowId("main"), (AnswerStep(), PlayStep((Prompt("hello"),))))})
MEMO = CallMemo(TenantId("acme"), 0.0, progress=Progress(StepName("2"), Phase.SOUND))


@pytest.fixture
def console() -> Console:
    return Console(width=200, record=True, file=io.StringIO())


def test_a_tape_gives_the_decisions_again(tmp_path: Path, console: Console) -> None:
    """Events and frames are shown in order, decisions come from a fresh engine, the summary counts them."""
    tape = Tape(tmp_path / "tape.jsonl", Clock())
    tape.event(PoolApplied(POOL))
    tape.event(PbxConnected())
    tape.inbound(b'{"type":"StasisEnd","channel":{"id":"x"}}')
    tape.event(CallArrived(CallId("1"), LegId("1"), NUMBER, CallerId("+1", "x\n")))
    tape.event(LegAnswered(LegId("1")))
    tape.event(LegEnded(LegId("1")))
    tape.close()
    assert replay.main(tmp_path / "tape.jsonl", console) == 0
    text = console.export_text()
    assert text.index("CallArrived") < text.index("Answer(lane='1')") < text.index("HangUp(lane='1'")
    assert "5 events" in text and "1 ARI events" in text
    assert "calls left open: 0; errors: 0" in text


def test_an_event_that_the_engine_cannot_take_is_shown_and_counted(tmp_path: Path, console: Console) -> None:
    """The replay goes on behind it and ends with exit code 1."""
    tape = Tape(tmp_path / "tape.jsonl", Clock())
    tape.event(PoolApplied(POOL))
    tape.event(PoolApplied("no pool"))  # type: ignore[arg-type]  # as a broken tape would hold
    tape.event(CallArrived(CallId("1"), LegId("1"), NUMBER, CallerId()))
    tape.close()
    assert replay.main(tmp_path / "tape.jsonl", console) == 1
    assert "errors: " in console.export_text()


def test_each_run_of_the_controller_has_a_fresh_engine(tmp_path: Path, console: Console) -> None:
    """What the first run left, here that it was draining and a call, is not known to the second."""
    for number in ("1", "2"):
        tape = Tape(tmp_path / "tape.jsonl", Clock())
        tape.event(PoolApplied(POOL))
        tape.event(CallArrived(CallId(number), LegId(number), NUMBER, CallerId()))
        tape.event(DrainRequested())
        tape.close()
    assert replay.main(tmp_path / "tape.jsonl", console) == 0
    text = console.export_text()
    assert text.count("with a fresh engine") == 2
    assert "Answer(lane='1')" in text and "Answer(lane='2')" in text
    assert "calls left open: 1; errors: 0" in text


@pytest.mark.parametrize("limit_bytes", [1_000_000, 6_500])
def test_names_of_what_was_taken_over_come_again(tmp_path: Path, console: Console, limit_bytes: int) -> None:
    """The mark of the run is on the tape, also on one that begins in the middle of it."""
    engine = Engine("k2")
    tape = Tape(tmp_path / "tape.jsonl", Clock(), limit_bytes, "k2")
    tape.basis = lambda: basis(engine)
    events: list[Event] = [PoolApplied(GREETED), *[DrainRequested()] * (90 if limit_bytes == 6_500 else 0)]
    for event in events:
        engine.handle(event, 0.0)
        tape.event(event)
    seen = LegSeen(LegId("1"), is_caller=True, answered=True, number=NUMBER, memo=MEMO)
    tape.event(PbxConnected((seen,)))
    tape.close()
    for older in tmp_path.glob("*.1"):
        older.unlink()
    assert replay.main(tmp_path / "tape.jsonl", console) == 0
    assert "1~k2-p1" in console.export_text()


def test_a_tape_that_begins_in_the_middle_is_no_error(tmp_path: Path, console: Console) -> None:
    """Calls that were in progress, and agents of a configuration that is not on it, are unknown."""
    tape = Tape(tmp_path / "tape.jsonl", Clock())
    tape.event(LegAnswered(LegId("1-a1")))
    tape.event(LegEnded(LegId("1")))
    tape.event(SignInRequested(AgentId("alice")))
    tape.event(StopRequested())
    tape.close()
    assert replay.main(tmp_path / "tape.jsonl", console) == 0
    text = console.export_text()
    assert "there is no agent 'alice'" in text and "errors: 0" in text


def test_a_file_that_is_no_tape_is_refused(tmp_path: Path, console: Console) -> None:
    """Missing and empty files say what was expected."""
    with pytest.raises(AcdError, match="no such file"):
        replay.main(tmp_path / "nothing", console)
    (tmp_path / "empty").write_text("hello\n")
    with pytest.raises(AcdError, match="nothing that can be replayed"):
        replay.main(tmp_path / "empty", console)
