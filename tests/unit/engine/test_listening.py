"""An agent hears a message: what is played, what keys do, and what comes of hanging up."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from acd.domain.agents import AgentState, Answering
from acd.domain.callbacks import CallbackRules
from acd.domain.caller_events import ConversationsRecalled
from acd.domain.calls import (
    CallerId,
    CallId,
    HangUpReason,
    LegEndCause,
    LegId,
    OutcomeClass,
    OutcomeReason,
    PlaybackId,
    SegmentKind,
)
from acd.domain.commands import HangUp, Play, Refusal, RingAgent, StopPlayback, TakeMessageFrom
from acd.domain.events import (
    CallArrived,
    CommandFailed,
    DigitPressed,
    LegAnswered,
    LegHeld,
    LegRinging,
    LegSeen,
    LegUnheld,
    PbxConnected,
    PbxLost,
    PlaybackEnded,
    RecordingRequested,
)
from acd.domain.flows import Prompt
from acd.domain.outside import outside_endpoint
from acd.domain.pool import Pool, VoicemailWords
from acd.domain.records import CallConnected, CallEnded, CallQueued, CallStarted, OfferEnded, OfferMade, Segment
from acd.domain.refusals import NOT_IN_LINE, RECORDING_NOT_ALLOWED
from acd.domain.requests import CallbackRequested, FrontRequested
from acd.domain.voicemail_events import MessageSpaceChanged
from acd.domain.voicemail_rules import ListenResult, VoicemailState
from acd.engine import live
from acd.engine.listening import LINGER_S, Keys
from acd.engine.timers import TimerKind
from tests.playbooks import agent, number, office, queue, some
from tests.unit.engine.callback_scenes import MINE, SALES, TRUNK, asks
from tests.unit.engine.voicemail_scenes import (
    ALICE,
    BEFORE,
    BOB,
    KEYS,
    OFFER,
    OFFER2,
    PHONE,
    PHONE2,
    RULES,
    SOUND,
    SOUND_MS,
    VM,
    Tale,
    house,
    message,
)

S, R = VoicemailState, ListenResult
FIRST, SECOND, THIRD = (PlaybackId(f"{OFFER}-p{count}") for count in (1, 2, 3))
LONG = SOUND_MS / 1000


def rings(pool: Pool | None = None) -> Tale:
    """An agent's phone rings for a message that was left 100 s ago."""
    story = Tale(pool)
    story.left()
    [ring] = story.work()
    assert isinstance(ring, RingAgent) and (ring.lane, ring.caller.number) == (PHONE, MINE)
    return story


def hears(pool: Pool | None = None) -> Tale:
    """An agent hears a message."""
    story = rings(pool)
    assert story.listens() == Play(PHONE, FIRST, (SOUND,))
    return story


def state(story: Tale, agent_id: Any = ALICE) -> AgentState:
    """What the agent does."""
    return story.engine.agents.agents[agent_id].state


# what is played


def test_the_message_then_the_keys_then_silence() -> None:
    """The agent is in conversation from picking up on."""
    story = hears()
    assert state(story) is AgentState.TALKING
    asks(story.heard(), Play(PHONE, SECOND, (KEYS,)))
    asks(story.heard(playback="-p2", after_s=3))
    assert story.message() is not None


def test_the_agent_hears_first_what_it_is_and_whose() -> None:
    """The sound for this agent, and the whisper of the number that was called."""
    words = VoicemailWords({ALICE: BEFORE})
    story = rings(house(whisper="acme", words=words))
    asks(story.picked_up(PHONE), Play(PHONE, PlaybackId(f"{PHONE}-p1"), (BEFORE, Prompt("acme"))))
    assert state(story) is AgentState.RINGING
    asks(story.on(PlaybackEnded(PHONE, PlaybackId(f"{PHONE}-p1"))), Play(PHONE, FIRST, (SOUND,)))
    asks(story.heard())  # there is no sound of the keys
    assert state(story) is AgentState.TALKING


def test_a_number_that_is_gone_has_no_whisper() -> None:
    """The message is played at once."""
    pool = house(whisper="acme", words=VoicemailWords())
    hears(replace(pool, entries={}))


def test_who_must_press_a_key_presses_it_first() -> None:
    """A voicemail that picks up hears no message."""
    outside = replace(agent("alice"), answering=Answering.PRESS, endpoint=outside_endpoint("+49170", TRUNK))
    pool = house()
    story = rings(replace(pool, agents={ALICE: outside}))
    asks(story.picked_up(PHONE))
    asks(story.presses("1"), Play(PHONE, FIRST, (SOUND,)))


# keys


def test_again() -> None:
    """From the beginning; who has heard it once has heard it."""
    story = hears()
    asks(story.presses(Keys.AGAIN), StopPlayback(PHONE, FIRST), Play(PHONE, SECOND, (SOUND,)))
    story.now += 5
    asks(story.heard(after_s=LONG))  # the end of the first is late
    assert story.engine.calls.calls[OFFER].playback == SECOND
    asks(story.on(PlaybackEnded(PHONE, SECOND)), Play(PHONE, THIRD, (KEYS,)))
    asks(story.presses(Keys.AGAIN), StopPlayback(PHONE, THIRD), some(Play, prompts=(SOUND,)))
    story.gone(PHONE)
    assert story.course()[-1] == (S.HANDLED, R.HANDLED)


def test_done() -> None:
    """The agent writes notes, as after a call."""
    story = hears(house(lines=[queue("sales", wrapup_s=10)]))
    story.now += 7
    asks(story.presses(Keys.DONE), HangUp(PHONE))
    last = story.kept()[-1]
    assert (last.state, last.result, last.agent_id, last.in_target) == (S.HANDLED, R.HANDLED, ALICE, True)
    assert state(story) is AgentState.WRAPUP
    end = story.ended(OFFER)
    assert (end.outcome.cls, end.outcome.reason) == (OutcomeClass.ANSWERED, OutcomeReason.MESSAGE_HEARD)
    assert (end.talk_ms, end.agent_id, end.voicemail) == (7000, ALICE, True)
    asks(story.gone(PHONE))


def test_too_late_for_the_target() -> None:
    """What counts is when the agent picked up."""
    story = Tale()
    story.left(message(left_at=0.0))
    story.work()
    story.now = 1000.5
    story.listens()
    story.presses(Keys.DONE)
    assert story.kept()[-1].in_target is False
    [connected] = [one for one in story.records if isinstance(one, CallConnected)]
    assert connected.voicemail and not connected.in_threshold


def test_call_back() -> None:
    """The caller is in line to be called back; the same agent may be the one."""
    rules = CallbackRules(TRUNK)
    story = hears(replace(house(), callbacks={SALES: rules}))
    asks(story.presses(Keys.CALL_BACK), HangUp(PHONE))
    assert story.course()[-1] == (S.CALLBACK, R.CALLBACK) and story.kept()[-1].in_target
    item = story.item("c0-v1-cb")
    assert item is not None and (item.number, item.shown, item.tenant_id) == (MINE, number("sales"), "acme")
    asks(story.gone(PHONE), some(RingAgent, agent_id=ALICE, call_id="c0-v1-cb-t1"))


def test_who_is_called_back_already_is_not_called_twice() -> None:
    """It is settled all the same."""
    story = Tale(replace(house(), callbacks={SALES: CallbackRules(TRUNK)}))
    story.opened("c1")
    story.left(message(left_at=-5000.0))
    story.work()
    story.listens()
    story.presses(Keys.CALL_BACK)
    assert story.course()[-1] == (S.CALLBACK, R.CALLBACK)
    assert [item.id for item in story.engine.calls.callbacks.items.values()] == ["c1-cb"]


def test_where_nobody_is_called_back_the_key_does_nothing() -> None:
    """The agent listens on."""
    story = hears()
    asks(story.presses(Keys.CALL_BACK))
    assert story.course()[-1] == (S.OFFERED, None)


def test_leave_it_to_another() -> None:
    """Others are offered it at once, this agent not for a while."""
    story = hears(house("alice", "bob"))
    story.work(BOB)
    asks(story.presses(Keys.LEAVE), HangUp(PHONE), some(RingAgent, agent_id=BOB, call_id=OFFER2))
    assert story.course()[-2] == (S.OPEN, R.LEFT) and story.kept()[-2].plays == 1
    assert story.kept()[-2].spared == ALICE
    end = story.ended(OFFER)
    assert (end.outcome.cls, end.outcome.reason) == (OutcomeClass.ANSWERED, OutcomeReason.MESSAGE_BACK)


@pytest.mark.parametrize("digit", ["0", "4", "#", "A"])
def test_other_keys_do_nothing(digit: str) -> None:
    """Nor do they end what is played."""
    story = hears()
    asks(story.presses(digit))
    assert story.engine.calls.calls[OFFER].playback == FIRST


def test_keys_in_a_conversation_are_for_the_other_party() -> None:
    """As before."""
    story = Tale()
    story.work()
    story.arrives("c1")
    story.picked_up(LegId("c1-a1"))
    asks(story.on(DigitPressed(LegId("c1-a1"), "2")))


# hanging up


def test_hanging_up_before_the_end() -> None:
    """It is in line for others; given up when that was too often."""
    story = hears()
    story.now += 19
    asks(story.gone(PHONE))
    assert story.course()[-1] == (S.OPEN, R.CUT_SHORT) and story.kept()[-1].plays == 1
    asks(story.wait(100), some(RingAgent, lane=PHONE2))
    story.listens(PHONE2)
    story.gone(PHONE2)
    assert story.course()[-1] == (S.GIVEN_UP, R.CUT_SHORT) and story.message() is None
    assert story.kept()[-1].in_target is None


def test_hanging_up_after_the_end() -> None:
    """Who has heard it is done with it."""
    story = hears()
    story.heard()
    story.gone(PHONE)
    assert story.course()[-1] == (S.HANDLED, R.HANDLED)


@pytest.mark.parametrize(("heard", "result"), [(True, R.HANDLED), (False, R.CUT_SHORT)])
def test_who_stays_on_the_line_is_hung_up_in_the_end(heard: bool, result: ListenResult) -> None:
    """So that a phone off the hook holds up nothing."""
    story = hears()
    if heard:
        story.heard()
        story.heard(playback="-p2", after_s=0)
    asks(story.wait(LONG + LINGER_S), HangUp(PHONE))
    assert story.kept()[-1].result is result


def test_a_sound_that_cannot_be_played() -> None:
    """It is over at once: nobody has heard it. It rests, and its sound is fetched anew."""
    story = hears()
    asks(story.heard(after_s=0.1), HangUp(PHONE))
    assert story.course()[-1] == (S.OPEN, R.UNPLAYED) and story.kept()[-1].plays == 1
    item = story.message()
    assert item is not None and (item.sound, item.spared, item.retry_at) == (None, None, 1100.1)
    asks(story.gone(PHONE))
    asks(story.wait(100))
    asks(story.fetched(), some(RingAgent, lane=PHONE2))


@pytest.mark.parametrize("refusal", [Refusal.REFUSED, Refusal.GONE])
def test_a_playback_that_is_refused(refusal: Refusal) -> None:
    """As one that is over at once; or the agent is gone."""
    story = hears()
    story.on(CommandFailed(Play(PHONE, FIRST, (SOUND,)), refusal))
    result = R.UNPLAYED if refusal is Refusal.REFUSED else R.CUT_SHORT
    assert story.course()[-1] == (S.OPEN, result)


def test_a_short_message_may_be_over_soon() -> None:
    """What is less than half a second counts as heard."""
    story = Tale()
    story.left(replace(message(), sound_ms=500))
    story.work()
    story.listens()
    story.heard(after_s=0)
    story.gone(PHONE)
    assert story.course()[-1] == (S.HANDLED, R.HANDLED)


# hold, and the PBX away


def test_on_hold_nothing_is_played() -> None:
    """And from the beginning afterwards; keys mean nothing meanwhile."""
    story = hears()
    asks(story.on(LegHeld(PHONE), 5), StopPlayback(PHONE, FIRST))
    assert state(story) is AgentState.HOLDING
    asks(story.presses(Keys.DONE))
    asks(story.heard(after_s=LONG))  # the end of what was stopped
    asks(story.on(LegUnheld(PHONE)), Play(PHONE, SECOND, (SOUND,)))
    assert state(story) is AgentState.TALKING
    story.gone(PHONE)
    assert story.course()[-1] == (S.OPEN, R.CUT_SHORT)
    kinds = [kind for kind, _ in story.kinds(OFFER)]
    assert kinds == [
        SegmentKind.QUEUE,
        SegmentKind.RING,
        SegmentKind.VOICEMAIL,
        SegmentKind.HOLD,
        SegmentKind.VOICEMAIL,
    ]


def test_held_for_ever() -> None:
    """The time is over on hold too."""
    story = hears()
    story.on(LegHeld(PHONE))
    asks(story.wait(LONG + LINGER_S), HangUp(PHONE))
    assert story.course()[-1] == (S.OPEN, R.CUT_SHORT)


def test_the_link_breaks_while_an_agent_listens() -> None:
    """Played anew, as nobody knows how far it came; not after it was heard."""
    story = hears()
    leg = LegSeen(PHONE, is_caller=False, answered=True, endpoint=agent("alice").endpoint)
    story.on(PbxLost())
    asks(story.on(PbxConnected((leg,)), 5), StopPlayback(PHONE, FIRST), Play(PHONE, SECOND, (SOUND,)))
    story.on(LegHeld(PHONE))
    story.on(PbxLost())
    asks(story.on(PbxConnected((leg,))))
    story.on(LegUnheld(PHONE))
    story.heard(playback="-p3")
    story.on(PbxLost())
    asks(story.on(PbxConnected((leg,))))
    story.on(PbxLost())
    story.on(PbxConnected())
    assert story.course()[-1] == (S.HANDLED, R.HANDLED)


def test_the_link_breaks_while_the_phone_rings() -> None:
    """What it did meanwhile is caught up with."""
    story = rings()
    leg = LegSeen(PHONE, is_caller=False, answered=True, endpoint=agent("alice").endpoint)
    story.on(PbxLost())
    asks(story.on(PbxConnected((leg,))), Play(PHONE, FIRST, (SOUND,)))
    story = rings()
    story.on(PbxLost())
    story.on(PbxConnected())
    assert (S.OPEN, R.UNREACHED) in story.course()


# offers, accounts


def test_the_phone_rings_as_long_as_for_a_call() -> None:
    """Then it is missed, and the message back in line."""
    story = rings()
    asks(story.wait(3), HangUp(PHONE))  # it never said that it rings
    story = rings()
    story.on(LegAnswered(LegId("x")))
    story.on(LegRinging(PHONE))
    asks(story.wait(20), HangUp(PHONE, HangUpReason.NO_ANSWER))
    assert story.course()[-1] == (S.OPEN, R.NOT_TAKEN)
    end = story.ended(OFFER)
    assert (end.outcome.cls, end.outcome.reason) == (OutcomeClass.EXITED, OutcomeReason.MESSAGE_BACK)
    assert end.agent_id is None and end.talk_ms == 0


def test_every_second_of_the_agent_is_accounted_for() -> None:
    """An offer, why it was made, and stretches without a gap."""
    story = hears()
    story.heard()
    story.gone(PHONE)
    kinds = (CallStarted, CallQueued, OfferMade, OfferEnded, CallConnected, Segment, CallEnded)
    kept = [one for one in story.records if isinstance(one, kinds)]
    assert {one.call_id for one in kept} == {OFFER}
    [started, *_] = kept
    assert isinstance(started, CallStarted) and started.direction == "voicemail"
    assert [one.voicemail for one in kept if isinstance(one, CallQueued | CallConnected | CallEnded)] == [True] * 3
    parts = [one for one in kept if isinstance(one, Segment)]
    assert [one.kind for one in parts] == [SegmentKind.QUEUE, SegmentKind.RING, SegmentKind.VOICEMAIL]
    assert all(one.ended_ms == two.started_ms for one, two in pairwise(parts))
    assert story.offers() == ["accepted"] and parts[-1].agent_id == ALICE


def test_a_message_makes_nobody_the_last_agent_of_a_caller() -> None:
    """They have not talked."""
    pool = house("alice", "bob", lines=[queue("sales", last_agent_for_s=60.0)])
    story = Tale(pool)
    story.on(ConversationsRecalled(()))
    story.left()
    story.work()
    story.listens()
    assert story.engine.calls.last_agents.of(message().tenant_id, story.engine.calls.calls[OFFER].caller) is None


def test_a_message_is_no_caller_of_the_client() -> None:
    """Who may have one call at once can be called while an agent listens."""
    pool = house()
    tenant = replace(pool.tenants[message().tenant_id], max_calls=1)
    story = hears(replace(pool, tenants={tenant.id: tenant}))
    story.arrives("c1")
    assert CallId("c1") in story.engine.calls.calls
    story.presses(Keys.DONE)
    assert story.engine.calls.tenant_is_full(tenant.id)


def test_nobody_moves_or_records_or_calls_back_what_is_no_call() -> None:
    """It is refused."""
    story = rings()
    for asked in (FrontRequested(OFFER), CallbackRequested(OFFER)):
        story.on(asked)
        assert story.refusal() == NOT_IN_LINE
    story.listens()
    story.on(RecordingRequested(OFFER))
    assert story.refusal() == RECORDING_NOT_ALLOWED


def test_a_message_is_no_caller_in_line_for_what_callers_expect() -> None:
    """Nobody counts it as one who waits, or gives up."""
    story = rings()
    assert story.engine.calls.forecast.pace.waiting(SALES) == 0
    story.gone(PHONE, cause=LegEndCause.BUSY)
    assert story.engine.calls.forecast.pace.waiting(SALES) == 0
    assert live.view(story.engine, story.now).queues[0].waiting == 0


def test_the_timer_is_gone_with_the_call() -> None:
    """Nothing is left to come."""
    story = hears()
    assert story.engine.timers.deadline(TimerKind.LISTENING, OFFER) is not None
    story.gone(PHONE)
    assert story.engine.timers.deadline(TimerKind.LISTENING, OFFER) is None


def test_an_error_while_it_ends() -> None:
    """The agent's leg is hung up, and nothing is sent to nobody."""
    story = hears()
    call = story.engine.calls.calls[OFFER]
    call.state = call.state.ENDED
    commands = story.gone(PHONE)
    assert HangUp(PHONE) in commands and TakeMessageFrom(PHONE) not in commands
    assert story.course()[-1] == (S.OPEN, R.FAILED)


# asking for one


@pytest.mark.parametrize("enough", [True, False])
def test_whether_there_is_room_for_messages(enough: bool) -> None:
    """Who would be asked for one is told that there is none."""
    story = Tale(office(agent("alice")))
    story.on(CallArrived(CallId("c1"), LegId("c1"), number("sales"), CallerId(MINE)))
    story.on(MessageSpaceChanged(enough=enough))
    reason = story.engine.calls.listening.ask_for(LegId("c1"))
    assert story.engine.out.commands == [TakeMessageFrom(LegId("c1"), full=not enough)]
    assert reason is (OutcomeReason.VOICEMAIL if enough else OutcomeReason.VOICEMAIL_FULL)


def test_by_which_rules() -> None:
    """Those that are in force when the message is offered."""
    story = Tale()
    story.left()
    story.engine.calls.pool = replace(story.pool, voicemails={SALES: replace(RULES, target_s=10.0)})
    story.work()
    story.listens()
    story.presses(Keys.DONE)
    assert story.kept()[-1].in_target is False and story.kept()[-1].voicemail_id == VM
