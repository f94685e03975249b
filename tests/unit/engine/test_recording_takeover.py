"""Recordings that were taken over: what is sure of them, what is asked again, and which names are free."""

from dataclasses import replace

from acd.domain.calls import CallId
from acd.domain.commands import Refusal, ResumeRecording, StartRecording, StopRecording
from acd.domain.events import CommandFailed, LegEnded, RecordingAdopted, RecordingSpaceChanged, TimerFired
from acd.domain.queues import QueueId
from acd.domain.recordings import RecordingMarkKind, RecordingOutcome, RecordingPolicy, RecordingState
from acd.domain.records import RecordingEnded, RecordingMark, RecordingStarted
from tests.playbooks import ACME, agent, office, queue
from tests.unit.engine.test_takeover import (
    ADOPT,
    ALICE,
    ASKED,
    ON_PHONE,
    PAUSED,
    R1,
    R2,
    RECORDED,
    RESUME,
    TALKS,
    WISH,
    A,
    C,
    Successor,
    at_work,
    in_talk,
    shown,
)


def just_begun(policy: RecordingPolicy = RecordingPolicy.ALWAYS) -> Successor:
    """Return a conversation of which nothing is stored but the offer; it may be recorded."""
    pool = office(agent("alice"), queues=[queue("sales", recording=policy)])
    after = Successor(at_work(), ASKED, pool=pool)
    after.finds(TALKS, ON_PHONE)
    return after


def test_a_name_that_may_be_in_use_is_not_used_again() -> None:
    """What somebody had asked for is stopped under the first name; the next wish gets another one."""
    after = just_begun(RecordingPolicy.ON_DEMAND)
    assert StopRecording(C, R1) in after.decision.commands
    assert after.on(WISH).commands == (StartRecording(C, R2, ACME),)


def test_only_the_first_recording_is_inherited() -> None:
    """One that is wished for after it was cut begins as any other."""
    after = just_begun()
    assert after.on(RecordingSpaceChanged(enough=False)).commands == (StopRecording(C, R1),)
    after.on(RecordingSpaceChanged(enough=True))
    assert after.on(WISH).commands == (StartRecording(C, R2, ACME),)
    assert after.records(RecordingStarted) == [
        RecordingStarted(R2, CallId("c1"), 2, ACME, QueueId("sales"), ALICE, 1_000_000)
    ]


def test_a_disk_that_is_full_ends_what_goes_on_beside_an_agent_who_left() -> None:
    """The record ends at the moment of the restart, as cut."""
    pool = office(agent("alice"), queues=[queue("sales", recording=RecordingPolicy.ALWAYS)])
    after = Successor(RecordingSpaceChanged(enough=False), at_work(), RECORDED, pool=pool)
    assert StopRecording(C, R1) in after.finds(replace(TALKS, peer=None)).commands
    (ended,) = after.records(RecordingEnded)
    assert isinstance(ended, RecordingEnded)
    assert (ended.outcome, ended.ended_ms) == (RecordingOutcome.CUT, 1_000_000)


def test_what_another_recording_does_says_nothing_of_this_one() -> None:
    """An answer that is late, under a name of before."""
    after = in_talk(RECORDED)
    after.on(RecordingAdopted(C, R2, muted=True))
    assert shown(after) is RecordingState.UNSURE


def test_what_was_stored_is_what_is_asked_for_again() -> None:
    """Silent or not: when the PBX then says the same, nothing is marked."""
    for stored, state in ((RECORDED, RecordingState.RUNNING), (PAUSED, RecordingState.PAUSED)):
        after = in_talk(stored)
        after.on(CommandFailed(ADOPT, Refusal.UNKNOWN))
        assert after.on(TimerFired(), 1001.0).commands == (ADOPT,)
        after.on(RecordingAdopted(C, R1, muted=state is RecordingState.PAUSED, since=991.0), 1001.1)
        assert shown(after) is state and after.records(RecordingMark) == []


def test_a_wish_for_sound_is_carried_out_behind_the_question() -> None:
    """The PBX is asked first what it does; then it is told."""
    assert in_talk(PAUSED).on(RESUME).commands == (ADOPT, ResumeRecording(C, R1))


def test_a_recording_of_which_the_pbx_would_not_tell_is_told_of_before_its_first_mark() -> None:
    """Who keeps the records knows it then."""
    after = just_begun()
    after.on(CommandFailed(ADOPT, Refusal.REFUSED))
    after.on(RESUME, 1000.5)
    told = [record for record in after.decision.records if not isinstance(record, RecordingEnded)]
    assert told == [
        RecordingStarted(R1, CallId("c1"), 1, ACME, QueueId("sales"), ALICE, 1_000_000),
        RecordingMark(R1, 1, RecordingMarkKind.RESUMED, 1_000_500),
    ]
    assert after.on(LegEnded(A), 1001.0).commands
