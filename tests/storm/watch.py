"""What must be true after each step, as far as it can be seen from outside: from what was told, asked for and recorded.

Costs about the same whatever the size of the centre; `tests/property/truths.py` looks at everything, and is asked from
time to time.
"""

from collections import Counter

from acd.domain.agents import AgentId, AgentState
from acd.domain.calls import CallId, Direction, LegId, OfferResult, OutcomeReason, PlaybackId
from acd.domain.commands import Command, Play, RingAgent, RingOutside
from acd.domain.events import (
    CallArrived,
    DigitPressed,
    Event,
    LegAnswered,
    LegConnected,
    LegHeld,
    LegRinging,
    LegUnheld,
    PbxConnected,
    PlaybackEnded,
    PoolApplied,
)
from acd.domain.flows import Prompt
from acd.domain.pool import Pool
from acd.domain.queues import AgentChoice
from acd.domain.records import AgentStint, CallConnected, CallEnded, CallQueued, CallStarted, OfferEnded, Record
from acd.domain.tenants import TenantId
from acd.engine.call import LiveCall
from acd.engine.engine import Engine
from acd.engine.outbox import Decision
from acd.engine.supervisor_legs import is_supervision
from tests.property import truths
from tests.property.asked import GIVEN_AWAY

_HARMLESS = (LegRinging, LegAnswered, LegConnected, LegHeld, LegUnheld, PlaybackEnded, DigitPressed)


class Watch:
    """Follows agents and callers through all records and commands."""

    def __init__(self) -> None:
        self._hand: dict[AgentId, CallId] = {}
        """Who is asked for a call, or talks."""
        self._states: dict[AgentId, AgentState] = {}
        self._tenants: dict[CallId, TenantId | None] = {}
        """Of calls that have not ended."""
        self._callers: Counter[TenantId | None] = Counter()
        self._waiting: set[CallId] = set()
        self._rings_all = False
        """There is a queue that rings everybody."""
        self._sounds: dict[PlaybackId, tuple[Prompt, ...]] = {}
        """What callers hear in their flow."""
        self._order = 0
        """Of the last who came into line."""

    def take(self, engine: Engine, event: Event, decision: Decision) -> None:
        """Look at one step."""
        if isinstance(event, PbxConnected):  # calls that were taken over are in no record
            self._reconciled(engine, event, decision.commands)
            self._look_anew(engine)
        else:
            for record in decision.records:
                self._record(record, engine)
        for command in decision.commands:
            if isinstance(command, RingAgent):
                self._ring(command)
            elif isinstance(command, Play) and command.memo is not None:
                self._played(command, event)
        if isinstance(event, PlaybackEnded):
            self._sounds.pop(event.playback_id, None)
        if isinstance(event, CallArrived) and decision.records:  # else it is told again
            self._arrived(event, engine.calls.pool)
        elif isinstance(event, PoolApplied):
            self._rings_all = any(queue.choice is AgentChoice.RING_ALL for queue in event.pool.queues.values())
        # what a leg tells, and nothing comes of, has changed neither who waits nor who is idle
        changed = decision.records or decision.commands or not isinstance(event, _HARMLESS)
        if changed and (self._waiting or self._rings_all) and AgentState.AVAILABLE in self._states.values():
            truths.check_matcher(engine)

    def _look_anew(self, engine: Engine) -> None:
        self._hand.clear()
        for call in engine.calls.calls.values():
            for agent_id in (*(offer.agent_id for offer in call.offers), call.agent_id):
                if agent_id is not None:
                    self._hand[agent_id] = call.id
        self._tenants = {call.id: call.tenant_id for call in engine.calls.calls.values()}
        self._callers = Counter(call.tenant_id for call in engine.calls.calls.values() if call.listening is None)
        self._waiting = {call.id for call in engine.calls.calls.values() if call.in_line() and call.offer is None}
        self._order = max((call.rank[1] for call in engine.calls.calls.values()), default=0)
        self._states = {name: agent.state for name, agent in engine.agents.agents.items()}

    def _record(self, record: Record, engine: Engine) -> None:
        match record:
            case AgentStint(agent_id, next_state=state):
                self._states[agent_id] = state
            case CallStarted(call_id, tenant_id):
                self._tenants[call_id] = tenant_id
                self._callers[tenant_id] += record.direction is not Direction.VOICEMAIL
            case CallQueued(call_id):
                self._waiting.add(call_id)
                self._comes_last(engine.calls.calls.get(call_id))
            case OfferEnded(call_id, agent_id=agent_id, result=result) if result is not OfferResult.ACCEPTED:
                self._let_go(agent_id, call_id)
                if call_id not in self._hand.values():
                    self._waiting.add(call_id)
            case CallConnected(call_id, agent_id=agent_id):
                self._waiting.discard(call_id)
                assert self._hand.setdefault(agent_id, call_id) == call_id, f"{agent_id} talks to two callers"
            case CallEnded():
                self._ended(record, engine.calls.pool)
            case _:
                pass

    def _comes_last(self, call: LiveCall | None) -> None:
        if call is not None and call.direction is Direction.INBOUND:  # all others have the place of before
            assert call.rank[1] > self._order, "who came last has a place before others"
            self._order = call.rank[1]

    def _ended(self, end: CallEnded, pool: Pool) -> None:
        self._waiting.discard(end.call_id)
        tenant_id = self._tenants.pop(end.call_id, None)
        if tenant_id is None:
            return
        self._callers[tenant_id] -= not end.voicemail
        assert end.tenant_id == tenant_id, "a call went over to another tenant"
        if end.outcome.reason is OutcomeReason.TENANT_FULL:
            most = pool.tenants[tenant_id].max_calls
            assert most is not None and self._callers[tenant_id] >= most, "a caller was turned away from free lines"
        if end.agent_id is not None:
            self._let_go(end.agent_id, end.call_id)

    def _let_go(self, agent_id: AgentId, call_id: CallId) -> None:
        assert self._hand.pop(agent_id, call_id) == call_id, f"{agent_id} had two calls"

    def _ring(self, ring: RingAgent) -> None:
        before = self._hand.setdefault(ring.agent_id, ring.call_id)
        assert before == ring.call_id, f"{ring.agent_id} is asked while busy with {before}"
        assert self._states[ring.agent_id] is AgentState.RESERVED, "somebody is rung who is not reserved"
        assert self._tenants[ring.call_id] == ring.tenant_id, "a phone rings in the name of another tenant"
        self._waiting.discard(ring.call_id)

    def _played(self, play: Play, event: Event) -> None:
        """What was heard to its end is not heard at once again: the flow goes on."""
        if isinstance(event, PlaybackEnded) and not event.failed:
            assert self._sounds.get(event.playback_id) != play.prompts, f"{play.lane} hears the same again and again"
        self._sounds[play.playback_id] = play.prompts

    def _arrived(self, event: CallArrived, pool: Pool) -> None:
        tenant_id = self._tenants.get(event.call_id)
        tenant = None if tenant_id is None else pool.tenants.get(tenant_id)
        if tenant is not None:
            assert tenant_id == pool.entries[event.number].tenant_id, "the number dialled belongs to somebody else"
            if tenant.max_calls is not None:
                assert self._callers[tenant_id] <= tenant.max_calls, "a tenant has more callers than it may have"

    def _reconciled(self, engine: Engine, event: PbxConnected, commands: tuple[Command, ...]) -> None:
        """After a connect every leg of the PBX is somebody's, or is being ended; and every call has its leg."""
        ending = {command.lane for command in commands if isinstance(command, GIVEN_AWAY)}
        seen: set[LegId] = {leg.leg_id for leg in event.legs}
        for leg_id in seen:
            ours = leg_id in engine.calls.legs or leg_id in engine.calls.strays or leg_id in ending
            assert ours or is_supervision(leg_id), f"{leg_id} is in the PBX, and nobody cares for it"
        made = {command.lane for command in commands if isinstance(command, RingOutside)}
        undialled = {call.leg_id for call in engine.calls.calls.values() if call.attempt and not call.attempt.dialled}
        undialled |= {call.leg_id for call in engine.calls.calls.values() if call.listening}
        gone = engine.calls.legs.keys() - seen - undialled - made
        assert not any(engine.calls.legs[leg_id].leg_id == leg_id for leg_id in gone), f"calls without a leg: {gone}"
