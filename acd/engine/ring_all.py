"""Queues that ring everybody: who is idle and not needed elsewhere rings beside the first agent who was chosen.

Every caller gets one agent before any caller gets a second one: so nobody waits because all phones ring for another.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from acd.domain.agents import AgentId
from acd.domain.calls import CallId
from acd.domain.queues import AgentChoice
from acd.engine.call import LiveCall
from acd.engine.demand import want_of

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk

AT_MOST = 30
"""Phones that ring for one call: each is an INVITE, and all but one of them are a CANCEL."""


class RingAll:
    """The calls that ring at more than one phone, or may."""

    def __init__(self, desk: "CallDesk") -> None:
        self._desk = desk
        self._ringing: dict[CallId, LiveCall] = {}
        self._new: list[CallId] = []

    def offered(self, call: LiveCall) -> None:
        """Note that a call rings at the first agent's."""
        if _rings_all(call):
            self._ringing[call.id] = call
            self._new.append(call.id)

    def ring_more(self, freed: Iterable[AgentId], now: float) -> None:
        """Let those ring too who are still idle when every caller has got one agent: the first in rank first."""
        new, self._new = self._new, []
        if not self._ringing:
            return
        self._ringing = {
            call_id: call for call_id, call in self._ringing.items() if is_rung_for(call) and _rings_all(call)
        }
        matcher = self._desk.matcher
        for call in sorted(self._ringing.values(), key=lambda call: call.rank):
            room = AT_MOST - len(call.offers)
            able = matcher.idle_for(want_of(call, self._desk.pool), None if call.id in new else freed)
            for agent_id in able[: max(0, room)]:
                self._desk.ring_beside(call, agent_id, now)


def _rings_all(call: LiveCall) -> bool:
    return call.queue is not None and call.queue.choice is AgentChoice.RING_ALL


def is_rung_for(call: LiveCall) -> bool:
    """Tell whether phones ring for a call, and nobody has answered."""
    return call.offer is not None and not any(offer.taken for offer in call.offers)
