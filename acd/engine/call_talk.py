"""A call in conversation: its start, hold, and the ways in which it ends."""

from typing import TYPE_CHECKING

from acd.domain.calls import OfferResult, OutcomeClass, OutcomeReason, SegmentKind
from acd.domain.commands import CloseBridge, HangUp
from acd.domain.queues import Queue
from acd.domain.records import CallConnected
from acd.engine.accounts import close_offer
from acd.engine.agent_machine import AgentInput
from acd.engine.call import LiveCall
from acd.engine.call_machine import Detail
from acd.engine.outbox import ms

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk


class TalkPart:
    """The table's actions for conversations."""

    def __init__(self, desk: "CallDesk") -> None:
        self._desk = desk

    def start_talk(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The two hear each other: the offer is accepted, the wait is over."""
        assert call.offer is not None and call.queue is not None
        offer = detail.offer or call.offer
        if offer.awaits_key is not None:  # an earlier controller heard the key, and died before this was told
            self._desk.acceptance.settle(offer)
            self._desk.win(call, offer, now)
        call.offer = None
        self._desk.timers.cancel_ringing(offer.leg_id)
        self._desk.out.records.append(close_offer(call, offer, OfferResult.ACCEPTED, now))
        call.agent_id, call.agent_leg_id, call.connected_at = offer.agent_id, offer.leg_id, now
        self._desk.switch(call, _kind(call), now, offer.agent_id)
        self._desk.agents.feed(offer.agent_id, AgentInput.CONNECT, now)
        wait_ms = ms(now) - ms(call.queued_at)
        self._desk.out.records.append(
            CallConnected(
                call_id=call.id,
                tenant_id=call.tenant_id,
                queue_id=call.queue.id,
                agent_id=offer.agent_id,
                at_ms=ms(now),
                wait_ms=wait_ms,
                in_threshold=_in_threshold(call, call.queue, wait_ms, now),
                voicemail=call.listening is not None,
            )
        )
        if call.listening is not None:
            self._desk.listening.play(call, now)
            return
        self._desk.last_agents.talked(call.tenant_id, call.caller, offer.agent_id)
        if call.room_id is not None:  # None: found connected, by a controller that never knew the room
            self._desk.out.commands.append(CloseBridge(call.leg_id, call.room_id))
        call.room_id = None
        self._desk.recordings.conversation_began(call, self._desk.pool.tenants.get(call.tenant_id), now)

    def start_hold(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The agent put the caller on hold."""
        del detail
        assert call.agent_id is not None
        self._desk.switch(call, SegmentKind.HOLD, now, call.agent_id)
        self._desk.agents.feed(call.agent_id, AgentInput.HOLD, now)
        if call.listening is not None:  # what is played now nobody hears
            self._desk.listening.fall_silent(call)

    def end_hold(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The agent took the caller back."""
        del detail
        assert call.agent_id is not None
        self._desk.switch(call, _kind(call), now, call.agent_id)
        self._desk.agents.feed(call.agent_id, AgentInput.UNHOLD, now)
        if call.listening is not None:
            self._desk.listening.play(call, now)

    def finish_for_caller(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The caller hung up."""
        del detail
        self._hang_up_agent(call, now)
        self._finish(call, OutcomeReason.CALLER_HUNG_UP, now)

    def finish_for_agent(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The agent hung up."""
        del detail
        if call.listening is not None:
            self._desk.listening.agent_gone(call, now)
            return
        self._desk.out.commands.append(HangUp(call.leg_id))
        self._finish(call, OutcomeReason.AGENT_HUNG_UP, now)

    def stop_talk(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The controller ends all conversations."""
        if call.listening is not None:
            self._desk.listening.end(call, detail, now)
            return
        self._desk.out.commands.append(HangUp(call.leg_id))
        self._hang_up_agent(call, now)
        self._finish(call, OutcomeReason.CONTROLLER_STOPPED, now)

    def set_free(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Let the two talk on without an account of it; the bridge is closed when one of them leaves."""
        if call.listening is not None:
            self._desk.listening.end(call, detail, now)
            return
        assert call.agent_leg_id is not None and call.agent_id is not None
        self._desk.strays.add(call.leg_id, call.agent_leg_id, call.agent_id, call.bridge_id)
        call.bridge_id = None
        self._desk.recordings.set_free(call, now)
        self._desk.end(call, OutcomeClass.FAILED, OutcomeReason.SAFETY_NET, now)

    def _hang_up_agent(self, call: LiveCall, now: float) -> None:
        assert call.agent_leg_id is not None and call.agent_id is not None
        self._desk.out.commands.append(HangUp(call.agent_leg_id))
        self._desk.agents.part(call.agent_id, call.agent_leg_id, now)

    def _finish(self, call: LiveCall, reason: OutcomeReason, now: float) -> None:
        assert call.agent_id is not None
        self._desk.end(call, OutcomeClass.ANSWERED, reason, now)
        self._desk.agents.finish(call.agent_id, self._desk.wrapup_s(call), now)


def _kind(call: LiveCall) -> SegmentKind:
    return SegmentKind.TALK if call.listening is None else SegmentKind.VOICEMAIL


def _in_threshold(call: LiveCall, queue: Queue, wait_ms: int, now: float) -> bool:
    return wait_ms <= queue.service_level_s * 1000 if call.listening is None else now <= call.listening.due
