"""A house of five at ten o'clock, and one call."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from acd.domain.agents import Agent, AgentId, Endpoint
from acd.domain.calls import CallId, CallState
from acd.domain.pool import Pool
from acd.domain.queues import Queue, QueueId, Requirement, Skill
from acd.domain.tenants import TenantId
from acd.explain.answer import Group
from acd.explain.facts import CallFacts, Facts, Moment, OfferFacts
from acd.explain.why_not import Scene
from acd.storage.requirement_text import written
from acd.storage.stored import StoredOffer, StoredOfferMade
from acd.storage.then import AgentThen, CallerThen

TEN_MS: Final = 1_795_946_400_000
"""2026-11-29 10:00:00."""
CALL, SUPPORT, SALES, ACME = CallId("1.7"), QueueId("support"), QueueId("sales"), TenantId("acme")


def needs(**skills: int) -> Requirement:
    """Return a requirement of these levels at least."""
    return Requirement(frozenset((Skill(skill), level) for skill, level in skills.items()))


def agent(name: str, **skills: int) -> Agent:
    """Return an agent."""
    profile = frozenset((Skill(skill), level) for skill, level in skills.items())
    return Agent(AgentId(name), name.title(), Endpoint(f"agent-{name}"), profile)


ALICE, BOB, CAROL, DAN, EVE = map(AgentId, ("alice", "bob", "carol", "dan", "eve"))
GERMAN = needs(german=3)
POOL = Pool(
    queues={
        SUPPORT: Queue(SUPPORT, GERMAN),
        QueueId("sales"): Queue(QueueId("sales"), needs(sales=1), head_start_s=30),
    },
    agents={
        one.id: one
        for one in (
            agent("alice", german=9),
            agent("bob", german=7, sales=1),
            agent("carol", german=2),
            agent("dan", german=5),
            agent("eve", german=5, sales=3),
        )
    },
)


def then(agent_id: AgentId, state: str = "available", since_s: float = 60, **fields: Any) -> AgentThen:
    """Return the state of an agent at ten."""
    told = AgentThen(
        agent_id=agent_id,
        state=state,
        reason=None,
        since_ms=TEN_MS - round(since_s * 1000),
        call_id=None,
        queue_id=None,
    )
    return replace(told, **fields)


def states(*agents: AgentThen) -> dict[AgentId, AgentThen]:
    """Return the states of these agents by name."""
    return {one.agent_id: one for one in agents}


def everybody_else(**changed: Any) -> Scene:
    """Return the house at ten as a search for reasons sees it."""
    scene = Scene(
        at_ms=TEN_MS,
        call_id=CALL,
        requirements=(GERMAN,),
        specs=POOL.agents,
        states=states(*map(then, POOL.agents)),
        rules=POOL.offer_rules,
        lost={},
        obstacles={},
        meant_for=(),
        idle=None,
    )
    return replace(scene, **changed)


def told(groups: tuple[Group, ...]) -> dict[str, list[str]]:
    """Return names with details by reason."""
    return {group.reason: [f"{one.name}: {one.detail}" for one in group.agents] for group in groups}


def made(agent_id: AgentId = ALICE, seq: int = 1, **changed: Any) -> StoredOfferMade:
    """Return why an agent was asked at ten: the best skilled of two, 20 s after the caller had come into line."""
    why = StoredOfferMade(
        call_id=CALL,
        seq=seq,
        queue_id=SUPPORT,
        agent_id=agent_id,
        at_ms=TEN_MS,
        stage="ordinary",
        choice="best_skilled",
        requirement=written(GERMAN),
        queued_at_ms=TEN_MS - 20_000,
        ranked_at_ms=TEN_MS - 20_000,
        idle=2,
        measure=9.0,
        idle_ms=60_000,
        runner_up_id=BOB,
        runner_up_measure=7.0,
        runner_up_idle_ms=60_000,
    )
    return replace(why, **changed)


def ended(agent_id: AgentId = ALICE, seq: int = 1, result: str = "accepted", seconds: float = 3) -> StoredOffer:
    """Return what came of an offer that was made at ten."""
    return StoredOffer(
        call_id=CALL,
        seq=seq,
        tenant_id=ACME,
        queue_id=SUPPORT,
        agent_id=agent_id,
        result=result,
        started_at_ms=TEN_MS,
        duration_ms=round(seconds * 1000),
    )


def caller(call_id: str, queue_id: QueueId = SUPPORT, came_s: float = 40, **fields: Any) -> CallerThen:
    """Return somebody who stood in line at ten, as long as this."""
    one = CallerThen(
        call_id=CallId(call_id),
        queue_id=queue_id,
        queued_at_ms=TEN_MS - round(came_s * 1000),
        ranked_at_ms=None,
        asked=None,
    )
    return replace(one, **fields)


def moment(*callers: CallerThen, agents: Mapping[AgentId, AgentThen] | None = None) -> Moment:
    """Return the house at ten with these in line."""
    at_work = states(*map(then, POOL.agents)) if agents is None else agents
    return Moment(at_ms=TEN_MS, pool=POOL, states=at_work, callers=callers)


def offer(why: StoredOfferMade | None = None, came: StoredOffer | None = None, *callers: CallerThen) -> OfferFacts:
    """Return an offer that was made at ten."""
    either = why or came
    assert either is not None
    return OfferFacts(
        number=either.seq, agent_id=either.agent_id, at_ms=TEN_MS, made=why, ended=came, moment=moment(*callers)
    )


def call(**changed: Any) -> CallFacts:
    """Return a call that came 21 s before ten, and into line a second later."""
    facts = CallFacts(
        call_id=CALL,
        tenant_id=ACME,
        queue_id=SUPPORT,
        state=CallState.ENDED,
        started_ms=TEN_MS - 21_000,
        queued_ms=TEN_MS - 20_000,
        connected_ms=TEN_MS + 3_000,
        ended_ms=TEN_MS + 90_000,
        agent_id=ALICE,
        outcome="answered, caller_hung_up",
    )
    return replace(facts, **changed)


def facts(*offers: OfferFacts, about: CallFacts | None = None, **changed: Any) -> Facts:
    """Return all that is known of a call with these offers."""
    whole = Facts(call=about or call(), offers=offers, left_out=0, meanwhile=(), wait=None, pool=POOL, notes=())
    return replace(whole, **changed)
