"""Asks the database, and the running controller if there is one, for what an explanation needs."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from acd.clock import Clock
from acd.domain.calls import CallId, CallState
from acd.domain.pool import Pool
from acd.domain.queues import Requirement
from acd.domain.view import CallView
from acd.explain import present as now
from acd.explain.answer import Explanation
from acd.explain.configured import Configured
from acd.explain.facts import CallFacts, Facts, Moment, OfferFacts, WaitFacts
from acd.explain.present import Present
from acd.explain.whole_call import explanation, requirement_of
from acd.storage import then
from acd.storage.database import Database
from acd.storage.errors import DatabaseUnreachable
from acd.storage.queries import CallDetail, call_detail
from acd.storage.settings import SettingsStore
from acd.storage.stored import StoredOffer, StoredOfferMade
from acd.storage.then import LostOffer

SHOWN_OFFERS: Final = 20
"""Of a call that was offered more often than that, the last ones; unless everything is asked for."""
NO_CONTROLLER: Final = "No controller was asked: of what goes on this is what was stored last."
NO_DATABASE: Final = "The database does not answer: what was decided before is missing here."


class Explainer:
    """Explains calls, one at a time and for people: it reads much, and never on the call path."""

    def __init__(
        self, database: Database, settings: SettingsStore, clock: Clock, present: Present | None = None
    ) -> None:
        """`present` is the running controller; without it everything comes from the database."""
        self._database = database
        self._settings = settings
        self._clock = clock
        self._present = present

    async def explain(self, call_id: CallId, everybody: bool = False) -> Explanation | None:
        """Return why the call went where it went, or why it waits; None for a call that nobody knows.

        With `everybody` no list is cut. Raises DatabaseUnreachable for a call that is not in progress.
        """
        now_ms = self._clock.utc_ms(round(self._clock.now() * 1000))
        view = None if self._present is None else self._present.view()
        live = None if view is None else next((call for call in view.calls if call.call_id == call_id), None)
        wait = None
        if self._present is not None and view is not None and live is not None:
            wait = now.wait_facts(view, self._present.pool(), live, now_ms)
        try:
            facts = await self._facts(call_id, live, wait, now_ms, everybody=everybody)
        except DatabaseUnreachable:
            if live is None:
                raise
            facts = self._only_live(live, wait, now_ms)
        if facts is None:
            return None
        # thousands of agents, offer by offer, take their time
        return await asyncio.to_thread(partial(explanation, facts, everybody=everybody))

    def _only_live(self, live: CallView, wait: WaitFacts | None, now_ms: int) -> Facts:
        assert self._present is not None
        call, pool = now.call_facts(live, now_ms), self._present.pool()
        return Facts(call=call, offers=(), left_out=0, meanwhile=(), wait=wait, pool=pool, notes=(NO_DATABASE,))

    async def _facts(
        self, call_id: CallId, live: CallView | None, wait: WaitFacts | None, now_ms: int, *, everybody: bool
    ) -> Facts | None:
        detail = await call_detail(self._database, call_id)
        if detail is None and live is None:
            return None
        made = {one.seq: one for one in await then.reasons_of(self._database, call_id)}
        ended = {} if detail is None else {one.seq: one for one in detail.offers}
        call = _call(detail, live, made.keys() - ended.keys(), now_ms)
        numbers = sorted(made.keys() | ended.keys())
        shown = numbers if everybody else numbers[-SHOWN_OFFERS:]
        configured = Configured(self._settings)
        offers = [await self._offer(number, made.get(number), ended.get(number), configured) for number in shown]
        if wait is not None:
            wait = replace(wait, moment=replace(wait.moment, lost=await self._lost(wait.moment.pool, now_ms)))
        elif live is None:
            wait = await self._wait_then(call, list(made.values()), list(ended.values()), configured, now_ms)
        until = call.connected_ms or call.ended_ms or now_ms
        pool = await configured.pool_at(until) if wait is None else wait.moment.pool
        meanwhile = (
            () if call.queued_ms is None else await then.overtakers(self._database, call_id, call.queued_ms, until)
        )
        notes = [NO_CONTROLLER] if self._present is None and call.ended_ms is None else []
        return Facts(
            call=call,
            offers=tuple(offers),
            left_out=len(numbers) - len(shown),
            meanwhile=meanwhile,
            wait=wait,
            pool=pool,
            notes=(*notes, *configured.notes),
        )

    async def _offer(
        self, number: int, made: StoredOfferMade | None, ended: StoredOffer | None, configured: Configured
    ) -> OfferFacts:
        if made is not None:
            agent_id, at_ms = made.agent_id, made.at_ms
        else:
            assert ended is not None
            agent_id, at_ms = ended.agent_id, ended.started_at_ms
        moment = await self._moment(at_ms, configured)
        return OfferFacts(number=number, agent_id=agent_id, at_ms=at_ms, made=made, ended=ended, moment=moment)

    async def _moment(self, at_ms: int, configured: Configured) -> Moment:
        pool = await configured.pool_at(at_ms)
        return Moment(
            at_ms=at_ms,
            pool=pool,
            states={agent.agent_id: agent for agent in await then.agents_at(self._database, at_ms)},
            callers=await then.callers_at(self._database, at_ms),
            lost=await self._lost(pool, at_ms),
        )

    async def _lost(self, pool: Pool, at_ms: int) -> tuple[LostOffer, ...]:
        """Return the offers after which an agent may rest at a moment."""
        longest_rest_s = max(pool.offer_rules.refused_rest_s, pool.offer_rules.failed_rest_s)
        return await then.lost_offers(self._database, at_ms - round(longest_rest_s * 1000), at_ms)

    async def _wait_then(
        self,
        call: CallFacts,
        made: Sequence[StoredOfferMade],
        ended: Sequence[StoredOffer],
        configured: Configured,
        now_ms: int,
    ) -> WaitFacts | None:
        """Return everybody when the call left the line unserved, or now, when it is still there; else None."""
        if call.queued_ms is None or call.connected_ms is not None or call.state is CallState.OFFERED:
            return None
        at_ms = now_ms if call.ended_ms is None else call.ended_ms
        if call.ended_ms is not None and any(one.started_at_ms + one.duration_ms >= at_ms for one in ended):
            return None  # a phone was being asked
        moment = await self._moment(at_ms, configured)
        queue = None if call.queue_id is None else moment.pool.queues.get(call.queue_id)
        last = made[-1] if made else None
        asked: Requirement | None = None if last is None else requirement_of(last)
        if asked is None and queue is not None:
            asked = queue.requirement
        head_start_ms = 0 if queue is None else round(queue.head_start_s * 1000)
        ranked_ms = call.queued_ms - head_start_ms if last is None else last.ranked_at_ms
        return WaitFacts(moment=moment, requirements=() if asked is None else (asked,), ranked_ms=ranked_ms)


def _call(detail: CallDetail | None, live: CallView | None, open_offers: set[int], now_ms: int) -> CallFacts:
    if detail is None:
        assert live is not None
        return now.call_facts(live, now_ms)
    call = detail.call
    outcome = None if call.outcome_class is None else f"{call.outcome_class}, {call.outcome_reason}"
    if live is not None:
        state = live.state
    elif call.ended_at_ms is not None:
        state = CallState.ENDED
    elif call.connected_at_ms is not None:
        state = CallState.CONNECTED
    elif call.queued_at_ms is None:
        state = CallState.IN_FLOW
    else:
        state = CallState.OFFERED if open_offers else CallState.WAITING
    return CallFacts(
        call_id=call.call_id,
        tenant_id=call.tenant_id,
        queue_id=call.queue_id,
        state=state,
        started_ms=call.started_at_ms,
        queued_ms=call.queued_at_ms,
        connected_ms=call.connected_at_ms,
        ended_ms=call.ended_at_ms,
        agent_id=call.agent_id,
        outcome=outcome,
    )
