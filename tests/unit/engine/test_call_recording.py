"""Recordings of conversations: by policy, by wish, paused, refused, cut, and never longer than the call."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.calls import CallId, LegId, OutcomeClass, OutcomeReason
from acd.domain.commands import (
    AdoptRecording,
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
    RecordingAdopted,
    RecordingBegan,
    RecordingMuted,
    RecordingPauseRequested,
    RecordingRequested,
    RecordingResumeRequested,
    RecordingSpaceChanged,
    StopRequested,
)
from acd.domain.pool import Pool
from acd.domain.recordings import RecordingId, RecordingMarkKind, RecordingOutcome, RecordingPolicy, RecordingState
from acd.domain.records import CallEnded, CommandRefused, RecordingEnded, RecordingMark, RecordingStarted
from acd.domain.refusals import NO_RECORDING_SPACE, NOT_TALKING, RECORDING_NOT_ALLOWED
from acd.domain.tenants import Tenant
from acd.engine import live
from acd.engine.call_recording import LATE_S
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
PAUSED, RESUMED = PauseRecording(CALLER, FIRST), ResumeRecording(CALLER, FIRST)


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


def marks(book: Playbook) -> list[tuple[RecordingMarkKind, int]]:
    """Return the marks that were kept, with their moments after 1000 s."""
    kept = [record for record in book.records if isinstance(record, RecordingMark)]
    return [(record.kind, record.at_ms - 1_000_000) for record in kept]


@pytest.mark.parametrize("refusal", [Refusal.REFUSED, Refusal.UNKNOWN])
def test_a_pause_that_failed_is_told_and_tried_again(refusal: Refusal) -> None:
    """What was said may be in the file, and nobody may believe otherwise; what follows shall not be."""
    book = running().on(PAUSE).asks(PAUSED).on(failed(PAUSED, refusal)).asks().after(0.9).asks()
    book.after(0.1).asks(PAUSED).after(1).on(failed(PAUSED, refusal)).asks().after(2).asks(PAUSED).after(99).asks()
    book.run()
    assert marks(book) == [
        (KIND.PAUSED, 100),
        (KIND.PAUSE_FAILED, 100),
        (KIND.PAUSED, 1_100),
        (KIND.PAUSE_FAILED, 2_100),
        (KIND.PAUSED, 4_100),
    ]


def test_a_resume_that_failed_is_told_and_tried_again() -> None:
    """The file would be silent to its end; nothing is tried for a leg that is gone."""
    book = running().on(PAUSE).asks(PAUSED).on(RESUME).asks(RESUMED).on(failed(RESUMED, Refusal.UNKNOWN)).asks()
    book.after(1).asks(RESUMED).on(failed(PAUSED)).asks().on(failed(RESUMED, Refusal.GONE)).asks().after(99).asks()
    book.run()
    kinds = [kind for kind, _ in marks(book)]
    assert kinds == [KIND.PAUSED, KIND.RESUMED, KIND.RESUME_FAILED, KIND.RESUMED]


def test_who_changes_their_mind_over_a_pause_without_an_answer() -> None:
    """The PBX may be silent all the same: it is told to go on, and the pause is not tried any more."""
    book = running().on(PAUSE).asks(PAUSED).on(failed(PAUSED, Refusal.UNKNOWN)).asks()
    book.on(RESUME).asks(RESUMED).after(99).asks()
    book.on(failed(RESUMED, Refusal.UNKNOWN)).asks().on(PAUSE).asks(PAUSED).after(99).asks()
    book.on(failed(PAUSED)).asks().on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge)).after(99).asks()
    book.keeps(over(RecordingOutcome.RECORDED)).run()


def test_one_that_is_not_sure_to_be_silent_ends_before_the_disk_is_full() -> None:
    """As every other. That it has begun changes nothing of it."""
    book = starting().on(PAUSE).asks(PAUSED).on(failed(PAUSED)).asks().after(0.5).on(BEGAN).asks()
    book.on(FULL).asks(StopRecording(CALLER, FIRST)).after(99).asks()
    book.keeps(over(RecordingOutcome.CUT, started_ms=1_000_500)).run()


def shown(book: Playbook) -> RecordingState:
    """Return what people see of the recording at the end of a playbook."""
    (call,) = live.view(book.run().engine, book.now).calls
    return call.recording


def test_nobody_is_told_of_a_pause_before_the_pbx_has_said_so() -> None:
    """Nor of sound again; an answer to an earlier wish says nothing of the last one."""
    silent, loud = RecordingMuted(CALLER, FIRST, True), RecordingMuted(CALLER, FIRST, False)
    state = RecordingState
    assert shown(running()) is state.RUNNING
    assert shown(running().on(PAUSE).asks(PAUSED)) is state.UNSURE
    assert shown(running().on(PAUSE).asks(PAUSED).on(silent).asks()) is state.PAUSED
    assert shown(running().on(PAUSE).asks(PAUSED).on(failed(PAUSED)).asks()) is state.UNSURE
    twice = running().on(PAUSE).asks(PAUSED).on(RESUME).asks(RESUMED).on(silent).asks()
    assert shown(twice) is state.UNSURE
    assert shown(twice.on(loud).asks().on(replace(silent, recording_id=SECOND)).asks()) is state.RUNNING


def test_a_pause_that_is_confirmed_late_has_a_second_mark() -> None:
    """What was said between the two may be in the file."""
    book = running().on(PAUSE).asks(PAUSED).after(3).on(RecordingMuted(CALLER, FIRST, True)).asks()
    book.on(RecordingMuted(CALLER, FIRST, True)).asks()
    book.on(RESUME).asks(RESUMED).after(3).on(RecordingMuted(CALLER, FIRST, False)).asks().run()
    assert marks(book) == [
        (KIND.PAUSED, 100),
        (KIND.PAUSED, 3_100),
        (KIND.RESUMED, 3_100),
        (KIND.RESUMED, 6_100),
    ]


def test_an_adoption_that_nobody_asked_for_is_ignored() -> None:
    """The recording is ours from its beginning."""
    book = running().on(RecordingAdopted(CALLER, FIRST, muted=True)).asks()
    assert shown(book.on(failed(AdoptRecording(CALLER, FIRST, ACME))).asks()) is RecordingState.RUNNING


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
    with pytest.raises(UnknownCall, match="there is no call 'c1' in progress"):
        opened(house(ON_DEMAND)).on(event).asks().run()


def test_a_start_for_a_leg_that_is_gone_is_not_tried_again() -> None:
    """The call is about to end; the record says that there is no recording."""
    book = starting().on(failed(START, Refusal.GONE)).asks().after(9).on(LegEnded(LEG))
    book.asks(HangUp(CALLER), some(CloseBridge)).keeps(
        over(RecordingOutcome.FAILED, ended_ms=1_000_000), ended(OutcomeClass.ANSWERED, OutcomeReason.AGENT_HUNG_UP)
    ).run()


def test_a_start_that_is_refused_is_tried_again_until_the_pbx_records() -> None:
    """Less and less often, every 32 s in the end. The record tells the true beginning, and nothing is missing."""
    book = starting()
    for wait_s in (1, 2, 4, 8, 16, 32, 32):
        book.on(failed(START)).asks().after(wait_s - 0.1).asks().after(0.1).asks(START)
    book.after(0.2).on(BEGAN).asks().after(99).asks().on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge))
    book.keeps(
        RecordingStarted(FIRST, CALL, 1, ACME, queue().id, ALICE, 1_000_000),
        over(RecordingOutcome.RECORDED, started_ms=1_095_200),
        some(CallEnded),
    ).run()
    assert len([record for record in book.records if isinstance(record, RecordingEnded)]) == 1


def test_a_conversation_of_which_the_start_was_refused_to_its_end() -> None:
    """It went on all the same; the record says that there is no recording, once."""
    book = starting().on(failed(START)).asks().after(1).asks(START).on(failed(START)).asks().after(1)
    book.on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge)).after(99).asks()
    told = CommandRefused("StartRecording", "refused", "why")
    book.keeps(told, told, over(RecordingOutcome.FAILED, started_ms=1_000_000, ended_ms=1_002_000)).run()
    assert len([record for record in book.records if isinstance(record, RecordingEnded)]) == 1


def test_without_space_the_start_is_not_tried_again() -> None:
    """The call should have a recording and has none."""
    book = starting().on(failed(START)).asks().on(FULL).asks().after(99).asks()
    book.keeps(over(RecordingOutcome.FAILED)).run()


def test_what_shall_be_silent_is_silent_from_its_late_beginning() -> None:
    """Asked for before the start was refused, or after it; and what shall not be any more is not."""
    book = starting().on(PAUSE).asks(PAUSED).on(failed(START)).asks().on(failed(PAUSED)).asks()
    book.after(1).asks(START, PAUSED).on(failed(START)).asks().on(RESUME).asks().on(RESUME).asks()
    book.after(2).asks(START).on(failed(START)).asks().on(PAUSE).asks().after(1).asks(START, PAUSED)
    book.on(BEGAN).asks().on(RESUME).asks(RESUMED).run()


def test_a_start_of_which_nobody_knows_is_taken_back_and_made_under_another_name() -> None:
    """It may record all the same, and nobody could pause it; what there is of it is in a file of its own."""
    stop = StopRecording(CALLER, FIRST)
    book = starting().on(PAUSE).asks(PAUSED).on(failed(START, Refusal.UNKNOWN)).asks(stop).on(failed(stop)).asks()
    book.on(BEGAN).asks().after(1).asks(stop, StartRecording(CALLER, SECOND, ACME), PauseRecording(CALLER, SECOND))
    # the first of its failures that follow is the second in a row
    again = failed(StartRecording(CALLER, SECOND, ACME))
    book.on(again).asks().after(1.9).asks().after(0.1).asks(StartRecording(CALLER, SECOND, ACME), some(PauseRecording))
    book.on(RecordingBegan(CALLER, SECOND)).asks().on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge))
    book.keeps(
        some(RecordingStarted, recording_id=FIRST),
        over(RecordingOutcome.RETRIED, recording_id=FIRST, seq=1),
        some(RecordingStarted, recording_id=SECOND, seq=2),
        over(RecordingOutcome.RECORDED, recording_id=SECOND, seq=2),
    ).run()


def test_a_failure_of_an_earlier_name_changes_nothing() -> None:
    """Nor does its beginning. What a person asks for meanwhile is on its way already."""
    book = starting().on(failed(START, Refusal.UNKNOWN)).asks(some(StopRecording)).on(WISH).asks()
    book.after(1).asks(some(StopRecording), StartRecording(CALLER, SECOND, ACME)).on(BEGAN).asks().on(failed(START))
    book.asks().on(RecordingBegan(CALLER, SECOND)).asks().on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge))
    book.keeps(over(RecordingOutcome.RETRIED), over(RecordingOutcome.RECORDED, recording_id=SECOND, seq=2)).run()


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


def test_what_is_told_of_a_recording_that_is_not_there_changes_nothing() -> None:
    """It was never begun, or is over."""
    muted, adopted = RecordingMuted(CALLER, FIRST, True), RecordingAdopted(CALLER, FIRST, muted=True)
    unrecorded().on(BEGAN).asks().on(muted).asks().on(adopted).asks().run()


def test_the_beginning_of_an_earlier_name_is_not_that_of_the_present_one() -> None:
    """The record tells since when the second one has sound."""
    book = starting().on(failed(START, Refusal.UNKNOWN)).asks(some(StopRecording)).after(1)
    book.asks(some(StopRecording), StartRecording(CALLER, SECOND, ACME)).after(0.1).on(BEGAN).asks().after(0.1)
    book.on(RecordingBegan(CALLER, SECOND)).asks().on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge))
    book.keeps(over(RecordingOutcome.RETRIED), over(RecordingOutcome.RECORDED, started_ms=1_001_200)).run()


def test_silence_of_an_earlier_name_is_not_that_of_the_present_one() -> None:
    """Nobody may believe it."""
    paused = running().on(PAUSE).asks(PAUSED).on(RecordingMuted(CALLER, SECOND, True)).asks()
    assert shown(paused) is RecordingState.UNSURE


def test_a_pause_that_is_confirmed_in_time_has_one_mark() -> None:
    """Half a second is in time."""
    book = running().on(PAUSE).asks(PAUSED).after(LATE_S).on(RecordingMuted(CALLER, FIRST, True)).asks().run()
    assert marks(book) == [(KIND.PAUSED, 100)]
    assert shown(book) is RecordingState.PAUSED


def test_a_pause_for_a_leg_that_is_gone_changes_nothing() -> None:
    """The recording ends with the call, as recorded."""
    book = running().on(PAUSE).asks(PAUSED).on(failed(PAUSED, Refusal.GONE)).asks()
    book.on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge)).keeps(over(RecordingOutcome.RECORDED)).run()


def test_what_is_asked_for_anew_is_not_asked_again_for_before() -> None:
    """No deadline is left of it."""
    unsure = running().on(PAUSE).asks(PAUSED).on(failed(PAUSED)).asks()
    assert unsure.on(RESUME).asks(RESUMED).run().engine.next_deadline() is None
    unsure = running().on(PAUSE).asks(PAUSED).on(RESUME).asks(RESUMED).on(failed(RESUMED)).asks()
    assert unsure.on(PAUSE).asks(PAUSED).run().engine.next_deadline() is None


def test_a_wish_for_sound_before_the_beginning_needs_no_word_of_the_pbx() -> None:
    """A recording that begins late, and was to be silent for a while before, has sound from its beginning."""
    book = starting().on(PAUSE).asks(PAUSED).on(failed(START)).asks().on(RESUME).asks()
    assert shown(book.after(1).asks(START).on(BEGAN).asks()) is RecordingState.RUNNING
