"""Facts -> the explanation of a call. Pure: what is known goes in, sentences come out."""

import msgspec

from acd.domain.agents import AgentId
from acd.domain.calls import CallState
from acd.domain.offers import OfferStage
from acd.domain.pool import Pool
from acd.domain.queues import Requirement
from acd.explain.answer import Explanation, OfferReason, Wait
from acd.explain.facts import CallFacts, Facts, Moment, OfferFacts, WaitFacts
from acd.explain.moments import clock_time, day_and_time, length, moment
from acd.explain.order import ahead, served_first, who_waited_on
from acd.explain.requirement_words import NO_SKILL, words
from acd.explain.why_nobody import why_nobody
from acd.explain.why_not import Scene, groups
from acd.explain.words import many, name_of, what_came, why_asked
from acd.storage import requirement_text
from acd.storage.stored import StoredOfferMade

NOT_STORED = "Why is not stored: an earlier release made the offer, or a controller that was lost about then."


def explanation(facts: Facts, *, everybody: bool) -> Explanation:
    """Return the answer; with `everybody` no list is cut."""
    call = facts.call
    return Explanation(
        call=call.call_id,
        tenant=call.tenant_id,
        queue=call.queue_id,
        state=call.state,
        sentences=tuple(_story(facts)),
        offers=tuple(_offer(facts, offer, everybody) for offer in facts.offers),
        served_first=_served_first(facts, everybody=everybody),
        wait=None if facts.wait is None else _wait(facts, facts.wait, everybody),
        notes=facts.notes,
    )


def _story(facts: Facts) -> list[str]:
    call = facts.call
    tenant = "" if call.tenant_id is None else f" for {call.tenant_id}"
    told = [f"Call {call.call_id}{tenant} came at {day_and_time(call.started_ms)} (all times in UTC)."]
    if call.queued_ms is None:
        told.append("It never stood in line, so no agent was looked for.")
    else:
        queue = "" if call.queue_id is None else f" of {call.queue_id}"
        told.append(f"It came into the line{queue} at {clock_time(call.queued_ms)}.")
    told.append(_how_it_stands(facts, call))
    if facts.left_out:
        told.append(f"The first {many(facts.left_out, 'offer is', 'offers are')} left out here.")
    return told


def _how_it_stands(facts: Facts, call: CallFacts) -> str:
    if call.connected_ms is not None and call.queued_ms is not None:
        name = "An agent" if call.agent_id is None else name_of(call.agent_id, facts.pool.agents)
        waited = length((call.connected_ms - call.queued_ms) / 1000)
        return f"{name} talked to the caller after {waited} in line."
    if call.ended_ms is not None:
        lived = length((call.ended_ms - (call.queued_ms or call.started_ms)) / 1000)
        where = "in line" if call.queued_ms is not None else "in all"
        return f"It ended at {clock_time(call.ended_ms)}, after {lived} {where}, without an agent: {call.outcome}."
    return {
        CallState.WAITING: "The caller waits.",
        CallState.OFFERED: "The caller waits, and a phone is being asked.",
    }.get(call.state, f"It goes on: {call.state}.")


def requirement_of(made: StoredOfferMade) -> Requirement | None:
    """Return what was asked for; None where a later release wrote it in another way."""
    try:
        return requirement_text.read(made.requirement)
    except msgspec.DecodeError:
        return None


def _offer(facts: Facts, offer: OfferFacts, everybody: bool) -> OfferReason:
    call, made, then = facts.call, offer.made, offer.moment
    asks = _asked_by(facts, offer)
    name = name_of(offer.agent_id, then.pool.agents)
    going_on = offer.ended is None and call.state is CallState.OFFERED and offer is facts.offers[-1]
    seconds = None if offer.ended is None else offer.ended.duration_ms / 1000
    result = None if offer.ended is None else offer.ended.result
    came = what_came(result, name, seconds, going_on=going_on)
    told = [f"{clock_time(offer.at_ms)}: {came}."]
    told.append(NOT_STORED if made is None else why_asked(made, then.pool.agents))
    told += [] if made is None else _changed(made, asks, then.pool)
    waited_on = who_waited_on(offer, call.call_id, offer.agent_id)
    return OfferReason(
        number=offer.number,
        agent=offer.agent_id,
        name=name,
        at=moment(offer.at_ms),
        ended_at=None if offer.ended is None else moment(offer.ended.started_at_ms + offer.ended.duration_ms),
        result=result,
        stage=None if made is None else made.stage,
        choice=None if made is None else made.choice,
        asks=None if asks is None else words(asks),
        idle=None if made is None else made.idle,
        runner_up=None if made is None else made.runner_up_id,
        sentences=(*told, *([] if waited_on is None else [waited_on])),
        others=groups(
            _scene(facts, then, () if asks is None else (asks,), made), {offer.agent_id}, everybody=everybody
        ),
    )


def _changed(made: StoredOfferMade, asks: Requirement | None, pool: Pool) -> list[str]:
    """Return what had been changed for this caller: the place in the order, or what is asked of an agent."""
    told = []
    ahead_s = (made.queued_at_ms - made.ranked_at_ms) / 1000
    if ahead_s:
        told.append(f"The caller counts as come {length(abs(ahead_s))} {'earlier' if ahead_s > 0 else 'later'}.")
    queue = pool.queues.get(made.queue_id)
    if queue is not None and asks is not None and asks != queue.requirement:
        own = words(queue.requirement)
        told.append(f"The queue itself asks for {own}; for this caller it was {words(asks)}.")
    return told


def _asked_by(facts: Facts, offer: OfferFacts) -> Requirement | None:
    """Return what was asked for: as the offer tells it, else as the queue had it then."""
    if offer.made is not None:
        return requirement_of(offer.made)
    queue = None if facts.call.queue_id is None else offer.moment.pool.queues.get(facts.call.queue_id)
    return None if queue is None else queue.requirement


def _scene(
    facts: Facts,
    then: Moment,
    requirements: tuple[Requirement, ...],
    made: StoredOfferMade | None = None,
    meant_for: tuple[AgentId, ...] = (),
) -> Scene:
    preferred = made is not None and made.stage == OfferStage.PREFERRED
    return Scene(
        at_ms=then.at_ms,
        call_id=facts.call.call_id,
        requirements=requirements,
        specs=then.pool.agents,
        states=then.states,
        rules=then.pool.offer_rules,
        lost={lost.agent_id: lost for lost in then.lost},
        obstacles=then.obstacles,
        meant_for=(made.agent_id,) if made is not None and preferred else meant_for,
        idle=None if made is None or preferred else made.idle,
    )


def _served_first(facts: Facts, *, everybody: bool) -> tuple[str, ...]:
    call = facts.call
    if call.queued_ms is None:
        return ()
    reasons = [offer.made for offer in facts.offers if offer.made is not None]
    requirements = [found for made in reasons if (found := requirement_of(made)) is not None][-1:]
    if facts.wait is not None:
        requirements = list(facts.wait.requirements)
    return served_first(
        facts.meanwhile,
        facts.offers,
        facts.wait.ranked_ms if facts.wait else reasons[-1].ranked_at_ms if reasons else call.queued_ms,
        requirements,
        facts.pool.agents,
        everybody=everybody,
    )


def _wait(facts: Facts, wait: WaitFacts, everybody: bool) -> Wait:
    then = wait.moment
    before = len(ahead(then, facts.call.call_id, wait.ranked_ms))
    scene = _scene(facts, then, wait.requirements, meant_for=wait.meant_for)
    others = groups(scene, (), everybody=everybody)
    asks = " or ".join(map(words, wait.requirements)) or None
    meant_for = ", ".join(name_of(agent_id, then.pool.agents) for agent_id in wait.meant_for)
    return Wait(
        at=moment(then.at_ms),
        asks=asks,
        ahead=before,
        sentences=why_nobody(others, asks or NO_SKILL, meant_for, before, pbx_connected=wait.pbx_connected),
        others=others,
    )
