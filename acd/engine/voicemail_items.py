"""Messages that are open: each stands in a queue's line until an agent has heard it.

Of each queue the first one that may be offered to anyone stands in the matcher, and beside it those that are spared
to an agent, for all others. An offer is a call of its own, see `listening.py`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sortedcontainers import SortedList

from acd.domain.agents import AgentId
from acd.domain.calls import CallId, LegId, OutcomeReason
from acd.domain.flows import Prompt
from acd.domain.queues import AgentChoice, QueueId
from acd.domain.records import VoicemailChanged
from acd.domain.refusals import VOICEMAIL_OVER
from acd.domain.tenants import Number, TenantId
from acd.domain.voicemail_events import VoicemailFetched
from acd.domain.voicemail_rules import HEARD, ListenResult, Voicemail, VoicemailRules, VoicemailState
from acd.domain.voicemails import VoicemailId
from acd.engine.call import LiveCall, offered_call
from acd.engine.matching import Want
from acd.engine.outbox import ms
from acd.engine.recent import Recent
from acd.engine.timers import TimerKind
from acd.engine.waiting import Rank

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk

_SPARES = (ListenResult.LEFT, ListenResult.CUT_SHORT, ListenResult.NOT_TAKEN)
"""For a while others are offered it, and not the same agent."""
_RESTS = (*_SPARES, ListenResult.UNPLAYED, ListenResult.FAILED)
_COUNTS = (ListenResult.LEFT, ListenResult.CUT_SHORT, ListenResult.UNPLAYED, ListenResult.FAILED)


@dataclass(slots=True)
class LiveVoicemail:
    """A message that is open. Only this module changes it."""

    id: VoicemailId
    call_id: CallId
    tenant_id: TenantId
    queue_id: QueueId
    number: Number
    caller: str
    left_at: float
    sound_ms: int
    rank: Rank
    offers: int = 0
    plays: int = 0
    retry_at: float | None = None
    spared: AgentId | None = None
    state: VoicemailState = VoicemailState.OPEN
    changes: int = 0
    sound: Prompt | None = None
    """Where the PBX can play it; None: it is not there yet."""
    agent_id: AgentId | None = None
    """Who was offered it last."""
    closing: VoicemailState | None = None
    """How it ends when the agent who listens just now is not done with it."""


class Voicemails:
    """All that are open."""

    def __init__(self, desk: "CallDesk") -> None:
        self._desk = desk
        self.items: dict[VoicemailId, LiveVoicemail] = {}
        self._ended = Recent()
        """Whoever tells of messages may tell of one that is over."""
        self._due: dict[QueueId, SortedList[tuple[Rank, VoicemailId]]] = {}
        """Those that may be offered to anyone, of each queue in the order of their ranks."""
        self._first: dict[QueueId, VoicemailId] = {}
        """The one of each queue that stands in the matcher."""
        self._apart: set[VoicemailId] = set()
        """Those that stand there for all agents but one."""
        self.draining = False
        self.has_space = True
        """There is room for more of them on the disk where the PBX writes them."""

    def rules(self, queue_id: QueueId) -> VoicemailRules | None:
        """Return how a queue's agents hear messages; None: they do not."""
        return self._desk.pool.voicemails.get(queue_id) if queue_id in self._desk.pool.queues else None

    def standing(self) -> Iterator[tuple[Rank, CallId, QueueId]]:
        """Yield those in the matcher."""
        for voicemail_id in (*self._first.values(), *self._apart):
            item = self.items[voicemail_id]
            yield item.rank, CallId(item.id), item.queue_id

    # what happens

    def add(self, told: Voicemail, now: float) -> None:
        """Take a message into line, or go on with one of an earlier controller."""
        if told.id in self.items or CallId(told.id) in self._ended:
            return
        rules = self.rules(told.queue_id)
        item = LiveVoicemail(
            *(told.id, told.call_id, told.tenant_id, told.queue_id, told.number, told.caller),
            left_at=told.left_at,
            sound_ms=told.sound_ms,
            rank=(0.0, 0),
            offers=told.offers,
            plays=told.plays,
            retry_at=told.retry_at,
            spared=told.spared,
            state=told.state,
            changes=told.changes,
        )
        if rules is None:
            self._end_unlisted(item, VoicemailState.REMOVED, now)
            return
        queue = self._desk.pool.queues[told.queue_id]
        item.rank = self._desk.rank_again(told.left_at + rules.behind_s - queue.head_start_s, 0)
        if not told.changes:
            if self._count(told.queue_id) >= rules.max_open:
                self._end_unlisted(item, VoicemailState.FULL, now)
                return
            self._tell(item, now)
        self.items[item.id] = item
        self._go_on(item, now)

    def fetched(self, event: VoicemailFetched, now: float) -> None:
        """The PBX can play it from now on."""
        item = self.items.get(event.voicemail_id)
        if item is not None:
            item.sound = event.sound
            self._go_on(item, now)

    def close(self, voicemail_id: VoicemailId, now: float) -> str | None:
        """Close one that somebody heard by other means; returns why not. An agent who listens may go on."""
        item = self.items.get(voicemail_id)
        if item is None:
            return VOICEMAIL_OVER
        self._end(item, VoicemailState.CLOSED, now)
        return None

    # an offer

    def begin(self, item: LiveVoicemail, agent_id: AgentId, now: float) -> None:
        """An agent is there."""
        self._withdraw(item)
        self._desk.timers.cancel(TimerKind.VOICEMAIL, item.id)
        item.offers, item.state, item.agent_id = item.offers + 1, VoicemailState.OFFERED, agent_id
        item.retry_at = item.spared = None
        self._tell(item, now)

    def over(self, call: LiveCall, reason: OutcomeReason, now: float) -> None:
        """The call of an offer has ended."""
        assert call.listening is not None
        item = self.items[call.listening.voicemail_id]
        stopped = self.draining or reason is OutcomeReason.PBX_LOST
        result = call.listening.result or (ListenResult.INTERRUPTED if stopped else ListenResult.FAILED)
        if result in (ListenResult.HANDLED, ListenResult.CALLBACK):
            how = VoicemailState.HANDLED if result is ListenResult.HANDLED else VoicemailState.CALLBACK
            assert call.connected_at is not None
            self._close(item, how, now, result, in_target=call.connected_at <= call.listening.due)
            return
        self._back(item, result, now)

    def _back(self, item: LiveVoicemail, result: ListenResult, now: float) -> None:
        rules = self.rules(item.queue_id)
        item.plays += result in _COUNTS
        if item.closing is not None or rules is None:
            self._close(item, item.closing or VoicemailState.REMOVED, now, result)
            return
        if item.plays >= rules.attempts:
            self._close(item, VoicemailState.GIVEN_UP, now, result)
            return
        item.state = VoicemailState.OPEN
        if result in _SPARES:
            item.spared = item.agent_id
        if result in _RESTS:
            item.retry_at = now + rules.retry_after_s
        if result is ListenResult.UNPLAYED:
            item.sound = None  # to be fetched anew
        self._tell(item, now, result)
        self._go_on(item, now)

    # time, configuration, the end, and a new beginning

    def due(self, voicemail_id: str, now: float) -> None:
        """It may be offered again, to anyone."""
        self._go_on(self.items[VoicemailId(voicemail_id)], now)

    def applied(self, now: float) -> None:
        """Other configuration is in force."""
        for item in list(self.items.values()):
            if self.rules(item.queue_id) is None:
                self._end(item, VoicemailState.REMOVED, now)
            elif item.state is VoicemailState.OPEN:  # what the queue asks for may be another thing now
                self._withdraw(item)
                self._go_on(item, now)

    def drain(self) -> None:
        """Offer none any more."""
        self.draining = True
        for item in self.items.values():
            self._withdraw(item)

    def note_offers(self, legs: Iterable[LegId]) -> None:
        """Take note of offers whose legs the PBX holds: an earlier controller may not have told of them."""
        for leg_id in legs:
            name, _, number = offered_call(leg_id).rpartition("-l")
            item = self.items.get(VoicemailId(name))
            if item is not None and number.isdecimal():
                item.offers = max(item.offers, int(number))

    def reconcile(self, now: float) -> None:
        """Offers of an earlier controller that no call of ours goes on with have come to nothing."""
        for item in list(self.items.values()):
            if item.state is VoicemailState.OFFERED and self.offer_id(item) not in self._desk.calls:
                self._back(item, ListenResult.INTERRUPTED, now)

    @staticmethod
    def offer_id(item: LiveVoicemail) -> CallId:
        """Return the call of the last offer."""
        return CallId(f"{item.id}-l{item.offers}")

    # places

    def _count(self, queue_id: QueueId) -> int:
        return sum(item.queue_id == queue_id for item in self.items.values())

    def _go_on(self, item: LiveVoicemail, now: float) -> None:
        """Bring one that is open to where it belongs at this moment."""
        if item.state is not VoicemailState.OPEN:
            return
        if item.retry_at is not None and item.retry_at <= now:
            item.retry_at = item.spared = None
        if item.retry_at is not None:
            self._desk.timers.set(TimerKind.VOICEMAIL, item.id, item.retry_at)
        self._withdraw(item)
        if item.sound is None or self.draining:
            return
        if item.spared is not None:
            self._stand_apart(item)
        elif item.retry_at is None:
            self._due.setdefault(item.queue_id, SortedList()).add((item.rank, item.id))
            self._stand(item.queue_id)

    def _stand(self, queue_id: QueueId) -> None:
        """Let the first of a queue stand in line, and no other one of those for anyone."""
        first = self._due[queue_id][0][1] if queue_id in self._due else None
        stood = self._first.get(queue_id)
        if stood == first:
            return
        if stood is not None:
            self._desk.matcher.remove_call(CallId(stood))
            del self._first[queue_id]
        if first is not None and self.rules(queue_id) is not None:
            self._first[queue_id] = first
            self._put(self.items[first], self._want(queue_id))

    def _stand_apart(self, item: LiveVoicemail) -> None:
        want, agents = self._want(item.queue_id), self._desk.agents.agents.values()
        able = [
            agent
            for agent in sorted(agents, key=lambda agent: agent.idle_seq)
            if agent.spec.id != item.spared and any(need.met_by(agent.spec.profile) for need in want.any_of)
        ]
        if able:
            self._apart.add(item.id)
            self._put(item, Want(agents=tuple(agent.spec.id for agent in able)))

    def _want(self, queue_id: QueueId) -> Want:
        """Return who may hear a message: whoever may serve a caller of the queue."""
        queue = self._desk.pool.queues[queue_id]
        rings_all = queue.choice is AgentChoice.RING_ALL
        return Want((queue.requirement,), choice=AgentChoice.LONGEST_IDLE if rings_all else queue.choice)

    def _put(self, item: LiveVoicemail, want: Want) -> None:
        self._desk.matcher.add_call(CallId(item.id), want, item.rank)
        self._desk.queued.append(CallId(item.id))

    def _withdraw(self, item: LiveVoicemail) -> None:
        """Take one out of line, wherever it is."""
        if item.id in self._apart:
            self._apart.remove(item.id)
            self._desk.matcher.remove_call(CallId(item.id))
        due = self._due.get(item.queue_id)
        if due is not None:
            due.discard((item.rank, item.id))
            if not due:
                del self._due[item.queue_id]
            self._stand(item.queue_id)

    def _end(self, item: LiveVoicemail, how: VoicemailState, now: float) -> None:
        """Close one; while an agent hears it, after that."""
        call = self._desk.calls.get(self.offer_id(item))
        if item.state is VoicemailState.OFFERED and call is not None:
            item.closing = item.closing or how
            self._desk.listening.stop_ringing(call, now)
        else:
            self._close(item, how, now)

    def _close(
        self,
        item: LiveVoicemail,
        how: VoicemailState,
        now: float,
        result: ListenResult | None = None,
        *,
        in_target: bool | None = None,
    ) -> None:
        self._withdraw(item)
        self._desk.timers.cancel(TimerKind.VOICEMAIL, item.id)
        del self.items[item.id]
        if in_target is None and how in HEARD:  # by other means
            rules = self.rules(item.queue_id)
            in_target = rules is not None and now <= item.left_at + rules.target_s
        self._end_unlisted(item, how, now, result, in_target)

    def _end_unlisted(
        self,
        item: LiveVoicemail,
        how: VoicemailState,
        now: float,
        result: ListenResult | None = None,
        in_target: bool | None = None,
    ) -> None:
        self._ended.add(CallId(item.id))
        item.state, item.retry_at, item.spared = how, None, None
        self._tell(item, now, result, in_target)

    def _tell(
        self, item: LiveVoicemail, now: float, result: ListenResult | None = None, in_target: bool | None = None
    ) -> None:
        item.changes += 1
        self._desk.out.records.append(
            VoicemailChanged(
                voicemail_id=item.id,
                call_id=item.call_id,
                tenant_id=item.tenant_id,
                queue_id=item.queue_id,
                number=item.number,
                caller=item.caller,
                left_ms=ms(item.left_at),
                sound_ms=item.sound_ms,
                offers=item.offers,
                plays=item.plays,
                retry_ms=None if item.retry_at is None else ms(item.retry_at),
                spared=item.spared,
                state=item.state,
                agent_id=item.agent_id,
                in_target=in_target,
                changes=item.changes,
                at_ms=ms(now),
                result=result,
            )
        )
