"""Who stood in line before a caller, and who was served first and why."""

from collections.abc import Collection, Mapping, Sequence

from acd.domain.agents import Agent, AgentId
from acd.domain.calls import CallId
from acd.domain.offers import OfferStage
from acd.domain.pool import Pool
from acd.domain.queues import Requirement
from acd.explain.facts import Moment, OfferFacts
from acd.explain.moments import clock_time, length
from acd.explain.requirement_words import lacks
from acd.explain.words import many, name_of
from acd.storage.stored import StoredOfferMade
from acd.storage.then import CallerThen

SHOWN = 10


def ranked_ms(caller: CallerThen, pool: Pool) -> int:
    """Return when a caller came for the order of callers: as an offer tells it, else by the queue's head start."""
    if caller.ranked_at_ms is not None:
        return caller.ranked_at_ms
    queue = None if caller.queue_id is None else pool.queues.get(caller.queue_id)
    return caller.queued_at_ms - (0 if queue is None else round(queue.head_start_s * 1000))


def ahead(moment: Moment, call_id: CallId, ranked: int) -> list[CallerThen]:
    """Return the others in line who came first in the order of callers."""
    return [
        caller for caller in moment.callers if caller.call_id != call_id and ranked_ms(caller, moment.pool) < ranked
    ]


def who_waited_on(offer: OfferFacts, call_id: CallId, agent_id: AgentId) -> str | None:
    """Return why callers who came first were not given this agent; None when there were none."""
    if offer.made is None:
        return None
    before = ahead(offer.moment, call_id, offer.made.ranked_at_ms)
    if not before:
        return None
    pool, name = offer.moment.pool, name_of(agent_id, offer.moment.pool.agents)
    asked = sum(caller.asked is not None for caller in before)
    unfit = sum(caller.asked is None and not _may_serve(caller, agent_id, pool) for caller in before)
    left = len(before) - asked - unfit
    parts = [
        f"{many(unfit, 'asks', 'ask')} for skills that {name} lacks" if unfit else "",
        f"for {asked} another phone was being asked" if asked else "",
        f"why of {left} is not stored" if left else "",
    ]
    who = many(len(before), "caller who came first waited on", "callers who came first waited on")
    return f"{who}: {', '.join(part for part in parts if part)}."


def _may_serve(caller: CallerThen, agent_id: AgentId, pool: Pool) -> bool:
    queue = None if caller.queue_id is None else pool.queues.get(caller.queue_id)
    agent = pool.agents.get(agent_id)
    return queue is None or agent is None or queue.requirement.met_by(agent.profile)


def served_first(
    later: Sequence[StoredOfferMade],
    own: Collection[OfferFacts],
    ranked: int,
    requirements: Collection[Requirement],
    specs: Mapping[AgentId, Agent],
    *,
    everybody: bool,
) -> tuple[str, ...]:
    """Return callers who came into line later and were offered to an agent first, each with the reason."""
    shown = later if everybody else later[:SHOWN]
    told = [f"{_who(made, specs)}: {_why(made, own, ranked, requirements, specs)}." for made in shown]
    return (*told, *([f"And {len(later) - len(shown)} more."] if len(later) > len(shown) else []))


def _who(made: StoredOfferMade, specs: Mapping[AgentId, Agent]) -> str:
    came = length((made.at_ms - made.queued_at_ms) / 1000)
    name = name_of(made.agent_id, specs)
    return f"{clock_time(made.at_ms)} call {made.call_id} of {made.queue_id}, {came} in line, was offered to {name}"


def _why(
    made: StoredOfferMade,
    own: Collection[OfferFacts],
    ranked: int,
    requirements: Collection[Requirement],
    specs: Mapping[AgentId, Agent],
) -> str:
    spec = specs.get(made.agent_id)
    if made.stage == OfferStage.PREFERRED:
        return "that caller is meant for this agent"
    missing = [] if spec is None else [lacks(requirement, spec.profile) for requirement in requirements]
    if missing and all(missing):
        return f"the agent does not meet what this call asks for ({'; or '.join(missing)})"
    if made.ranked_at_ms < ranked:
        return f"a head start of {length((made.queued_at_ms - made.ranked_at_ms) / 1000)} puts that caller first"
    if any(_asks(offer, made.at_ms) for offer in own):
        return "another phone was being asked for this call at that moment"
    return "why is not stored"


def _asks(offer: OfferFacts, at_ms: int) -> bool:
    """Tell whether the offer was going on; its own moments count, since what it frees is given on at once."""
    end = None if offer.ended is None else offer.ended.started_at_ms + offer.ended.duration_ms
    return offer.at_ms <= at_ms and (end is None or at_ms <= end)
