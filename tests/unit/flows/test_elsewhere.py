"""Callers who are given to somebody."""

from acd.domain.agents import Endpoint
from acd.domain.calls import HangUpReason
from acd.domain.flows import ExitName, Prompt
from acd.domain.progress import Phase
from acd.domain.queues import QueueId
from acd.domain.steps import BackInLineStep, HangUpStep, QueueStep, TransferStep, VoicemailStep
from acd.flows.turn import BackInLine, EndCall, GoOutside, LetGoOn, LineUp, NotDone, Say, TakeMessage
from tests.unit.flows.facts import Told
from tests.unit.flows.walker import ENDED, HERE, LATE, Walker

OUT, SAID = Endpoint("+4930@trunk-x"), (Prompt("said"),)


def test_a_queue_has_the_caller() -> None:
    """Until there is none any more, or its recipe lets the caller go on."""
    step = QueueStep(QueueId("sales"))
    walker = Walker(step)
    assert (walker.effects, walker.at.line, walker.phase) == ([LineUp(step)], HERE, Phase.ELSEWHERE)
    assert Walker(step).hears("1", LATE).gone == ""
    assert Walker(step).hears(NotDone()).gone == "failed"
    assert Walker(step).hears(LetGoOn(ExitName("waited"))).gone == "waited"
    assert Walker(step, exits=["failed"]).hears(LetGoOn(ExitName("waited"))).gone == "failed"


def test_back_in_line_without_a_line_is_a_failure_when_it_is_told_so() -> None:
    """The place is the engine's business."""
    assert Walker(BackInLineStep()).effects == [BackInLine()]
    assert Walker(BackInLineStep()).hears(NotDone()).gone == "failed"


def test_a_number_outside_is_rung() -> None:
    """Behind what is said of it; where nobody is reached the flow goes on."""
    assert Walker(TransferStep(OUT, 20)).effects == [GoOutside(OUT, 20)]
    walker = Walker(TransferStep(OUT, 20, SAID))
    assert walker.effects == [Say(SAID)] and walker.hears("1", ENDED).effects == [GoOutside(OUT, 20)]
    assert walker.hears(NotDone()).gone == "failed"


def test_a_message_is_asked_for() -> None:
    """By the client's words, or ours, or at once where there is no voice."""
    assert Walker(VoicemailStep(SAID)).effects == [Say(SAID)]
    walker = Walker(VoicemailStep())
    assert walker.effects == [Say((Prompt("leave-message"),))]
    assert walker.hears("1", ENDED).effects == [TakeMessage()]
    assert Walker(VoicemailStep(), Told(voice=False)).effects == [TakeMessage()]
    assert Walker(VoicemailStep()).hears(NotDone()).gone == "failed"


def test_without_room_no_message_is_asked_for() -> None:
    """The caller is told so, and hangs up or goes on."""
    full = Told(room=False)
    assert Walker(VoicemailStep(SAID), full).effects == [Say((Prompt("no-message"),))]
    assert Walker(VoicemailStep(SAID), full).hears(ENDED).gone == "failed"
    assert Walker(VoicemailStep(SAID), full, exits=[]).hears(ENDED).effects == [EndCall(HangUpReason.NORMAL)]
    assert Walker(VoicemailStep(SAID), Told(room=False, voice=False)).gone == "failed"


def test_the_end() -> None:
    """With what the phone is told; nothing comes behind it."""
    walker = Walker(HangUpStep(HangUpReason.BUSY))
    assert walker.effects == [EndCall(HangUpReason.BUSY)] and walker.hears("1", LATE, NotDone()).gone == ""
