"""What was the case at a moment."""

from dataclasses import replace

from acd.domain.agents import AgentId, AgentState
from acd.domain.calls import CallId, OfferResult
from acd.domain.records import AgentStint, CallConnected, CallQueued, OfferEnded, Record
from acd.storage import then
from acd.storage.convert import Converter
from acd.storage.database import Database
from acd.storage.then import AgentThen, CallerThen, LostOffer
from acd.storage.upserts import write_rows
from tests.storage.sample import (
    ABANDONED,
    ALICE,
    QUEUE,
    TENANT,
    UTC_MS,
    StandingClock,
    answered_call,
    ended,
    made,
    started,
)

BOB = AgentId("bob")


async def _write(database: Database, *records: Record) -> None:
    async with database.write() as connection:
        await write_rows(connection, Converter(StandingClock()).rows(records))


def day(agent_id: AgentId, *states: tuple[AgentState, int, int]) -> list[Record]:
    """Return an agent's stints: each with its begin and end, followed by the next."""
    after = [state for state, _, _ in states[1:]]
    return [
        AgentStint(
            agent_id=agent_id,
            seq=seq,
            state=state,
            reason="lunch" if state is AgentState.PAUSED else None,
            call_id=CallId("c1") if state is AgentState.TALKING else None,
            queue_id=QUEUE if state is AgentState.TALKING else None,
            tenant_id=TENANT if state is AgentState.TALKING else None,
            started_ms=begin,
            ended_ms=end,
            next_state=follows,
            next_reason="lunch" if follows is AgentState.PAUSED else None,
        )
        for seq, ((state, begin, end), follows) in enumerate(zip(states, after, strict=False), start=1)
    ]


async def states_at(database: Database, at_ms: int) -> dict[str, tuple[str, str | None, int]]:
    """Return state, reason and beginning of each agent."""
    agents = await then.agents_at(database, UTC_MS + at_ms)
    return {agent.agent_id: (agent.state, agent.reason, agent.since_ms - UTC_MS) for agent in agents}


async def test_the_state_of_each_agent(database: Database) -> None:
    """That of the stretch in which the moment lies; the last one goes on, and the first one has nothing before it."""
    off, idle, talk, rest = AgentState.OFFLINE, AgentState.AVAILABLE, AgentState.TALKING, AgentState.PAUSED
    await _write(
        database,
        *day(ALICE, (off, 0, 100), (idle, 100, 250), (talk, 250, 400), (rest, 400, 0)),
        *day(BOB, (off, 50, 300), (idle, 300, 0)),
    )
    assert await states_at(database, -1) == {}
    assert await states_at(database, 10) == {"alice": ("offline", None, 0)}
    assert await states_at(database, 249) == {"alice": ("available", None, 100), "bob": ("offline", None, 50)}
    assert await states_at(database, 250) == {"alice": ("talking", None, 250), "bob": ("offline", None, 50)}
    assert await states_at(database, 9999) == {"alice": ("paused", "lunch", 400), "bob": ("available", None, 300)}
    alice, _ = await then.agents_at(database, UTC_MS + 300)
    talking = AgentThen(
        agent_id=ALICE, state="talking", reason=None, since_ms=UTC_MS + 250, call_id=CallId("c1"), queue_id=QUEUE
    )
    assert alice == talking


async def test_of_stretches_that_begin_at_once_the_last_counts(database: Database) -> None:
    """A wish that is granted makes an agent available for no time at all."""
    wrapup, idle, off = AgentState.WRAPUP, AgentState.AVAILABLE, AgentState.OFFLINE
    await _write(database, *day(ALICE, (wrapup, 0, 100), (idle, 100, 100), (off, 100, 300), (idle, 300, 0)))
    assert await states_at(database, 100) == {"alice": ("offline", None, 100)}


async def test_the_call_of_a_conversation_that_goes_on(database: Database) -> None:
    """The stretch is not written before it ends, the call is."""
    idle, talk = AgentState.AVAILABLE, AgentState.TALKING
    going_on = CallConnected(CallId("c9"), TENANT, QUEUE, ALICE, 250, 30, in_threshold=True)
    await _write(
        database, *day(ALICE, (idle, 0, 250), (talk, 250, 0)), *day(BOB, (idle, 0, 10), (idle, 10, 0)), going_on
    )
    found = {agent.agent_id: (agent.call_id, agent.queue_id) for agent in await then.agents_at(database, UTC_MS + 300)}
    assert found == {"alice": ("c9", QUEUE), "bob": (None, None)}


async def test_who_stood_in_line(database: Database) -> None:
    """Those who had come and were not yet talking or gone, in order; with the agent who was being asked."""
    await _write(
        database,
        *answered_call("talks", 1000),
        *(started("gone", 1000), CallQueued(CallId("gone"), TENANT, QUEUE, 1010), ended("gone", 1000, 25, ABANDONED)),
        *(started("waits", 1000), CallQueued(CallId("waits"), TENANT, QUEUE, 1021)),
        *(started("greeted", 1000), started("later", 1050), CallQueued(CallId("later"), TENANT, QUEUE, 1060)),
        *(started("old", -then.LONGEST_CALL_MS), CallQueued(CallId("old"), TENANT, QUEUE, 5)),
    )

    async def line(at_ms: int) -> list[str]:
        return [caller.call_id for caller in await then.callers_at(database, UTC_MS + at_ms)]

    assert await line(1009) == []
    assert await line(1022) == ["gone", "talks", "waits"]
    assert await line(1035) == ["talks", "waits"]
    assert await line(1040) == ["waits"]
    assert await line(1060) == ["waits", "later"]
    first, *_ = await then.callers_at(database, UTC_MS + 1035)
    asked = CallerThen(
        call_id=CallId("talks"), queue_id=QUEUE, queued_at_ms=UTC_MS + 1010, ranked_at_ms=UTC_MS + 1010, asked=ALICE
    )
    assert first == asked
    before, *_ = await then.callers_at(database, UTC_MS + 1029)
    assert (before.ranked_at_ms, before.asked) == (None, None)


async def test_an_offer_without_an_end_still_asks(database: Database) -> None:
    """Until its end is told; after it nobody is asked, although the caller waits."""
    call = CallId("c1")
    await _write(database, started("c1"), CallQueued(call, TENANT, QUEUE, 1010), made("c1", 1030, seq=1, ahead_ms=5))
    (caller,) = await then.callers_at(database, UTC_MS + 1100)
    assert (caller.asked, caller.ranked_at_ms) == (ALICE, UTC_MS + 1005)
    await _write(database, OfferEnded(call, 1, TENANT, QUEUE, ALICE, OfferResult.MISSED, 1030, 1060))
    assert [caller.asked for caller in await then.callers_at(database, UTC_MS + 1059)] == [ALICE]
    assert [caller.asked for caller in await then.callers_at(database, UTC_MS + 1060)] == [None]


async def test_why_each_agent_was_asked(database: Database) -> None:
    """What the engine told at each offer, in order; written twice it is there once."""
    second = made("c1", 1050, BOB, seq=2, second=None, ahead_ms=7)
    await _write(database, second, made("c1", 1030, seq=1), made("c2", 1030, seq=1), second)
    one, two = await then.reasons_of(database, CallId("c1"))
    assert (one.seq, one.agent_id, one.choice, one.stage) == (1, ALICE, "best_skilled", "ordinary")
    assert (one.idle, one.measure, one.idle_ms) == (2, 9.0, 3_000)
    assert (one.runner_up_id, one.runner_up_measure, one.runner_up_idle_ms) == (BOB, 7.0, 4_000)
    assert (one.requirement, one.at_ms) == ('{"all":{"german":3}}', UTC_MS + 1030)
    assert (two.seq, two.agent_id, two.idle, two.runner_up_id) == (2, BOB, 1, None)
    assert (two.queued_at_ms, two.ranked_at_ms) == (UTC_MS + 1030, UTC_MS + 1023)


async def test_who_came_later_and_was_offered_first(database: Database) -> None:
    """Neither those who came before, nor the call itself, nor what was offered outside of the time."""
    await _write(
        database,
        made("before", 2000, queued_ms=900),
        made("c1", 2000, queued_ms=1000),
        made("later", 2001, queued_ms=1001),
        made("same", 2002, queued_ms=1500),
        made("same", 2001, queued_ms=1500, seq=1),
        made("after", 3001, queued_ms=1500),
    )
    found = await then.overtakers(database, CallId("c1"), UTC_MS + 1000, UTC_MS + 3000)
    assert [(one.call_id, one.seq) for one in found] == [("later", 0), ("same", 1), ("same", 0)]


async def test_offers_that_came_to_nothing(database: Database) -> None:
    """Those that ended in the time that is asked for, in the order of their ends; none that was accepted."""
    records: list[Record] = []
    for seq, (result, begin, end) in enumerate(
        [
            (OfferResult.REFUSED, 1000, 1999),
            (OfferResult.REFUSED, 1000, 2500),
            (OfferResult.FAILED, 1100, 2000),
            (OfferResult.ACCEPTED, 1200, 2100),
            (OfferResult.MISSED, 2000, 3001),
        ]
    ):
        offer = OfferEnded(CallId("c1"), seq, TENANT, QUEUE, ALICE, result, begin, end)
        records += [replace(made("c1", begin), seq=seq), offer]
    await _write(database, *records)
    assert await then.lost_offers(database, UTC_MS + 2000, UTC_MS + 3000) == (
        LostOffer(agent_id=ALICE, call_id=CallId("c1"), result="failed", ended_at_ms=UTC_MS + 2000),
        LostOffer(agent_id=ALICE, call_id=CallId("c1"), result="refused", ended_at_ms=UTC_MS + 2500),
    )
