"""An account of a simulated day that is kept beside the engine's own, and what must be true of it.

Watches what the engine asks of the PBX and what it records, and believes neither: each is checked by the other.
"""

from collections import Counter
from collections.abc import Iterable

from acd.domain.agents import AgentState, Endpoint
from acd.domain.calls import CallId, LegId, OfferResult, OutcomeClass
from acd.domain.commands import Command, HangUp, RingAgent
from acd.domain.errors import AcdError
from acd.domain.events import Event, LegEnded
from acd.domain.pool import Pool
from acd.domain.records import AgentStint, CallConnected, CallEnded, CallQueued, CallStarted, OfferEnded, Record
from acd.domain.tenants import TenantId
from acd.engine.fair_pace import FairPace
from acd.simulator.centre.order import OrderWatch

BUSY = frozenset({AgentState.RESERVED, AgentState.RINGING, AgentState.TALKING, AgentState.HOLDING, AgentState.WRAPUP})
"""States of an agent who has a call in hand."""


class InvariantBroken(AcdError):
    """The engine broke a rule of the trade."""


class Accounts:
    """Counts and checks, decision by decision."""

    def __init__(self, order: OrderWatch[CallId] | None = None, pool: Pool = Pool()) -> None:  # noqa: B008
        self.started: set[CallId] = set()
        self.outcomes: dict[CallId, OutcomeClass] = {}
        self.offers: Counter[OfferResult] = Counter()
        self.waits_s: list[float | None] = []
        """Time in line of each caller, in the order of coming into line; None while it lasts."""
        self.answered: dict[CallId, float] = {}
        """Seconds in line of those who were connected."""
        self.in_threshold = 0
        self.out_of_order = 0
        """Offers of a caller while one who came earlier was waiting."""
        self.spent_ms: Counter[AgentState] = Counter()
        self._place: dict[CallId, int] = {}
        self._order: OrderWatch[CallId] = order or OrderWatch()
        self._pool, self._pace = pool, FairPace()
        self._tenant: dict[CallId, TenantId] = {}
        """Of callers in line."""
        self._leg_at: dict[Endpoint, LegId] = {}
        self._endpoint_of: dict[LegId, Endpoint] = {}

    def took(self, event: Event) -> None:
        """Note an event before it is decided: a phone whose leg ended is free."""
        if isinstance(event, LegEnded):
            self._free(event.leg_id)

    def decided(self, commands: Iterable[Command], records: Iterable[Record]) -> None:
        """Note a decision. Raises InvariantBroken."""
        for record in records:
            self._record(record)
        for command in commands:
            if isinstance(command, HangUp):
                self._free(command.lane)
            elif isinstance(command, RingAgent):
                self._rung(command)

    def verify(self) -> None:
        """Check what must be true when all callers have gone. Raises InvariantBroken."""
        lost = self.started - self.outcomes.keys()
        if lost:
            raise InvariantBroken(f"{len(lost)} calls never ended, for example {min(lost)}")
        if self.out_of_order:
            raise InvariantBroken(f"{self.out_of_order} callers were offered before one who came earlier")
        missing = sum(wait_s is None for wait_s in self.waits_s)
        if missing:
            raise InvariantBroken(f"{missing} callers were in line and nobody knows how long")

    def _record(self, record: Record) -> None:
        match record:
            case CallStarted(call_id):
                if call_id in self.started:
                    raise InvariantBroken(f"call {call_id} started twice")
                self.started.add(call_id)
            case CallQueued(call_id):
                self._place[call_id] = len(self.waits_s)
                self.waits_s.append(None)
                self._order.arrive(call_id, record.queue_id, self._counts(record))
            case CallConnected(call_id):
                self._out_of_line(call_id)
                self.answered[call_id] = record.wait_ms / 1000
                self.in_threshold += record.in_threshold
            case OfferEnded(call_id):
                self.offers[record.result] += 1
                if record.result is not OfferResult.ACCEPTED and call_id not in self.outcomes:
                    self._order.stand(call_id)
            case CallEnded(call_id):
                self._end(call_id, record)
            case AgentStint():
                self.spent_ms[record.state] += record.ended_ms - record.started_ms
            case _:
                pass

    def _end(self, call_id: CallId, record: CallEnded) -> None:
        if call_id in self.outcomes:
            raise InvariantBroken(f"call {call_id} ended twice")
        self.outcomes[call_id] = record.outcome.cls
        self._order.leave(call_id)
        self._out_of_line(call_id)
        place = self._place.pop(call_id, None)
        if place is not None and record.wait_ms is not None:
            self.waits_s[place] = record.wait_ms / 1000

    def _counts(self, record: CallQueued) -> float:
        """The moment that counts as the one of coming into line, in seconds."""
        now, tenant_id = record.at_ms / 1000, record.tenant_id
        self._tenant[record.call_id] = tenant_id
        tenant = self._pool.tenants.get(tenant_id)
        return now + self._pace.join(record.call_id, tenant_id, now, self._pool.fairness, tenant)

    def _out_of_line(self, call_id: CallId) -> None:
        if (tenant_id := self._tenant.pop(call_id, None)) is not None:
            self._pace.leave(call_id, tenant_id)

    def _rung(self, command: RingAgent) -> None:
        busy_with = self._leg_at.get(command.endpoint)
        if busy_with is not None:
            raise InvariantBroken(f"agent {command.agent_id} is rung with {command.lane} while on {busy_with}")
        self._leg_at[command.endpoint] = command.lane
        self._endpoint_of[command.lane] = command.endpoint
        if not self._order.is_waiting(command.call_id):
            raise InvariantBroken(f"call {command.call_id} is offered twice at a time")
        self.out_of_order += self._order.rung(command.call_id, command.agent_id)

    def _free(self, leg_id: LegId) -> None:
        endpoint = self._endpoint_of.pop(leg_id, None)
        if endpoint is not None:
            del self._leg_at[endpoint]
