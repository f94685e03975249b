"""Recordings of conversations: by policy, by wish, paused, refused, cut, and never longer than the call."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.calls import CallId, LegId, OutcomeClass, OutcomeReason
from acd.domain.commands import (
    CloseBridge,
    Command,
    HangUp,
    PauseRecording,
    Refusal,
    ResumeRecording,
    StartRecording,
    StopRecording,
)
from acd.domain.errors import UnknownCall
from acd.domain.events import (
    CallBroken,
    CommandFailed,
    Event,
    LegConnected,
    LegEnded,
    LegHeld,
    PbxConnected,
    RecordingBegan,
    RecordingPauseRequested,
    RecordingRequested,
    RecordingResumeRequested,
    RecordingSpaceChanged,
    StopRequested,
)
from acd.domain.pool import Pool
from acd.domain.recordings import RecordingId, RecordingMarkKind, RecordingOutcome, RecordingPolicy
from acd.domain.records import CallEnded, CommandRefused, RecordingEnded, RecordingMark, RecordingStarted
from acd.domain.refusals import NO_RECORDING_SPACE, NOT_TALKING, RECORDING_NOT_ALLOWED
from acd.domain.tenants import Tenant
from acd.engine.recording_machine import Refused
from tests.playbooks import ACME, Playbook, agent, office, opened, queue, some
from tests.unit.engine.scenes import ALICE, CALLER, LEG, connected, connecting, ended, waiting

CALL = CallId("c1")
FIRST, SECOND = RecordingId("c1-r1"), RecordingId("c1-r2")
START = StartRecording(CALLER, FIRST, ACME)
BEGAN = RecordingBegan(CALLER, FIRST)
WISH, PAUSE, RESUME = RecordingRequested(CALL), RecordingPauseRequested(CALL), RecordingResumeRequested(CALL)
ALWAYS, NEVER, ON_DEMAND = RecordingPolicy
FULL, ROOM = RecordingSpaceChanged(enough=False), RecordingSpaceChanged(enough=True)
KIND = RecordingMarkKind


def house(recording: RecordingPolicy, tenant: RecordingPolicy | None = None) -> Pool:
    """Return an office with this policy of queue and tenant."""
    pool = office(agent("alice"), queues=[queue(recording=recording)])
    return replace(pool, tenants={ACME: Tenant(ACME, "Acme", tenant)})


def talking(recording: RecordingPolicy = ALWAYS, tenant: RecordingPolicy | None = None) -> Playbook:
    """Return a conversation that is about to begin."""
    return connecting(opened(house(recording, tenant))).on(LegConnected(LEG))


def starting() -> Playbook:
    """Return a conversation since 1000 s whose recording was asked for."""
    return talking().asks(some(CloseBridge), START)


def running() -> Playbook:
    """Return a conversation that is recorded since 1000.1 s."""
    return starting().after(0.1).on(BEGAN).asks()


def unrecorded(recording: RecordingPolicy = ON_DEMAND) -> Playbook:
    """Return a conversation that is not recorded."""
    return talking(recording).asks(some(CloseBridge))


def over(outcome: RecordingOutcome, **fields: object) -> Any:
    """Return the end of a recording."""
    return some(RecordingEnded, outcome=outcome, **fields)


def mark(seq: int, kind: RecordingMarkKind, at_ms: int) -> RecordingMark:
    """Return a moment within the first recording."""
    return RecordingMark(FIRST, seq, kind, at_ms)


def failed(command: Command, refusal: Refusal = Refusal.REFUSED) -> CommandFailed:
    """Return the failure of a command."""
    return CommandFailed(command, refusal, "why")


@pytest.mark.parametrize(
    ("of_queue", "of_tenant", "recorded"),
    [
        (ALWAYS, None, True),
        (ALWAYS, NEVER, False),
        (ALWAYS, ON_DEMAND, False),
        (NEVER, ALWAYS, True),
        (NEVER, None, False),
        (ON_DEMAND, None, False),
    ],
)
def test_the_word_of_the_tenant_counts_more(
    of_queue: RecordingPolicy, of_tenant: RecordingPolicy | None, recorded: bool
) -> None:
    """And is known when the conversation begins."""
    talking(of_queue, of_tenant).asks(some(CloseBridge), *([START] if recorded else [])).run()


def test_a_tenant_that_was_removed_says_nothing() -> None:
    """The call ends with what it began with: the queue's word."""
    pool = replace(house(ALWAYS), tenants={})
    connecting(opened(pool)).on(LegConnected(LEG)).asks(some(CloseBridge), START).run()


@pytest.mark.parametrize("who", [CALLER, LEG])
def test_a_recording_ends_with_the_conversation(who: Any) -> None:
    """Nothing is asked of the PBX for it: the leg takes it along. Its time begins when the PBX records."""
    book = running().after(5).on(LegEnded(who)).asks(some(HangUp), some(CloseBridge))
    book.keeps(
        RecordingStarted(FIRST, CALL, 1, ACME, queue().id, ALICE, 1_000_000),
        RecordingEnded(FIRST, CALL, 1, ACME, queue().id, ALICE, 1_000_100, 1_005_100, RecordingOutcome.RECORDED),
        some(CallEnded),
    ).run()


def test_hold_is_recorded() -> None:
    """The caller hears music, and that is what there is to hear."""
    running().on(LegHeld(LEG)).asks().on(PAUSE).asks(PauseRecording(CALLER, FIRST)).run()


def test_a_pause_is_marked_with_its_moments() -> None:
    """Paused and resumed; asked for twice is once."""
    book = running().after(1).on(PAUSE).asks(PauseRecording(CALLER, FIRST)).on(PAUSE).asks()
    book.after(2).on(RESUME).asks(ResumeRecording(CALLER, FIRST)).on(RESUME).asks()
    book.keeps(mark(1, KIND.PAUSED, 1_001_100), mark(2, KIND.RESUMED, 1_003_100)).run()


def test_a_pause_may_come_before_the_recording_has_begun() -> None:
    """The commands of one recording are carried out in order."""
    book = starting().on(PAUSE).asks(PauseRecording(CALLER, FIRST)).after(0.1).on(BEGAN).asks()
    book.after(0.1).on(BEGAN).asks()
    book.on(RESUME).asks(ResumeRecording(CALLER, FIRST)).on(BEGAN).asks().on(LegEnded(CALLER))
    book.asks(HangUp(LEG), some(CloseBridge)).keeps(over(RecordingOutcome.RECORDED, started_ms=1_000_100)).run()


def test_a_pause_that_failed_is_told() -> None:
    """What was said was recorded: nobody may believe otherwise, and it can be asked for again."""
    pause, resume = PauseRecording(CALLER, FIRST), ResumeRecording(CALLER, FIRST)
    book = running().on(PAUSE).asks(pause).on(failed(pause)).asks()
    book.on(PAUSE).asks(pause).on(RESUME).asks(resume).on(failed(resume, Refusal.UNKNOWN)).asks()
    book.on(RESUME).asks(resume).on(failed(pause)).asks().on(failed(resume, Refusal.GONE)).asks().run()
    kinds = [record.kind for record in book.records if isinstance(record, RecordingMark)]
    paused, resumed = (KIND.PAUSED, KIND.PAUSE_FAILED, KIND.PAUSED), (KIND.RESUMED, KIND.RESUME_FAILED, KIND.RESUMED)
    assert kinds == [*paused, *resumed]


def test_on_demand_starts_when_somebody_asks() -> None:
    """Asked for twice is once."""
    unrecorded().after(3).on(WISH).asks(START).on(WISH).asks().on(BEGAN).asks().on(WISH).asks().run()


@pytest.mark.parametrize("event", [PAUSE, RESUME])
def test_what_is_not_recorded_cannot_be_paused(event: Event) -> None:
    """Nor resumed."""
    unrecorded().on(event).refuses(Refused.NOT_RECORDED.value).run()


def test_never_is_never() -> None:
    """Whoever asks."""
    unrecorded(NEVER).on(WISH).refuses(RECORDING_NOT_ALLOWED).run()


@pytest.mark.parametrize("event", [WISH, PAUSE, RESUME])
def test_nobody_is_recorded_in_line(event: Event) -> None:
    """There is no conversation yet."""
    waiting(opened(house(ON_DEMAND), ())).on(event).refuses(NOT_TALKING).run()


@pytest.mark.parametrize("event", [WISH, PAUSE, RESUME])
def test_a_call_that_is_not_there(event: Event) -> None:
    """The error says so, and nothing else happens."""
    with pytest.raises(UnknownCall):
        opened(house(ON_DEMAND)).on(event).asks().run()


@pytest.mark.parametrize("refusal", [Refusal.REFUSED, Refusal.GONE])
def test_a_start_that_is_refused_never_harms_the_call(refusal: Refusal) -> None:
    """The conversation goes on; the record says that there is no recording."""
    book = (
        starting().on(failed(START, refusal)).asks().after(9).on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge))
    )
    told = [CommandRefused("StartRecording", "refused", "why")] if refusal is Refusal.REFUSED else []
    book.keeps(*told, over(RecordingOutcome.FAILED, ended_ms=1_000_000)).keeps(
        ended(OutcomeClass.ANSWERED, OutcomeReason.AGENT_HUNG_UP)
    ).run()


def test_a_start_of_which_nobody_knows_is_taken_back() -> None:
    """It may record all the same, and nobody could pause it."""
    book = starting().on(failed(START, Refusal.UNKNOWN)).asks(StopRecording(CALLER, FIRST))
    book.on(failed(StopRecording(CALLER, FIRST))).asks().on(BEGAN).asks().keeps(over(RecordingOutcome.FAILED)).run()


def test_after_a_failure_it_can_be_asked_for_again() -> None:
    """Under a name of its own; what is late of the first changes nothing."""
    book = starting().on(failed(START)).asks().on(WISH).asks(StartRecording(CALLER, SECOND, ACME))
    book.on(BEGAN).asks().on(failed(START)).asks().on(RecordingBegan(CALLER, SECOND)).asks().on(LegEnded(CALLER))
    book.asks(HangUp(LEG), some(CloseBridge)).keeps(
        over(RecordingOutcome.FAILED, recording_id=FIRST, seq=1),
        over(RecordingOutcome.RECORDED, recording_id=SECOND, seq=2),
    ).run()


def test_a_conversation_that_is_over_before_it_was_recorded() -> None:
    """Nothing is missing: there was nothing to record. What is late is ignored."""
    book = starting().on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge)).on(BEGAN).asks()
    book.on(failed(START)).asks().keeps(over(RecordingOutcome.TOO_SHORT)).run()


def test_a_broken_call_is_not_recorded_any_more() -> None:
    """The two talk on without us, and nobody could pause it."""
    book = running().on(CallBroken(LEG)).asks(StopRecording(CALLER, FIRST))
    book.keeps(over(RecordingOutcome.CUT), some(CallEnded)).run()


def test_when_the_pbx_began_anew_the_file_is_to_be_repaired() -> None:
    """The record says why."""
    running().on(PbxConnected(restarted=True)).asks().keeps(over(RecordingOutcome.PBX_LOST), some(CallEnded)).run()


def test_a_stop_ends_recordings_with_their_calls() -> None:
    """In order."""
    book = running().on(StopRequested()).asks(HangUp(CALLER), HangUp(LEG), some(CloseBridge))
    book.keeps(over(RecordingOutcome.RECORDED), some(CallEnded)).run()


def test_recordings_end_before_the_disk_is_full_and_calls_go_on() -> None:
    """The next is not begun, by policy or by wish, until there is room again."""
    book = running().on(FULL).asks(StopRecording(CALLER, FIRST)).on(WISH).refuses(NO_RECORDING_SPACE)
    book.on(ROOM).asks().on(WISH).asks(StartRecording(CALLER, SECOND, ACME)).on(FULL).asks(
        StopRecording(CALLER, SECOND)
    )
    book.keeps(over(RecordingOutcome.CUT, seq=1), over(RecordingOutcome.CUT, seq=2)).run()


def test_without_space_a_call_that_should_be_recorded_is_counted() -> None:
    """It is connected as ever."""
    book = connecting(opened(house(ALWAYS))).on(FULL).asks().on(LegConnected(LEG)).asks(some(CloseBridge))
    book.on(FULL).asks().keeps(some(RecordingStarted), over(RecordingOutcome.NO_SPACE)).run()


def test_what_is_told_of_others_changes_nothing() -> None:
    """An agent's leg, a leg of nobody's."""
    book = running().on(RecordingBegan(LEG, FIRST)).asks().on(failed(StartRecording(LEG, SECOND, ACME))).asks()
    unknown = replace(START, lane=LegId("c9"))
    book.on(failed(unknown)).asks().keeps(some(RecordingStarted)).run()


def test_an_unrecorded_conversation_leaves_no_record_of_one() -> None:
    """Whatever happens to it."""
    book = connected(opened(office(agent("alice")))).on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge)).run()
    assert not [record for record in book.records if isinstance(record, RecordingStarted | RecordingEnded)]
