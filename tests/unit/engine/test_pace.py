"""What is measured from records: the length of calls, and patience."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from acd.domain.agents import AgentId, AgentState
from acd.domain.calls import CallId, MoveReason, Outcome, OutcomeClass, OutcomeReason, SegmentKind
from acd.domain.queues import QueueId, SkillProfile
from acd.domain.records import AgentStint, CallConnected, CallEnded, CallMoved, CallQueued, Record, Segment
from acd.domain.tenants import TenantId
from acd.engine.pace import HANDLE_S, PATIENCE_S, Handling, Pace
from tests.playbooks import ACME, agent, office, queue

ANN, SALES, CALL = AgentId("ann"), QueueId("sales"), CallId("c1")
ENGLISH, GERMAN = agent("x", en=5).profile, agent("x", de=5).profile
A = AgentState


def stints(*states: tuple[AgentState, float], then: AgentState = A.AVAILABLE, at: float = 0.0) -> list[Record]:
    """Return the stretches of an agent with one call, one after the other."""
    found: list[Record] = []
    followers = [*(state for state, _ in states[1:]), then]
    for seq, ((state, seconds), follower) in enumerate(zip(states, followers, strict=True)):
        begins, at = at, at + seconds
        at_ms = int(begins * 1000), int(at * 1000)
        found.append(AgentStint(ANN, seq, state, None, CALL, SALES, ACME, *at_ms, follower, None))
    return found


def learned(*records: Record, profile: SkillProfile | None = ENGLISH) -> Pace:
    """Return what is known after these."""
    pace = Pace()
    pace.learn(records, lambda agent_id: profile if agent_id == ANN else None)
    return pace


def nobody(agent_id: AgentId) -> SkillProfile | None:
    """Tell that an agent is not at work."""
    del agent_id
    return None


def test_before_anything_was_measured() -> None:
    """Start values."""
    pace = Pace()
    assert pace.handle_s(ENGLISH) == HANDLE_S and pace.scatter() == 1
    assert pace.leaving(SALES) == pytest.approx(1 / PATIENCE_S)


def test_a_call_lasts_from_the_ring_to_the_end_of_the_notes() -> None:
    """A hundred calls of 60 s, with hold and notes: what was supposed is nearly forgotten."""
    whole = ((A.RESERVED, 1), (A.RINGING, 4), (A.TALKING, 30), (A.HOLDING, 10), (A.WRAPUP, 15))
    pace = learned(*(stint for _ in range(100) for stint in stints(*whole)))
    assert pace.handle_s(ENGLISH) == pytest.approx(61.3, abs=0.1)
    assert pace.handle_s(GERMAN) == pytest.approx(72.4, abs=0.1)
    assert pace.scatter() == pytest.approx(0.1, abs=0.05)


def test_offers_that_came_to_nothing_belong_to_the_next_call() -> None:
    """The agent was busy with them all the same."""
    missed = stints((A.RESERVED, 1), (A.RINGING, 19))
    answered = stints((A.RINGING, 5), (A.TALKING, 35), then=A.PAUSED)
    assert learned(*missed, *answered).handle_s(ENGLISH) == learned(*stints((A.TALKING, 60))).handle_s(ENGLISH)


def test_who_has_left_counts_for_the_pool() -> None:
    """Their skills are not known any more."""
    pace = learned(*stints((A.TALKING, 60), then=A.OFFLINE), profile=None)
    assert pace.handle_s(ENGLISH) == pace.handle_s(GERMAN) == pytest.approx((60 + 5 * HANDLE_S) / 6)


def test_time_without_a_call_is_no_call() -> None:
    """A pause, and a conversation that is no call of ours."""
    pause = AgentStint(ANN, 1, A.PAUSED, "lunch", None, None, None, 0, 9000, A.AVAILABLE, None)
    stray = AgentStint(ANN, 2, A.TALKING, None, None, None, None, 0, 9000, A.AVAILABLE, None)
    assert learned(pause, stray) == Pace()


def test_scatter_is_that_of_the_lengths() -> None:
    """Of lengths 0 and 2 as often as each other mean and deviation are the same; of one length nothing is known."""
    handling = Handling()
    handling.add(60)
    assert handling.scatter() == pytest.approx(5 / 6)
    for _ in range(400):
        handling.add(0)
        handling.add(120)
    assert handling.scatter() == pytest.approx(1, abs=0.05)


def line(*waits: tuple[float, OutcomeClass], queue_id: QueueId = SALES) -> Sequence[Record]:
    """Return callers who come one after the other, and how long each is in line."""
    found: list[Record] = []
    at_ms = 0
    for seconds, cls in waits:
        found.append(CallQueued(CALL, ACME, queue_id, at_ms))
        at_ms += int(seconds * 1000)
        if cls is OutcomeClass.ANSWERED:
            found.append(CallConnected(CALL, ACME, queue_id, ANN, at_ms, 0, True))
        found.append(ended(at_ms, cls, queue_id))
    return found


def ended(at_ms: int, cls: OutcomeClass, queue_id: QueueId | None = SALES) -> CallEnded:
    """Return the end of a call that was answered, or was not."""
    agent_id = ANN if cls is OutcomeClass.ANSWERED else None
    outcome = Outcome(cls, OutcomeReason.CALLER_HUNG_UP)
    return CallEnded(CALL, TenantId("acme"), queue_id, agent_id, 0, at_ms, outcome)


def test_patience_is_time_waited_to_each_who_gave_up() -> None:
    """One caller in two gives up, and each waits for 30 s: one gives up in a minute of waiting."""
    both = (30, OutcomeClass.ANSWERED), (30, OutcomeClass.ABANDONED)
    pace = learned(*line(*both * 400))
    assert 1 / pace.leaving(SALES) == pytest.approx(59, abs=1)
    other = learned(*line(*both * 400), *line((30, OutcomeClass.EXITED), queue_id=QueueId("vip")))
    assert other.leaving(QueueId("vip")) < other.leaving(SALES)


def test_who_waits_still_counts() -> None:
    """Else a line that grows would look impatient: only who gave up early has left it."""
    pace = Pace()
    pace.learn([CallQueued(CallId(f"c{number}"), ACME, SALES, 0) for number in range(10)], nobody)
    pace.learn([ended(60_000, OutcomeClass.ABANDONED)], nobody)
    assert 1 / pace.leaving(SALES) == pytest.approx(591, abs=1)


def test_a_talk_with_an_outside_number_is_no_waiting() -> None:
    """However long it is; that the caller left the line for it is."""
    talk = Segment(CALL, 3, SegmentKind.OUTSIDE, ACME, SALES, None, 30_000, 930_000)
    pace, plain = Pace(), Pace()
    pace.learn([CallQueued(CALL, ACME, SALES, 0), talk, ended(930_000, OutcomeClass.EXITED)], nobody)
    plain.learn([CallQueued(CALL, ACME, SALES, 0), ended(30_000, OutcomeClass.EXITED)], nobody)
    assert pace.leaving(SALES) == pytest.approx(plain.leaving(SALES)) and pace.waiting(SALES) == 0
    stretch = replace(talk, kind=SegmentKind.QUEUE)
    plain.learn([stretch], nobody)
    assert pace.leaving(SALES) == pytest.approx(plain.leaving(SALES)), "other stretches tell nothing"


def test_who_is_moved_waits_in_the_other_queue() -> None:
    """From then on; their end is one of that queue, and none of the first."""
    vip = QueueId("vip")
    pace = learned(CallQueued(CALL, ACME, SALES, 0), CallMoved(CALL, 1, ACME, SALES, vip, 60_000, MoveReason.REQUESTED))
    assert (pace.waiting(SALES), pace.waiting(vip)) == (0, 1)
    pace.learn([ended(120_000, OutcomeClass.ABANDONED, vip), CallQueued(CALL, ACME, SALES, 240_000)], nobody)
    assert (pace.waiting(SALES), pace.waiting(vip), pace.waiting(QueueId("help"))) == (1, 0, 0)
    # a minute in each, and one gave up: (117.6 + 600) / 2 in all
    assert 1 / pace.leaving(SALES) == pytest.approx(60 + 358.8)
    assert 1 / pace.leaving(vip) == pytest.approx((58.8 + 358.8) / 2)


def test_callers_of_an_earlier_controller_were_never_counted() -> None:
    """Their end takes nobody else out of the line; one who was never in line is none."""
    pace = learned(ended(1000, OutcomeClass.ABANDONED), ended(2000, OutcomeClass.ABANDONED, None))
    pace.learn([CallQueued(CALL, ACME, SALES, 2000), ended(62_000, OutcomeClass.EXITED)], nobody)
    assert 1 / pace.leaving(SALES) == pytest.approx(197.7, abs=0.1)


def test_what_is_not_configured_any_more_is_forgotten() -> None:
    """As soon as nobody waits there."""
    seen = *line((30, OutcomeClass.ABANDONED)), *stints((A.TALKING, 60)), *stints((A.RINGING, 1))
    pace = learned(*seen)
    known = pace.leaving(SALES), pace.handle_s(ENGLISH)
    pace.forget(office(agent("ann", en=5)))
    assert (pace.leaving(SALES), pace.handle_s(ENGLISH)) == known
    pace.learn([CallQueued(CALL, ACME, SALES, 30_000)], nobody)
    pace.forget(office(queues=[queue("help")]))
    assert pace.leaving(SALES) == known[0] and pace.handle_s(ENGLISH) == pace.handle_s(GERMAN)
    pace.learn([ended(30_000, OutcomeClass.EXITED)], nobody)
    pace.forget(office(queues=[queue("help")]))
    assert pace.leaving(SALES) == pace.leaving(QueueId("help")) != known[0]
