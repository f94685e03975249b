"""Moves calls through their states: holds all calls, turns the crank, opens and closes their accounts.

What an action of the table does stands in `call_flow.py`, `call_offer.py` and `call_talk.py`.
"""

from collections import Counter
from collections.abc import Callable, Mapping

from acd.domain.agents import AgentId
from acd.domain.callbacks import CallbackId
from acd.domain.calls import (
    BridgeId,
    CallId,
    CallState,
    Direction,
    LegEndCause,
    LegId,
    OfferResult,
    Outcome,
    OutcomeClass,
    OutcomeReason,
    SegmentKind,
)
from acd.domain.commands import CloseBridge, HangUp, SendToSafetyNet, StopPlayback
from acd.domain.flows import NO_FLOW, ExitName, Flow, FlowId
from acd.domain.memo import CallMemo
from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.domain.recordings import RecordingOutcome
from acd.domain.records import Record
from acd.domain.stored import CallStored
from acd.domain.tenants import Number, TenantId
from acd.domain.zones import ZoneName, ZoneOffsets
from acd.engine.acceptance import Acceptance
from acd.engine.accounts import close_segment, end_call, walk_of
from acd.engine.agent_desk import AgentDesk
from acd.engine.call import LiveCall
from acd.engine.call_flow import FlowPart
from acd.engine.call_machine import NOTHING, TABLE, CallAction, CallInput, Detail
from acd.engine.call_offer import OfferPart, offer_result
from acd.engine.call_recording import RecordingPart
from acd.engine.call_talk import TalkPart
from acd.engine.callback_attempt import AttemptPart
from acd.engine.callbacks import Callbacks
from acd.engine.fair_pace import FairPace
from acd.engine.forecast import Forecast
from acd.engine.last_agents import LastAgents
from acd.engine.listening import ListenPart
from acd.engine.matching import Matcher, Pick
from acd.engine.openings import Openings
from acd.engine.outbox import Outbox
from acd.engine.outside_leg import OutsidePart
from acd.engine.place_in_line import PlacePart
from acd.engine.preference import PreferencePart
from acd.engine.recent import Recent
from acd.engine.recent_callers import OpenMessages, RecentCallers
from acd.engine.recipes import RecipePart
from acd.engine.ring_all import RingAll
from acd.engine.strays import Strays
from acd.engine.timers import TimerKind, Timers
from acd.engine.voicemail_items import Voicemails
from acd.flows.graph import CALL_BACK, target
from acd.flows.turn import CallerUp, LetGoOn

Action = Callable[[LiveCall, Detail, float], None]


class CallDesk:
    """All calls in progress."""

    def __init__(self, out: Outbox, matcher: Matcher, timers: Timers, agents: AgentDesk) -> None:
        self.calls: dict[CallId, LiveCall] = {}
        self.legs: dict[LegId, LiveCall] = {}
        """Callers' legs, and agents' legs from the offer to the end of the call."""
        self._of_tenant: Counter[TenantId] = Counter()
        """How many calls each tenant has."""
        self.queued: list[CallId] = []
        """Calls put in line in this step; the engine pairs them at its end."""
        self.in_hand: LiveCall | None = None
        """The call that an action is at work on; after an error, the one over which it was raised."""
        self.half_taken: LegId | None = None
        """The caller's leg of the call that is just being taken over; after an error, of the one that cannot be."""
        self.strays = Strays()
        self.openings = Openings(out, timers)
        self.utc_offset_s: float | None = None
        """From our time to seconds since 1970, UTC; None: nobody has told."""
        self.zones: Mapping[ZoneName, ZoneOffsets] = {}
        self.in_queue: Counter[QueueId] = Counter()
        """How many are in each queue's line."""
        self.earlier_flows: dict[tuple[FlowId, int], Flow] = {}
        """Flows of configurations that are not in force any more, with which calls of an earlier controller started."""
        self.stored: dict[CallId, CallStored] = {}
        """Calls of an earlier controller, until the PBX has said what it holds."""
        self.pool = Pool()
        self.out = out
        self.matcher = matcher
        self.timers = timers
        self.agents = agents
        self.forecast = Forecast(matcher, agents.staff)
        self.recordings = RecordingPart(out, timers)
        self.last_agents = LastAgents()
        self.callers, self.messages = RecentCallers(), OpenMessages()
        self.preferences = PreferencePart(self)
        self.pace = FairPace()
        self._recent = Recent()
        self.acceptance = Acceptance(self)
        flow, offer, talk = FlowPart(self), OfferPart(self), TalkPart(self)
        self.flow, self._offer = flow, offer
        self.ring_all = RingAll(self)
        self.recipes = RecipePart(self)
        self.line_up = offer.line_up
        self.ring_beside, self.win = offer.offer_beside, offer.win
        self.outside = outside = OutsidePart(self)
        self.call_outside = outside.call_outside
        self.place = PlacePart(self, offer)
        self.callbacks, self.attempts = Callbacks(self), AttemptPart(self, offer)
        self.ask_callback = self.attempts.ask
        self.voicemails, self.listening = Voicemails(self), ListenPart(self)
        self.withdraw_offer = offer.withdraw
        self.rank_again, self.count_from = offer.rank_again, offer.count_from
        self.line_again, self.back_in_line, self.music_again = offer.line_again, offer.back_in_line, offer.make_room
        self.music_gone = offer.music_gone
        self._actions: dict[CallAction, Action] = {
            CallAction.BEGIN_FLOW: flow.begin,
            CallAction.GO_ON_IN_FLOW: flow.go_on,
            CallAction.BACK_TO_FLOW: flow.back_from_outside,
            CallAction.LEAVE_LINE: flow.leave_line,
            CallAction.LEAVE: flow.leave,
            CallAction.JOIN_LINE: offer.join_line,
            CallAction.JOIN_LINE_AGAIN: self._join_line_again,
            CallAction.OFFER: offer.offer,
            CallAction.NOTE_SAID: self.recipes.said,
            CallAction.TAKE_KEY: self.recipes.pressed,
            CallAction.TAKE_MESSAGE: self.recipes.take_message,
            CallAction.TURN_AWAY: self.recipes.turn_away,
            CallAction.NOTE_RINGING: offer.note_ringing,
            CallAction.WHISPER: offer.whisper,
            CallAction.HEAR_KEY: offer.hear_key,
            CallAction.CONNECT: offer.connect,
            CallAction.DROP_OFFER: offer.drop_offer,
            CallAction.RETURN_TO_LINE: offer.return_to_line,
            CallAction.CHANGE_LINE: self.place.change_line,
            CallAction.START_TALK: talk.start_talk,
            CallAction.RING_OUTSIDE: outside.ring,
            CallAction.JOIN_OUTSIDE: outside.join,
            CallAction.START_OUTSIDE: outside.start,
            CallAction.GIVE_UP_OUTSIDE: outside.give_up,
            CallAction.FINISH_OUTSIDE: outside.finish,
            CallAction.FREE_OUTSIDE: outside.set_free,
            CallAction.STOP_OUTSIDE: outside.stop,
            CallAction.TURN_INTO_CALLBACK: self.attempts.turn_into_callback,
            CallAction.CUSTOMER_UP: self.attempts.customer_up,
            CallAction.NOT_REACHED: self.attempts.not_reached,
            CallAction.NOTE_PLAYED: self.listening.played,
            CallAction.TAKE_MESSAGE_KEY: self.listening.pressed,
            CallAction.PUT_BACK: self.listening.put_back,
            CallAction.END_LISTENING: self.listening.end,
            CallAction.START_HOLD: talk.start_hold,
            CallAction.END_HOLD: talk.end_hold,
            CallAction.FINISH_FOR_CALLER: talk.finish_for_caller,
            CallAction.FINISH_FOR_AGENT: talk.finish_for_agent,
            CallAction.SET_FREE: talk.set_free,
            CallAction.STOP_TALK: talk.stop_talk,
            CallAction.ABANDON: self._abandon,
            CallAction.LET_GO: self._let_go,
            CallAction.SAFETY_NET: self._safety_net,
            CallAction.WRITE_OFF: self._write_off,
        }

    def feed(self, call: LiveCall, what: CallInput, now: float, detail: Detail = NOTHING) -> None:
        """Turn the crank: look up, act, move."""
        transition = TABLE[call.state][what]
        if transition is None:
            if call.state is CallState.ENDED:  # its end went wrong, or it would be forgotten
                self._drop(call, now)
            return
        before, self.in_hand = self.in_hand, call
        call.state = transition.next_state
        if not call.holds_place():
            self.pace.leave(call.id, call.tenant_id)
        self._actions[transition.action](call, detail, now)
        if call.course is not None and not call.holds_place():
            self.recipes.left(call)
        if call.prefers and not call.in_line():
            self.preferences.forget(call)
        self._count(call)
        self.in_hand = before

    # what happens to a call, in words that need more than an input

    def knows(self, call_id: CallId) -> bool:
        """Tell whether this call is in progress or ended lately: its arrival was told before."""
        return call_id in self.calls or call_id in self._recent

    def turned_away(self, call_id: CallId) -> None:
        """Note that a call was not taken."""
        self._recent.add(call_id)

    def tenant_is_full(self, tenant_id: TenantId) -> bool:
        """Tell whether no more callers of a tenant are taken."""
        tenant = self.pool.tenants.get(tenant_id)
        most = None if tenant is None else tenant.max_calls
        return most is not None and self._of_tenant[tenant_id] >= most

    def register(self, call: LiveCall) -> None:
        """Make a call ours."""
        self.calls[call.id] = self.legs[call.leg_id] = call
        if call.listening is None:
            self._of_tenant[call.tenant_id] += 1
        self._count(call)

    def forget(self, call_id: CallId) -> LiveCall | None:
        """Strike a call off; one that is not there is no error."""
        call = self.calls.pop(call_id, None)
        if call is not None:
            self._count(call, gone=True)
        if call is not None and call.listening is None:
            self.pace.leave(call_id, call.tenant_id)
            self._of_tenant[call.tenant_id] -= 1
            if not self._of_tenant[call.tenant_id]:
                del self._of_tenant[call.tenant_id]
        return call

    def _count(self, call: LiveCall, *, gone: bool = False) -> None:
        in_queue = call.queue.id if call.queue is not None and call.in_line() and not gone else None
        if in_queue == call.counted_in:
            return
        if call.counted_in is not None:
            self.in_queue[call.counted_in] -= 1
        if in_queue is not None:
            self.in_queue[in_queue] += 1
        call.counted_in = in_queue

    def flow_of(self, number: Number, memo: CallMemo | None) -> Flow:
        """Return the flow with which a call of an earlier controller goes on: the one that it started with."""
        if memo is not None and memo.flow_id is not None:
            earlier = self.earlier_flows.get((memo.flow_id, memo.flow_version))
            found = self.pool.flows.get(memo.flow_id)
            if earlier is not None and (found is None or found.version != memo.flow_version):
                return earlier
        entry = self.pool.entries.get(number)
        return NO_FLOW if entry is None else self.pool.flows.get(entry.flow_id, NO_FLOW)

    def admit(self, call: LiveCall, now: float) -> None:
        """Take a new call into its flow."""
        self.register(call)
        call.segment_since = now
        self.feed(call, CallInput.ADMITTED, now)

    def caller_answered(self, call: LiveCall, now: float) -> None:
        """The caller's leg is up."""
        before, call.answered = call.answered, True
        if call.attempt is not None:
            if not before:
                self.feed(call, CallInput.OUTSIDE_ANSWERED, now)
        elif not before:
            self.flow.tell(call, CallerUp(), now)

    def let_go_on(self, call: LiveCall, exit_name: ExitName, now: float) -> bool:
        """Let a waiting caller go on in the flow, as the recipe of the queue says; False where that leads nowhere."""
        if call.progress is None or target(call.flow, call.progress.step, exit_name) is None:
            return False
        self.feed(call, CallInput.LET_GO_ON, now, Detail(told=LetGoOn(exit_name)))
        return True

    def offer_callback(self, call: LiveCall, now: float) -> None:
        """Have a waiting caller asked whether, and at which number, they want to be called back."""
        self.feed(call, CallInput.LET_GO_ON, now, Detail(go_to=CALL_BACK))

    def step_out_of_line(self, call: LiveCall) -> None:
        """Take a caller out of line for a while; the place is kept."""
        self.recipes.cut_short(call)
        self.matcher.remove_call(call.id)
        call.left_course = None if call.course is None else call.course.mark
        self.close_bridges(call)

    def waiting_in(self, queue_id: QueueId) -> int:
        """Return how many callers are in a queue's line, those whose offer rings included."""
        return self.in_queue[queue_id]

    def _join_line_again(self, call: LiveCall, detail: Detail, now: float) -> None:
        self.pace.join_again(call.id, call.tenant_id, call.queued_at + call.put_back)
        self.place.into_line(call, detail, now)

    def room_failed(self, leg_id: LegId, room_id: BridgeId) -> None:
        """Note that the caller may stand in silence; mended at the next connect, or after the next offer."""
        call = self.legs.get(leg_id)
        if call is not None and call.room_id == room_id:
            call.room_failed = True

    def renew_room(self, call: LiveCall) -> None:
        """Give the caller music again, if the command for it failed."""
        if call.room_failed:
            self._offer.renew_room(call)

    def offer(self, pick: Pick, now: float) -> None:
        """Offer a waiting call to an idle agent; of a callback or a message, the call is made now."""
        call = self.calls.get(pick.call_id) or self.listening.begin(pick, now)
        call = call or self.attempts.begin(CallbackId(pick.call_id), now)
        self.feed(call, CallInput.MATCHED, now, Detail(pick=pick))

    def lose_offer(self, leg_id: LegId, result: OfferResult, now: float, *, leg_gone: bool = False) -> None:
        """End the offer of an agent's leg without a conversation; the caller keeps the place in line."""
        call = self.legs[leg_id]
        lost = CallInput.ONE_OFFER_LOST if call.beside else CallInput.OFFER_LOST
        self.feed(call, lost, now, Detail(offer=call.offer_on(leg_id), result=result, leg_gone=leg_gone))

    def agent_leg_ended(self, leg_id: LegId, cause: LegEndCause, now: float) -> None:
        """A leg that we made for a call is gone: of an offer, or of a conversation, or to an outside number."""
        call = self.legs[leg_id]
        offer = call.offer_on(leg_id)
        if self.outside.on(leg_id) is not None:
            self.outside.lost(call, CallInput.OUTSIDE_GONE, now, leg_gone=True)
        elif offer is None:
            self.feed(call, CallInput.AGENT_GONE, now)
        else:
            self.lose_offer(leg_id, offer_result(cause, offer), now, leg_gone=True)

    def wrapup_s(self, call: LiveCall) -> float:
        """Return the seconds for notes after the conversation: as the tenant says, else the queue."""
        assert call.queue is not None
        tenant = self.pool.tenants.get(call.tenant_id)
        own = None if tenant is None else tenant.wrapup_s
        return call.queue.wrapup_s if own is None else own

    # accounts

    def switch(self, call: LiveCall, kind: SegmentKind, now: float, agent_id: AgentId | None = None) -> None:
        """Close the present stretch of the call's life and start another."""
        self.out.records.append(close_segment(call, now))
        call.segment, call.segment_since, call.segment_agent = kind, now, agent_id

    def end(self, call: LiveCall, cls: OutcomeClass, reason: OutcomeReason, now: float) -> None:
        """Close the accounts of a call and forget it."""
        self.close_bridges(call)
        lost = reason is OutcomeReason.PBX_LOST
        outcome = RecordingOutcome.PBX_LOST if lost else RecordingOutcome.RECORDED
        self.recordings.conversation_ended(call, outcome, now)
        last: list[Record] = [close_segment(call, now), end_call(call, Outcome(cls, reason), now)]
        walked = walk_of(call, now)
        if walked is not None:
            last.append(walked)
        # nothing below can raise: a call has its final record if, and only if, it is forgotten
        self.forget(call.id)
        self.legs.pop(call.leg_id, None)
        if call.agent_leg_id is not None:
            self.legs.pop(call.agent_leg_id, None)
        self._recent.add(call.id)
        self.out.records += last
        self.timers.cancel(TimerKind.FLOW, call.id)
        if call.attempt is not None:
            self.callbacks.over(call, cls, reason, now)
        elif call.called_back is not None:
            self.callbacks.hung_up(call.called_back, now)
        if call.listening is not None:
            self.timers.cancel(TimerKind.LISTENING, call.id)
            self.voicemails.over(call, reason, now)

    def close_bridges(self, call: LiveCall) -> None:
        """Remove the waiting room and the bridge of the conversation."""
        for bridge_id in (call.room_id, call.bridge_id):
            if bridge_id is not None:
                self.out.commands.append(CloseBridge(call.leg_id, bridge_id))
        call.room_id = call.bridge_id = None

    def _drop(self, call: LiveCall, now: float) -> None:
        """End a call whose end went wrong half-way; what was done of it is not known, and done again."""
        for leg_id in [leg_id for leg_id, owner in self.legs.items() if owner is call]:
            del self.legs[leg_id]
            self.timers.cancel_ringing(leg_id)
            if leg_id not in self.strays:  # those talk on
                is_caller = leg_id == call.leg_id and call.direction is Direction.INBOUND
                self.out.commands.append(SendToSafetyNet(leg_id) if is_caller else HangUp(leg_id))
        self.end(call, OutcomeClass.FAILED, OutcomeReason.SAFETY_NET, now)
        self.matcher.remove_call(call.id)
        self.preferences.forget(call)

    # ends that may come in more than one state

    def _withdraw(self, call: LiveCall, now: float) -> None:
        self.timers.cancel(TimerKind.OUTSIDE, call.leg_id)
        self._offer.withdraw(call, now)
        self.outside.withdraw(call)

    def _abandon(self, call: LiveCall, detail: Detail, now: float) -> None:
        del detail
        if call.attempt is not None and not call.answered:
            self.attempts.not_reached(call, Detail(leg_gone=True), now)
            return
        if call.called_back is not None:
            self._withdraw(call, now)
            self.end(call, OutcomeClass.EXITED, OutcomeReason.CALLBACK, now)
            return
        reason = {SegmentKind.FLOW: OutcomeReason.IN_FLOW, SegmentKind.QUEUE: OutcomeReason.WAITING}
        why = reason.get(call.segment, OutcomeReason.RINGING)
        self._withdraw(call, now)
        self.end(call, OutcomeClass.ABANDONED, why, now)

    def _let_go(self, call: LiveCall, detail: Detail, now: float) -> None:
        del detail
        self._withdraw(call, now)
        self.end(call, OutcomeClass.EXITED, OutcomeReason.SAFETY_NET, now)

    def _safety_net(self, call: LiveCall, detail: Detail, now: float) -> None:
        del detail
        if call.playback is not None:
            self.out.commands.append(StopPlayback(call.leg_id, call.playback))
        self._withdraw(call, now)
        # nobody is left alone whom we called ourselves, and who waits for nobody there
        if call.listening is None:
            self.out.commands.append(SendToSafetyNet(call.leg_id) if call.attempt is None else HangUp(call.leg_id))
        self.end(call, OutcomeClass.FAILED, OutcomeReason.SAFETY_NET, now)

    def _write_off(self, call: LiveCall, detail: Detail, now: float) -> None:
        del detail
        call.room_id = call.bridge_id = None  # gone as well
        self._withdraw(call, now)
        self.end(call, OutcomeClass.FAILED, OutcomeReason.PBX_LOST, now)
        if call.agent_id is not None and call.queue is not None:
            self.agents.finish(call.agent_id, self.wrapup_s(call), now)
