"""A caller who is given to an outside number: rung while the caller hears music on, connected, or back in line.

The leg to the number is nobody's phone: no agent is asked or busy. What the number does not take comes back to the
place in line that the caller had; whoever sent the caller out is told, and may try something else.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from acd.domain.agents import Endpoint
from acd.domain.calls import (
    BridgeId,
    CallerId,
    CallState,
    HangUpReason,
    LegEndCause,
    LegId,
    OutcomeClass,
    OutcomeReason,
    SegmentKind,
)
from acd.domain.commands import CloseBridge, Connect, HangUp, RingOutside
from acd.domain.events import LegEnded, LegSeen
from acd.engine.call import LiveCall, LiveOutside, outside_of
from acd.engine.call_machine import CallInput, Detail
from acd.engine.timers import TimerKind
from acd.flows.turn import NotDone

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk
    from acd.engine.engine import Engine

RINGS_ON_S: Final = 60.0
"""So long a number is waited for that an earlier controller has rung; the PBX ends it sooner, when it was asked to."""


class OutsidePart:
    """The table's actions for calls that go to an outside number."""

    def __init__(self, desk: "CallDesk") -> None:
        self._desk = desk
        self.failed: Callable[[LiveCall, float], None] = _nothing
        """Told when a number was not reached and the caller is in line again; the caller may be sent elsewhere."""

    def call_outside(self, call: LiveCall, outside: Endpoint, ring_s: float, now: float) -> None:
        """Send a waiting caller to an outside number, for which `ring_s` seconds are waited.

        Nothing happens to one who does not wait, or is offered to an agent. The number must be one of the
        configuration, or have passed a list of what is allowed: everything is dialled that stands here.
        """
        if call.attempt is None:  # whoever is called back wants an agent
            self._desk.feed(call, CallInput.SENT_OUTSIDE, now, Detail(outside=outside, ring_s=ring_s))

    def on(self, leg_id: LegId) -> LiveCall | None:
        """Return the call for which a leg leads to an outside number."""
        call = self._desk.legs.get(leg_id)
        return call if call is not None and call.outside is not None and call.outside.leg_id == leg_id else None

    def rang_out(self, leg_id: str, now: float) -> None:
        """Nobody answered in time."""
        self.lost(self._desk.legs[LegId(leg_id)], CallInput.OUTSIDE_LOST, now)

    def lost(self, call: LiveCall, how: CallInput, now: float, *, leg_gone: bool = False) -> None:
        """Nobody is at the number, or not any more: a caller who never talked is back where they were sent from."""
        if call.state is CallState.TRANSFERRING and call.sent_by_flow:
            self._desk.feed(call, CallInput.FLOW_TOLD, now, Detail(told=NotDone(), leg_gone=leg_gone))
        else:
            self._desk.feed(call, how, now, Detail(leg_gone=leg_gone))

    # before the two hear each other

    def ring(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Ring the number; the caller is out of line, and hears music on."""
        assert detail.outside is not None
        self._desk.matcher.remove_call(call.id)
        leg_id = LegId(call.name("o", call.next("outside")))
        call.outside = LiveOutside(detail.outside, leg_id)
        self._desk.legs[leg_id] = call
        self._desk.timers.set(TimerKind.OUTSIDE, leg_id, now + detail.ring_s)
        if call.room_id is None:
            self._desk.music_again(call)
        # carriers let through only numbers that are ours: the one that the caller dialled
        shown = CallerId(call.number)
        self._desk.out.commands.append(RingOutside(leg_id, detail.outside, shown, detail.ring_s))

    def join(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Somebody answered: let the two hear each other."""
        del detail, now
        assert call.outside is not None
        self._desk.timers.cancel(TimerKind.OUTSIDE, call.outside.leg_id)
        self._desk.recipes.cut_short(call)
        if call.bridge_id is not None:  # a second attempt, after the link to the PBX was lost
            self._desk.out.commands.append(CloseBridge(call.leg_id, call.bridge_id))
        call.bridge_id = BridgeId(call.name("out", call.next("out")))
        leg_id, bridge_id = call.outside.leg_id, call.bridge_id
        self._desk.out.commands.append(Connect(call.leg_id, leg_id, bridge_id, call.memo(), outside=True))

    def give_up(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The number was not reached: the caller is in line again, at the rank that was given once."""
        self.withdraw(call, leg_gone=detail.leg_gone)
        self._desk.back_in_line(call, now)
        self.failed(call, now)
        self._desk.recipes.staffing_changed(call, now)
        self._desk.recipes.go_on(call, now)

    def withdraw(self, call: LiveCall, *, leg_gone: bool = False) -> None:
        """Forget the number, if there is one, and end the leg to it."""
        if call.outside is None:
            return
        leg_id, call.outside = call.outside.leg_id, None
        self._desk.timers.cancel(TimerKind.OUTSIDE, leg_id)
        del self._desk.legs[leg_id]
        if not leg_gone:
            reason = HangUpReason.NO_ANSWER if call.outside_at is None else HangUpReason.NORMAL
            self._desk.out.commands.append(HangUp(leg_id, reason))

    # from then on

    def start(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The two hear each other: the wait is over."""
        del detail
        self.goes_on(call, now)
        self._desk.switch(call, SegmentKind.OUTSIDE, now)
        if call.room_id is not None:
            self._desk.out.commands.append(CloseBridge(call.leg_id, call.room_id))
        call.room_id, call.room_failed = None, False

    def goes_on(self, call: LiveCall, since: float) -> None:
        """Note since when the two hear each other."""
        assert call.outside is not None
        self._desk.timers.cancel(TimerKind.OUTSIDE, call.outside.leg_id)
        call.outside_at = since

    def finish(self, call: LiveCall, detail: Detail, now: float) -> None:
        """One of the two has hung up."""
        if detail.leg_gone:
            self._desk.out.commands.append(HangUp(call.leg_id))
        self.withdraw(call, leg_gone=detail.leg_gone)
        self._desk.end(call, OutcomeClass.EXITED, OutcomeReason.OUTSIDE, now)

    def stop(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The controller ends all conversations."""
        del detail
        self._desk.out.commands.append(HangUp(call.leg_id))
        self.withdraw(call)
        self._desk.end(call, OutcomeClass.EXITED, OutcomeReason.CONTROLLER_STOPPED, now)

    def set_free(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Let the two talk on without an account of it; the bridge is closed when one of them leaves."""
        del detail
        assert call.outside is not None
        leg_id, call.outside = call.outside.leg_id, None
        del self._desk.legs[leg_id]
        self._desk.strays.add(call.leg_id, leg_id, None, call.bridge_id)
        call.bridge_id = None
        self._desk.end(call, OutcomeClass.FAILED, OutcomeReason.SAFETY_NET, now)

    # what went on while nobody listened

    def found(self, call: LiveCall, leg: LegSeen, now: float) -> None:
        """Take over a leg to an outside number that an earlier controller had made."""
        endpoint = leg.endpoint or Endpoint("")
        call.counts["outside"] = max(call.counts.get("outside", 0), outside_of(leg.leg_id) or 0)
        call.outside, call.state = LiveOutside(endpoint, leg.leg_id), CallState.TRANSFERRING
        self._desk.legs[leg.leg_id] = call
        self._desk.timers.set(TimerKind.OUTSIDE, leg.leg_id, now + RINGS_ON_S)

    def catch_up(self, engine: "Engine", call: LiveCall, leg: LegSeen | None, now: float) -> None:
        """Tell a call what became of the leg to an outside number."""
        assert call.outside is not None
        if leg is None and call.state is CallState.OUTSIDE:
            engine.step(LegEnded(call.outside.leg_id, LegEndCause.LOST), now)
        elif leg is None:  # hung up all the same: the command to ring may still be under way
            self.lost(call, CallInput.OUTSIDE_LOST, now)
        elif leg.peer == call.leg_id:
            self._desk.feed(call, CallInput.OUTSIDE_CONNECTED, now)
        elif leg.answered:
            # the command to connect may have been lost: connect (again)
            self._desk.feed(call, CallInput.OUTSIDE_ANSWERED, now)
        else:
            self._desk.renew_room(call)


def _nothing(call: LiveCall, now: float) -> None:
    del call, now
