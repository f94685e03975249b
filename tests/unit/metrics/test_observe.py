"""What each record adds, exactly."""

from dataclasses import replace
from typing import get_args

import pytest

from acd.domain.agents import AgentId, AgentState, AssistanceEnd
from acd.domain.calls import (
    CallerId,
    Direction,
    LegId,
    OfferResult,
    OutcomeClass,
    OutcomeReason,
    SegmentKind,
)
from acd.domain.quality import StreamQuality
from acd.domain.recordings import RecordingId, RecordingMarkKind, RecordingOutcome
from acd.domain.records import (
    AssistanceAsked,
    AssistanceEnded,
    CommandRefused,
    Hearer,
    LegQuality,
    PlayFailed,
    Record,
    RecordingEnded,
    RecordingFiled,
    RecordingMark,
    RecordingStarted,
    VoicemailLeft,
)
from acd.domain.tenants import Number
from acd.domain.voicemail_rules import ListenResult, VoicemailState
from acd.domain.voicemails import VoicemailId
from acd.metrics import definitions as d
from acd.metrics.observe import MAPPINGS, Labelling, Observation, observe
from tests.storage.sample import overridden, to_be_heard
from tests.unit.metrics import scrape

LINE = ("florist", "support")
CLS, REASON = OutcomeClass, OutcomeReason


def seen(record: Record, to: Labelling | None = None) -> list[Observation]:
    return list(observe(record, to or Labelling()))


def test_every_kind_of_record_is_in_the_table() -> None:
    """A new record must be measured, or said to be nothing to measure."""
    assert set(MAPPINGS) == set(get_args(Record))


def test_a_call_arrives() -> None:
    """By tenant; a number that nobody owns has none."""
    assert seen(scrape.started()) == [Observation(d.CALLS_ARRIVED, ("florist",))]
    assert seen(scrape.started(None)) == [Observation(d.CALLS_ARRIVED, ("none",))]


def test_a_call_is_put_in_line() -> None:
    """It is offered to the queue."""
    assert seen(scrape.queued()) == [Observation(d.CALLS_OFFERED, LINE)]


def test_a_call_is_moved() -> None:
    """From where to where, and why."""
    assert seen(scrape.moved()) == [Observation(d.CALLS_MOVED, (*LINE, "night", "requested"))]


@pytest.mark.parametrize("in_threshold", [True, False])
def test_a_call_is_answered(in_threshold: bool) -> None:
    """The record knows the queue's service level time of that moment."""
    expected = [Observation(d.CALLS_ANSWERED, LINE), Observation(d.QUEUE_WAIT, (*LINE, "answered"), 12.5)]
    if in_threshold:
        expected.insert(1, Observation(d.CALLS_ANSWERED_IN_THRESHOLD, LINE))
    assert seen(scrape.connected(in_threshold=in_threshold)) == expected


def test_an_answered_call_ends() -> None:
    """Its wait was measured when it was answered."""
    assert seen(scrape.ended(CLS.ANSWERED, REASON.CALLER_HUNG_UP, talk_ms=80_001)) == [
        Observation(d.CALLS_ENDED, (*LINE, "answered", "caller_hung_up")),
        Observation(d.TALK, LINE, 80.001),
    ]


def test_a_conversation_without_length() -> None:
    """It was one, of 0 seconds."""
    assert Observation(d.TALK, LINE, 0.0) in seen(scrape.ended(CLS.ANSWERED, REASON.AGENT_HUNG_UP))


def test_a_conversation_that_broke() -> None:
    """Failed, but talked: a conversation, and no second wait."""
    assert seen(scrape.ended(CLS.FAILED, REASON.PBX_LOST, talk_ms=5_000)) == [
        Observation(d.CALLS_ENDED, (*LINE, "failed", "pbx_lost")),
        Observation(d.TALK, LINE, 5.0),
    ]


def test_a_conversation_that_the_safety_net_made() -> None:
    """Nobody told of the answer when it came: wait and conversation are measured at the end."""
    record = scrape.ended(CLS.EXITED, REASON.SAFETY_NET, wait_ms=2_000, talk_ms=5_000)
    assert seen(record) == [
        Observation(d.CALLS_ENDED, (*LINE, "exited", "safety_net")),
        Observation(d.TALK, LINE, 5.0),
        Observation(d.QUEUE_WAIT, (*LINE, "exited"), 2.0),
    ]


@pytest.mark.parametrize(("wait_ms", "short"), [(0, "true"), (4_999, "true"), (5_000, "false"), (60_000, "false")])
def test_a_caller_leaves_the_line(wait_ms: int, short: str) -> None:
    """Who leaves at once may not be held against anybody."""
    assert seen(scrape.ended(CLS.ABANDONED, REASON.WAITING, wait_ms=wait_ms)) == [
        Observation(d.CALLS_ENDED, (*LINE, "abandoned", "waiting")),
        Observation(d.QUEUE_WAIT, (*LINE, "abandoned"), wait_ms / 1000),
        Observation(d.CALLS_ABANDONED, (*LINE, short)),
    ]


def test_the_short_limit_can_be_set() -> None:
    """Ten seconds instead of five."""
    record = scrape.ended(CLS.ABANDONED, REASON.RINGING, wait_ms=9_000)
    assert Observation(d.CALLS_ABANDONED, (*LINE, "true")) in seen(record, Labelling(short_abandon_s=10))


def test_a_caller_leaves_before_the_line() -> None:
    """Ended, but not abandoned by a queue."""
    assert seen(scrape.ended(CLS.ABANDONED, REASON.IN_FLOW, wait_ms=None, queue=None)) == [
        Observation(d.CALLS_ENDED, ("florist", "none", "abandoned", "in_flow"))
    ]


def test_a_call_leaves_the_line_another_way() -> None:
    """A wait with its own outcome, and nothing abandoned."""
    assert seen(scrape.ended(CLS.FAILED, REASON.SAFETY_NET)) == [
        Observation(d.CALLS_ENDED, (*LINE, "failed", "safety_net")),
        Observation(d.QUEUE_WAIT, (*LINE, "failed"), 12.5),
    ]


def test_a_number_that_nobody_owns() -> None:
    """Without tenant and queue."""
    record = scrape.ended(CLS.REJECTED, REASON.UNKNOWN_NUMBER, wait_ms=None, queue=None, tenant=None)
    assert seen(record) == [Observation(d.CALLS_ENDED, ("none", "none", "rejected", "unknown_number"))]


def test_holds_are_measured_each() -> None:
    """Other stretches are parts of times that are measured elsewhere."""
    assert seen(scrape.segment(SegmentKind.HOLD, 7_250)) == [Observation(d.HOLD, LINE, 7.25)]
    for kind in set(SegmentKind) - {SegmentKind.HOLD}:
        assert seen(scrape.segment(kind, 7_250)) == []


@pytest.mark.parametrize("result", OfferResult)
def test_offers_are_counted_by_result(result: OfferResult) -> None:
    """Only accepted ones say how long people need to pick up."""
    expected = [Observation(d.OFFERS, (*LINE, result))]
    if result is OfferResult.ACCEPTED:
        expected.append(Observation(d.RING, LINE, 3.2))
    assert seen(scrape.offer(result)) == expected


def test_time_of_agents() -> None:
    """Wrap-ups by line, pauses by reason, the rest is seen elsewhere."""
    assert seen(scrape.stint(AgentState.WRAPUP, 15_000)) == [Observation(d.WRAPUP, LINE, 15.0)]
    assert seen(scrape.stint(AgentState.PAUSED, 60_500, "lunch")) == [Observation(d.AGENT_PAUSE, ("lunch",), 60.5)]
    assert seen(scrape.stint(AgentState.PAUSED, 1_000)) == [Observation(d.AGENT_PAUSE, ("none",), 1.0)]
    for state in set(AgentState) - {AgentState.WRAPUP, AgentState.PAUSED}:
        assert seen(scrape.stint(state, 1_000)) == []


def test_reasons_past_the_twentieth_are_other() -> None:
    """Agents type them; Prometheus keeps each for hours."""
    to = Labelling()
    labels = [seen(scrape.stint(AgentState.PAUSED, 1, f"reason {n}"), to)[0].labels[0] for n in range(25)]
    assert labels == [f"reason {n}" for n in range(20)] + ["other"] * 5
    assert seen(scrape.stint(AgentState.PAUSED, 1, "reason 3"), to)[0].labels == ("reason 3",)


def test_a_refused_command() -> None:
    """By its name and the PBX's kind of no; the detail is for the log."""
    record = CommandRefused("RingAgent", "refused", "Endpoint not found")
    assert seen(record) == [Observation(d.COMMANDS_REFUSED, ("RingAgent", "refused"))]


def test_a_sound_that_was_not_heard() -> None:
    """By who should have heard it."""
    assert seen(PlayFailed(Hearer.WAITING)) == [Observation(d.PLAYS_FAILED, ("waiting",))]


def test_a_negative_time_counts_as_nothing() -> None:
    """A counter that is asked to go back raises; a wrong record may not do that."""
    assert seen(scrape.stint(AgentState.PAUSED, -5, "lunch")) == [Observation(d.AGENT_PAUSE, ("lunch",), 0.0)]


def test_tenants_can_be_folded() -> None:
    """All of them are `all` then, in every family."""
    to = Labelling(tenant_detail=False)
    assert seen(scrape.started(None), to) == [Observation(d.CALLS_ARRIVED, ("all",))]
    assert seen(scrape.queued(), to) == [Observation(d.CALLS_OFFERED, ("all", "support"))]


def recording_ended(outcome: RecordingOutcome) -> RecordingEnded:
    return RecordingEnded(
        RecordingId("1.1-r1"), scrape.CALL, 1, scrape.FLORIST, scrape.SUPPORT, scrape.BOB, 0, 9, outcome
    )


def recording_filed(outcome: RecordingOutcome, sound_ms: int = 2500) -> RecordingFiled:
    return RecordingFiled(RecordingId("1.1-r1"), scrape.CALL, 1, scrape.FLORIST, outcome, "x", 9, sound_ms, 0, 9)


@pytest.mark.parametrize("outcome", [RecordingOutcome.FAILED, RecordingOutcome.NO_SPACE, RecordingOutcome.TOO_SHORT])
def test_a_recording_that_never_began_is_missing(outcome: RecordingOutcome) -> None:
    """The conversation should have one and has none."""
    assert seen(recording_ended(outcome)) == [
        Observation(d.RECORDINGS, ("florist", outcome)),
        Observation(d.RECORDING_MISSING, ("florist", outcome)),
    ]


@pytest.mark.parametrize("outcome", [RecordingOutcome.RECORDED, RecordingOutcome.CUT, RecordingOutcome.PBX_LOST])
def test_a_recording_that_ended_is_counted_when_its_file_is_finished(outcome: RecordingOutcome) -> None:
    """Not twice."""
    assert seen(recording_ended(outcome)) == []


@pytest.mark.parametrize("outcome", [RecordingOutcome.KEPT, RecordingOutcome.CUT, RecordingOutcome.REPAIRED])
def test_a_recording_is_kept(outcome: RecordingOutcome) -> None:
    """With the length of its sound."""
    assert seen(recording_filed(outcome)) == [
        Observation(d.RECORDINGS, ("florist", outcome)),
        Observation(d.RECORDED, ("florist",), 2.5),
    ]


def test_a_recording_without_sound_is_missing() -> None:
    """Found out when its file was to be finished."""
    missing = Observation(d.RECORDING_MISSING, ("florist", "missing"))
    assert missing in seen(recording_filed(RecordingOutcome.MISSING, 0))


def test_a_message_of_a_caller() -> None:
    """Counted with the length of its sound; also one that nobody owns."""
    for tenant_id, label in ((scrape.FLORIST, "florist"), (None, "none")):
        left = VoicemailLeft(
            VoicemailId("1.1-v1"), scrape.CALL, tenant_id, Number("+1"), CallerId("+2"), 0, 4500, 72044, "x"
        )
        assert seen(left) == [Observation(d.VOICEMAILS, (label,)), Observation(d.VOICEMAIL_SOUND, (label,), 4.5)]


def test_what_happens_within_a_recording_is_not_counted() -> None:
    """Its beginning and its marks."""
    mark = RecordingMark(RecordingId("1.1-r1"), 1, RecordingMarkKind.PAUSED, 5)
    started = RecordingStarted(RecordingId("1.1-r1"), scrape.CALL, 1, scrape.FLORIST, scrape.SUPPORT, scrape.BOB, 0)
    assert seen(mark) == seen(started) == []


CLEAR = StreamQuality(packets=90, lost=10, jitter_s=0.02, mos=3.5)
SILENT = StreamQuality(packets=100, lost=0, jitter_s=0.0, mos=None)


def quality(to_party: StreamQuality, seq: int | None = None, rtt_s: float | None = None) -> LegQuality:
    return LegQuality(scrape.CALL, LegId("1.1"), seq, 5, CLEAR, to_party, rtt_s)


def test_the_sound_of_a_leg_both_ways() -> None:
    """Loss is of what was sent: what came and what did not, or what we sent."""
    assert seen(quality(CLEAR, 1, 0.04)) == [
        Observation(d.LEG_MOS, ("agent", "from"), 3.5),
        Observation(d.LEG_LOST, ("agent", "from"), 0.1),
        Observation(d.LEG_JITTER, ("agent", "from"), 0.02),
        Observation(d.LEG_MOS, ("agent", "to"), 3.5),
        Observation(d.LEG_LOST, ("agent", "to"), 10 / 90),
        Observation(d.LEG_JITTER, ("agent", "to"), 0.02),
        Observation(d.LEG_RTT, ("agent",), 0.04),
    ]


def test_a_phone_that_does_not_tell_is_not_counted_as_perfect() -> None:
    """Nor is a leg that was too short for a score, or that had no sound."""
    assert [one.labels for one in seen(quality(SILENT))] == [("caller", "from")] * 3
    short = LegQuality(scrape.CALL, LegId("1.1"), None, 5, SILENT, SILENT, None)
    assert [one.definition for one in seen(short)] == [d.LEG_LOST, d.LEG_JITTER]
    mute = LegQuality(scrape.CALL, LegId("1.1"), None, 5, StreamQuality(0, 0, 0.0, None), SILENT, None)
    assert seen(mute) == []


def test_a_call_for_a_supervisor() -> None:
    """By the line of the call in hand; how long it lasted by what ended it."""
    agent_id, at = AgentId("alice"), 10_000
    asked = AssistanceAsked(agent_id, None, None, None, at)
    assert seen(asked) == [Observation(d.ASSISTANCE, ("none", "none"))]
    ended = AssistanceEnded(agent_id, None, None, None, at, at + 2_500, AssistanceEnd.TAKEN_BACK)
    assert seen(ended) == [Observation(d.ASSISTANCE_WAIT, ("taken_back",), 2.5)]


def test_pauses_that_nobody_asked_for_are_counted_when_they_begin() -> None:
    """Not those that agents ask for, nor a pause that is written down once more."""
    before = scrape.stint(AgentState.AVAILABLE, 1_000)
    missed = replace(before, next_state=AgentState.PAUSED, next_reason="missed-calls")
    assert seen(missed) == [Observation(d.AUTOMATIC_PAUSES, ("missed-calls",))]
    assert seen(replace(missed, next_reason="lunch")) == seen(replace(missed, next_reason=None)) == []
    again = replace(missed, state=AgentState.PAUSED, reason="missed-calls")
    assert seen(again) == [Observation(d.AGENT_PAUSE, ("missed-calls",), 1.0)]


def test_a_message_that_agents_hear() -> None:
    """Counted when it comes into line, by what came of each offer, and when it is over; never as a call."""
    first = to_be_heard()
    line = ("acme", "sales")
    assert seen(first) == [Observation(d.VOICEMAILS_QUEUED, line)]
    left = replace(first, changes=3, result=ListenResult.LEFT)
    assert seen(left) == [Observation(d.VOICEMAIL_OFFERS, (*line, "left"))]
    heard = replace(first, changes=4, result=ListenResult.HANDLED, state=VoicemailState.HANDLED, in_target=True)
    assert seen(heard) == [
        Observation(d.VOICEMAIL_OFFERS, (*line, "handled")),
        Observation(d.VOICEMAILS_ENDED, (*line, "handled")),
        Observation(d.VOICEMAILS_IN_TARGET, line),
    ]
    assert seen(replace(scrape.started(), direction=Direction.VOICEMAIL)) == []
    assert seen(replace(scrape.queued(), voicemail=True)) == []
    assert seen(replace(scrape.connected(), voicemail=True)) == []
    assert seen(replace(scrape.ended(CLS.ANSWERED, REASON.MESSAGE_HEARD), voicemail=True)) == []


def test_a_caller_for_whose_message_there_is_no_room() -> None:
    """By tenant."""
    end = scrape.ended(CLS.EXITED, REASON.VOICEMAIL_FULL)
    assert Observation(d.VOICEMAILS_REFUSED, ("florist",)) in seen(end)


def test_hours_that_somebody_changes() -> None:
    """Counted when it begins, and not again at its end."""
    assert seen(overridden()) == [Observation(d.HOURS_OVERRIDDEN, ("acme", "closed"))]
    assert seen(overridden(ended_utc_ms=5)) == []
