"""What only the engine knows when an agent is asked: the record from which people are told why, and why not others."""

from collections.abc import Callable
from typing import Final

from acd.domain.offers import Contender, OfferStage
from acd.domain.queues import AgentChoice, Requirement
from acd.domain.records import OfferMade
from acd.engine.agent import LiveAgent
from acd.engine.agent_desk import AgentDesk
from acd.engine.call import LiveCall, LiveOffer
from acd.engine.matching import Pick
from acd.engine.outbox import ms


def why_asked(
    call: LiveCall, offer: LiveOffer, pick: Pick, agents: AgentDesk, now: float, stage: OfferStage | None = None
) -> OfferMade:
    """Return why the agent is asked; for the moment before the offer counts as one of theirs."""
    assert call.queue is not None
    if stage is None:
        stage = OfferStage.PREFERRED if pick.requirement is None else OfferStage.ORDINARY
    choice, requirement = call.queue.choice, pick.requirement or call.queue.requirement
    second = None if pick.runner_up is None else agents.agents[pick.runner_up]
    return OfferMade(
        call_id=call.id,
        seq=offer.seq,
        queue_id=call.queue.id,
        at_ms=ms(now),
        stage=stage,
        choice=choice,
        requirement=requirement,
        queued_ms=ms(call.queued_at),
        ranked_ms=ms(call.rank[0]),
        idle=pick.idle,
        chosen=_contender(agents.agents[pick.agent_id], choice, requirement, agents.asked, now),
        runner_up=None if second is None else _contender(second, choice, requirement, agents.asked, now),
    )


def _contender(agent: LiveAgent, choice: AgentChoice, requirement: Requirement, asked: int, now: float) -> Contender:
    idle_s = max(0.0, now - agent.idle_since)  # who is rung ahead of the end of the notes is not idle yet
    measure = _MEASURES.get(choice)
    return Contender(
        agent.spec.id, idle_s if measure is None else measure(agent, requirement, asked, now), int(idle_s * 1000)
    )


def _offers_ago(agent: LiveAgent, _requirement: Requirement, asked: int, _now: float) -> float | None:
    return asked + 1 - agent.work.asked if agent.work.asked else None


_Measure = Callable[[LiveAgent, Requirement, int, float], float | None]

_MEASURES: Final[dict[AgentChoice, _Measure]] = {
    AgentChoice.ROUND_ROBIN: _offers_ago,
    AgentChoice.FEWEST_CALLS: lambda agent, *_: agent.work.calls,
    AgentChoice.LEAST_TALK: lambda agent, *_: agent.work.talk_s,
    AgentChoice.LEAST_OCCUPIED: lambda agent, _requirement, _asked, now: agent.work.occupied(now),
    AgentChoice.BEST_SKILLED: lambda agent, requirement, *_: requirement.skill_of(agent.spec.profile),
    AgentChoice.LEAST_SKILLED: lambda agent, *_: len(agent.spec.profile),
    AgentChoice.LINEAR: lambda agent, *_: agent.spec.place,
    AgentChoice.RANDOM: lambda agent, *_: agent.spec.weight,
}
"""What a choice compares, as people understand it; `Contender` says in which unit. By default the time idle."""
