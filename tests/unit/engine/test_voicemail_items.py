"""Messages wait behind live callers, but not for ever; none is lost, none is given to two agents."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.agents import AgentState
from acd.domain.calls import CallId, LegEndCause, LegId
from acd.domain.commands import HangUp, RingAgent
from acd.domain.events import (
    CallBroken,
    DrainRequested,
    LegEnded,
    LegSeen,
    PbxConnected,
    PbxLost,
    PoolApplied,
    SignInRequested,
    StopRequested,
    WrapupEndRequested,
)
from acd.domain.queues import AgentChoice, QueueId
from acd.domain.refusals import VOICEMAIL_OVER
from acd.domain.stored import AgentRestored
from acd.domain.voicemail_events import VoicemailClosed, VoicemailWaits
from acd.domain.voicemail_rules import ListenResult, VoicemailState
from acd.engine import live
from acd.engine.timers import TimerKind
from tests.playbooks import agent, needs, office, queue, some
from tests.unit.engine.callback_scenes import SALES, asks
from tests.unit.engine.voicemail_scenes import (
    ALICE,
    BOB,
    OFFER,
    OFFER2,
    PHONE,
    PHONE2,
    RULES,
    VM,
    VM2,
    Tale,
    house,
    message,
)

S, R = VoicemailState, ListenResult


def rung(who: str = "alice", call_id: str = OFFER) -> Any:
    """An agent is rung for the message."""
    return some(RingAgent, agent_id=who, call_id=call_id)


def busy(story: Tale, leg_id: LegId = PHONE, cause: LegEndCause = LegEndCause.BUSY) -> tuple[Any, ...]:
    """The phone declines."""
    return story.on(LegEnded(leg_id, cause))


# the line


def test_a_message_is_offered_when_its_sound_is_there() -> None:
    """Not before; and only once, whoever tells of it again."""
    story = Tale()
    story.work()
    asks(story.left(fetched=False))
    asks(story.fetched(), rung())
    asks(story.left())
    assert story.course() == [(S.OPEN, None), (S.OFFERED, None)]
    asks(story.fetched(VM2))


def test_live_callers_go_first_until_a_message_is_old() -> None:
    """It ranks as a caller who came so much later than it was left."""
    story = Tale()
    story.left(message(left_at=900.0))
    story.left(message(VM2, left_at=400.0))
    story.arrives("c1")
    assert [rank[0] for rank, *_ in sorted(story.engine.calls.voicemails.standing())] == [900.0]
    asks(story.work(), rung(call_id="c9-v1-l1"))  # as old as a caller who has waited 100 s
    story = Tale()
    story.left()
    story.arrives("c1")
    asks(story.work(), rung(call_id="c1"))


def test_of_a_queue_the_first_stands() -> None:
    """The next one as soon as that is offered."""
    story = Tale(house("alice", "bob"))
    story.left(message(VM2, left_at=950.0))
    story.left()
    assert story.engine.matcher.waiting() == [CallId(VM)]
    asks(story.work(), rung())
    assert story.engine.matcher.waiting() == [CallId(VM2)]
    asks(story.work(BOB), rung("bob", "c9-v1-l1"))


def test_skills_count_as_for_a_call_and_nobody_rings_everybody() -> None:
    """An agent without them is not asked."""
    line = queue("sales", needs(de=1), choice=AgentChoice.RING_ALL)
    pool = replace(
        office(agent("alice"), agent("bob", de=5), agent("carl", de=5), queues=[line]), voicemails={SALES: RULES}
    )
    story = Tale(pool)
    story.left()
    for who in (ALICE, BOB):
        last = story.work(who)
    asks(last, rung("bob"))
    asks(story.on(SignInRequested(agent("carl").id)))


def test_as_many_wait_as_may() -> None:
    """One more is left to people, and said so."""
    story = Tale()
    story.left()
    story.left(message(VM2))
    third = message(type(VM)("c8-v1"))
    story.left(third)
    assert story.course(third.id) == [(S.FULL, None)]
    story.left(third)
    assert len(story.kept(third.id)) == 1


def test_a_queue_that_hears_none() -> None:
    """A message for it is left to people."""
    story = Tale(house(rules=None))
    story.left()
    assert story.course() == [(S.REMOVED, None)]
    story = Tale()
    story.left(message(queue_id=QueueId("gone")))
    assert story.course() == [(S.REMOVED, None)]


def test_the_view_tells_of_it() -> None:
    """How old it is, and how much time is left; callers behind it know that it is there."""
    story = Tale()
    story.left(fetched=False)
    view = live.view(story.engine, 1000.0)
    [shown] = view.voicemails
    assert (shown.voicemail_id, shown.state, shown.age_s, shown.left_s) == (VM, S.OPEN, 100.0, 900.0)
    assert (shown.agent_id, shown.retry_s, shown.is_fetched) == (None, None, False)
    story.fetched()
    story.work()
    view = live.view(story.engine, 2000.0)
    assert (view.voicemails[0].agent_id, view.voicemails[0].left_s) == (ALICE, 0.0)
    [call] = view.calls
    assert (call.direction, call.position) == ("voicemail", None) and view.queues[0].waiting == 0
    busy(story)
    [shown] = live.view(story.engine, 1010.0).voicemails
    assert shown.retry_s == 90.0
    story.engine.calls.pool = replace(story.pool, voicemails={})
    assert live.view(story.engine, 1010.0).voicemails[0].left_s is None


def test_a_caller_behind_a_message_expects_to_wait_for_it() -> None:
    """As for a customer who is to be called back."""
    story = Tale()
    story.work()
    story.arrives("c1")
    story.left(message(left_at=100.0))
    story.arrives("c2")
    [waiting] = [call for call in live.view(story.engine, 1000.0).calls if call.call_id == "c2"]
    alone = Tale()
    alone.work()
    alone.arrives("c1")
    alone.arrives("c2")
    [other] = [call for call in live.view(alone.engine, 1000.0).calls if call.call_id == "c2"]
    assert waiting.expected_wait_s is not None and other.expected_wait_s is not None
    assert waiting.position == other.position == 2 and waiting.expected_wait_s > other.expected_wait_s


# offers that come to nothing


def test_who_declines_is_spared_for_a_while() -> None:
    """Others are offered it at once."""
    story = Tale(house("alice", "bob"))
    story.left()
    story.work()
    story.work(BOB)
    asks(busy(story), rung("bob", OFFER2))
    assert story.course()[2:] == [(S.OPEN, R.NOT_TAKEN), (S.OFFERED, None)]
    story.gone(PHONE2, cause=LegEndCause.BUSY)
    asks(story.wait(5), rung("alice", "c0-v1-l3"))


def test_who_is_alone_is_offered_it_again_later() -> None:
    """When the time is over, and the agent's rest."""
    story = Tale()
    story.left()
    story.work()
    asks(busy(story))
    item = story.message()
    assert item is not None and (item.spared, item.retry_at, item.plays) == (ALICE, 1100.0, 0)
    assert story.engine.matcher.waiting() == []
    asks(story.wait(99))
    asks(story.wait(1), rung(call_id=OFFER2))
    assert story.kept()[-1].offers == 2


def test_who_comes_later_is_offered_what_is_spared_to_another() -> None:
    """At the next look at the configuration, or when the time is over; who is known already, at once."""
    story = Tale(house("alice", "bob"))
    story.left()
    story.work()
    busy(story)
    asks(story.work(BOB), rung("bob", OFFER2))
    story = Tale(house("alice", "bob"))
    story.left()
    story.work()
    busy(story)
    story.on(PoolApplied(house("alice", "bob", "carl")))
    asks(story.work(agent("carl").id), rung("carl", OFFER2))


def test_a_phone_that_cannot_be_reached_spares_nobody() -> None:
    """The agent rests, the message does not."""
    story = Tale()
    story.left()
    story.work()
    story.on(LegEnded(PHONE, LegEndCause.UNREACHABLE))
    assert story.course()[-1] == (S.OPEN, R.UNREACHED)
    assert story.engine.matcher.waiting() == [CallId(VM)]


def test_whoever_goes_while_a_message_is_spared_to_another() -> None:
    """It goes on standing for those who are left; nobody falls over it."""
    story = Tale(house("alice", "bob"))
    story.left()
    story.work()
    busy(story)
    story.on(PoolApplied(replace(story.pool, agents={ALICE: story.pool.agents[ALICE]})))
    assert story.engine.matcher.waiting() == []
    asks(story.wait(100), rung(call_id=OFFER2))


# configuration, ends


def test_a_queue_that_hears_none_any_more() -> None:
    """What waits is left to people; who listens goes on."""
    story = Tale()
    story.left()
    story.on(PoolApplied(house(rules=None)))
    assert story.course() == [(S.OPEN, None), (S.REMOVED, None)]
    assert story.engine.matcher.waiting() == [] and not story.engine.timers.current()
    story = Tale()
    story.left()
    story.work()
    story.listens()
    story.on(PoolApplied(house(rules=None)))
    story.heard()
    story.gone(PHONE)
    assert story.course()[-1] == (S.HANDLED, R.HANDLED)
    story = Tale()
    story.left()
    story.work()
    asks(story.on(PoolApplied(house(rules=None))), HangUp(PHONE))
    assert story.course()[-1] == (S.REMOVED, R.INTERRUPTED) and story.offers() == ["cancelled"]


def test_other_skills_are_asked_for() -> None:
    """Who stands in line asks for them at once."""
    story = Tale()
    story.left()
    story.on(PoolApplied(house(lines=[queue("sales", needs(de=1))])))
    asks(story.work())
    asks(story.on(PoolApplied(house())), rung())


def test_somebody_heard_it_by_other_means() -> None:
    """It is closed; while an agent listens, after that."""
    story = Tale()
    story.left()
    story.on(VoicemailClosed(VM))
    assert story.refusal() is None and story.kept()[-1].in_target is True
    assert story.course()[-1] == (S.CLOSED, None) and story.engine.matcher.waiting() == []
    story.on(VoicemailClosed(VM))
    assert story.refusal() == VOICEMAIL_OVER
    story = Tale()
    story.left(message(left_at=-500.0))
    story.on(VoicemailClosed(VM))
    assert story.kept()[-1].in_target is False


@pytest.mark.parametrize(("presses", "state"), [("9", S.CLOSED), ("2", S.HANDLED)])
def test_it_is_closed_while_an_agent_listens(presses: str, state: VoicemailState) -> None:
    """What the agent does with it counts, if anything."""
    story = Tale()
    story.left()
    story.work()
    story.listens()
    story.on(VoicemailClosed(VM))
    story.on(VoicemailClosed(VM))
    assert story.message() is not None
    story.presses(presses)
    assert story.kept()[-1].state is state and story.message() is None


def test_draining_offers_none() -> None:
    """What rings may be picked up."""
    story = Tale()
    story.left(message(VM2))
    story.on(DrainRequested())
    story.left()
    asks(story.work())
    assert story.engine.matcher.waiting() == []
    assert {item.state for item in story.engine.calls.voicemails.items.values()} == {S.OPEN}


@pytest.mark.parametrize("picked_up", [False, True])
def test_the_end_of_the_controller_loses_none(picked_up: bool) -> None:
    """It is in line for the next one, and counts as never heard."""
    story = Tale()
    story.left()
    story.work()
    if picked_up:
        story.listens()
    assert story.on(StopRequested())[-1:] == (HangUp(PHONE),)
    assert story.course()[-1] == (S.OPEN, R.INTERRUPTED) and story.kept()[-1].plays == 0


@pytest.mark.parametrize("picked_up", [False, True])
def test_the_pbx_is_lost(picked_up: bool) -> None:
    """It is in line at once, and counts as never heard; the agent is free."""
    story = Tale()
    story.left()
    story.work()
    if picked_up:
        story.listens()
    story.on(PbxLost(), 1)
    asked = story.on(PbxConnected(restarted=True), 1)
    asks(asked, *([] if picked_up else [HangUp(PHONE)]), rung(call_id=OFFER2))
    assert story.course()[-2:] == [(S.OPEN, R.INTERRUPTED), (S.OFFERED, None)]


@pytest.mark.parametrize("picked_up", [False, True])
def test_an_error_of_ours(picked_up: bool) -> None:
    """It rests, and counts: no message is tried for ever."""
    story = Tale()
    story.left()
    story.work()
    if picked_up:
        story.listens()
    story.on(CallBroken(LegId(OFFER)))
    assert story.course()[-1] == (S.OPEN, R.FAILED) and story.kept()[-1].plays == 1
    item = story.message()
    assert item is not None and item.retry_at == 1100.0 and story.engine.matcher.waiting() == []


# a new controller


def test_an_earlier_controller_left_it() -> None:
    """It goes on where it was: in line, or spared, or given to an agent whose leg is hung up."""
    story = Tale()
    story.left(message(changes=3, offers=4, plays=1))
    assert story.kept() == []
    asks(story.work(), rung(call_id="c0-v1-l5"))
    story = Tale()
    story.left(message(changes=3, offers=4, spared=ALICE, retry_at=1050.0))
    asks(story.work())
    asks(story.wait(50), rung(call_id="c0-v1-l5"))


def test_an_agent_listened_when_the_controller_died() -> None:
    """The leg is hung up, and the message is in line again; nobody's turn is lost for it."""
    story = Tale()
    story.on(PbxLost())
    story.on(AgentRestored(ALICE, AgentState.TALKING, None, since=990.0))
    story.left(message(changes=2, offers=1, state=S.OFFERED))
    assert story.kept() == []
    phone = LegSeen(LegId("c0-v1-l2-a1"), is_caller=False, answered=True, endpoint=agent("alice").endpoint)
    asks(story.on(PbxConnected((phone,))), HangUp(phone.leg_id))
    assert story.course() == [(S.OPEN, R.INTERRUPTED)]
    asks(story.gone(phone.leg_id), rung(call_id="c0-v1-l3"))  # the number of the leg was not told


def test_a_late_word_of_what_was_offered() -> None:
    """The database was away when the controller began."""
    story = Tale()
    story.left(message(changes=2, offers=1, state=S.OFFERED))
    assert story.course()[0] == (S.OPEN, R.INTERRUPTED)


def test_names_of_other_legs_mean_nothing() -> None:
    """Nor those of messages that are over."""
    story = Tale()
    story.left()
    names = ["c0-v1-lx-a1", "c7-v1-l9-a1", "c1-a1", "x"]
    story.engine.calls.voicemails.note_offers(map(LegId, names))
    item = story.message()
    assert item is not None and item.offers == 0


def test_nothing_is_left_of_one_that_is_over() -> None:
    """No timer, no place, no call."""
    story = Tale()
    story.left()
    story.work()
    story.listens()
    story.presses("2")
    story.gone(PHONE)
    engine = story.engine
    assert not engine.calls.calls and not engine.calls.legs and not engine.timers.current()
    assert list(engine.calls.voicemails.standing()) == [] and engine.matcher.waiting() == []
    story.on(VoicemailWaits(message()))
    assert story.message() is None
    assert not engine.timers.deadline(TimerKind.VOICEMAIL, VM)
    story.on(WrapupEndRequested(ALICE))


def test_the_place_of_what_is_spared_counts_too() -> None:
    """It is told of as standing."""
    story = Tale(house("alice", "bob"))
    story.left()
    story.work()
    busy(story)
    assert [name for _, name, _ in story.engine.calls.voicemails.standing()] == [CallId(VM)]
    story.on(VoicemailClosed(VM))
    assert story.engine.matcher.waiting() == []
