"""Explanations out of a database, with and without a running controller."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from acd.configuration.schema import Document
from acd.configuration.to_domain import to_pool
from acd.domain.agents import AgentId, AgentState, Obstacle
from acd.domain.calls import CallerId, CallId, CallState, OfferResult, Outcome, OutcomeClass, OutcomeReason
from acd.domain.flows import Prompt
from acd.domain.offers import Contender
from acd.domain.queues import QueueId
from acd.domain.records import AgentStint, CallConnected, CallEnded, CallQueued, CallStarted, OfferEnded, Record
from acd.domain.tenants import Number
from acd.domain.view import AgentView, CallView, LiveView
from acd.explain.answer import Explanation
from acd.explain.explainer import NO_CONTROLLER, NO_DATABASE, SHOWN_OFFERS, Explainer
from acd.explain.present import Present
from acd.storage.convert import Converter
from acd.storage.database import Database
from acd.storage.errors import DatabaseUnreachable
from acd.storage.settings import SettingsStore
from acd.storage.upserts import write_rows
from tests.storage.sample import ALICE, GERMAN, QUEUE, TENANT, StandingClock, made
from tests.unit.explain.scene import told

BOB, CAROL, DAN = AgentId("bob"), AgentId("carol"), AgentId("dan")
CALL = CallId("c1")
DOCUMENT = Document.model_validate(
    {
        "queues": [{"id": "sales", "requires": {"german": 3}, "head_start_s": 1}],
        "agents": [
            {"id": "alice", "name": "Alice", "skills": {"german": 9}},
            {"id": "bob", "name": "Bob", "skills": {"german": 7}},
            {"id": "carol", "name": "Carol", "skills": {"german": 1}},
            {"id": "dan", "name": "Dan", "skills": {"german": 4}},
        ],
    }
)


def stint(
    agent_id: AgentId, state: AgentState, begin_ms: int, end_ms: int, after: AgentState, seq: int = 1
) -> AgentStint:
    """Return a stretch of an agent's time."""
    why = "lunch" if state is AgentState.PAUSED else None
    next_why = "lunch" if after is AgentState.PAUSED else None
    return AgentStint(agent_id, seq, state, why, None, None, None, begin_ms, end_ms, after, next_why)


AT_WORK: tuple[Record, ...] = (
    stint(ALICE, AgentState.OFFLINE, 0, 100, AgentState.AVAILABLE),
    stint(ALICE, AgentState.AVAILABLE, 100, 2000, AgentState.RESERVED, seq=2),
    stint(ALICE, AgentState.RESERVED, 2000, 4000, AgentState.AVAILABLE, seq=3),
    stint(BOB, AgentState.OFFLINE, 0, 200, AgentState.AVAILABLE),
    stint(BOB, AgentState.AVAILABLE, 200, 4000, AgentState.RESERVED, seq=2),
    stint(BOB, AgentState.RESERVED, 4000, 5000, AgentState.TALKING, seq=3),
    stint(DAN, AgentState.AVAILABLE, 0, 1500, AgentState.PAUSED),
)
CAME: tuple[Record, ...] = (
    CallStarted(CALL, TENANT, Number("+4930"), CallerId("+4917"), 1000),
    CallQueued(CALL, TENANT, QUEUE, 1900),
)
FIRST = replace(made("c1", 2000, queued_ms=1900, ahead_ms=1000), seq=1)
REFUSED = OfferEnded(CALL, 1, TENANT, QUEUE, ALICE, OfferResult.REFUSED, 2000, 4000)
SECOND = made("c1", 4000, BOB, seq=2, queued_ms=1900, second=None)
ACCEPTED = OfferEnded(CALL, 2, TENANT, QUEUE, BOB, OfferResult.ACCEPTED, 4000, 5000)
ANSWERED: tuple[Record, ...] = (
    CallConnected(CALL, TENANT, QUEUE, BOB, 5000, 3100, in_threshold=True),
    CallEnded(CALL, TENANT, QUEUE, BOB, 1000, 9000, Outcome(OutcomeClass.ANSWERED, OutcomeReason.CALLER_HUNG_UP)),
)


class House:
    """A database in which things happened, and a clock at 10 s."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, StandingClock()
        self.store = SettingsStore(database, self.clock)

    async def happens(self, *records: Record, document: Document = DOCUMENT) -> "House":
        """Apply the configuration first, and store what happened; then it is 10 s."""
        await self.store.save(document.canonical(), document.digest())
        rows = Converter(self.clock).rows(records)
        async with self.database.write() as connection:
            await write_rows(connection, rows)
        self.clock.advance(10_000)
        return self

    async def explained(self, call_id: CallId = CALL, *, everybody: bool = False) -> Explanation:
        """Return the explanation without a controller."""
        found = await Explainer(self.database, self.store, self.clock).explain(call_id, everybody)
        assert found is not None
        return found

    async def with_controller(
        self, *calls: CallView, agents: Sequence[AgentView] = (), call_id: CallId = CALL
    ) -> Explanation:
        """Return the explanation of a controller with these calls."""
        view = LiveView(True, False, (), tuple(agents), calls)
        present = Present(lambda: view, lambda: to_pool(DOCUMENT, lambda _: Prompt("")))
        found = await Explainer(self.database, self.store, self.clock, present).explain(CALL)
        assert found is not None
        return found


LIVE = CallView(
    CALL,
    CallState.WAITING,
    TENANT,
    Number("+4930"),
    CallerId(),
    QueueId("sales"),
    None,
    age_s=9.0,
    wait_s=8.1,
    position=1,
    asks=(GERMAN,),
    ranked_s=9.1,
)


async def test_a_call_that_is_over(database: Database) -> None:
    """Each offer with everybody else at its moment, by the configuration of that time."""
    house = await House(database).happens(*AT_WORK, *CAME, FIRST, REFUSED, SECOND, ACCEPTED, *ANSWERED)
    later = DOCUMENT.model_copy(update={"agents": DOCUMENT.agents[:1]})
    await house.store.save(later.canonical(), later.digest())
    found = await house.explained()
    assert found.state == "ended" and found.wait is None and found.notes == ()
    assert found.sentences[-1] == "Bob talked to the caller after 3.1 s in line."
    first, second = found.offers
    assert told(first.others) == {
        "lacks_skills": ["Carol: german 1 of 3"],
        "paused": ["Dan: lunch, for 0.5 s"],
        "passed": ["Bob: idle for 1.8 s"],
    }
    assert told(second.others) == {
        "lacks_skills": ["Carol: german 1 of 3"],
        "paused": ["Dan: lunch, for 2.5 s"],
        "resting": ["Alice: refused this call 0.0 s before"],
    }
    assert [one.result for one in found.offers] == ["refused", "accepted"]


async def test_a_call_that_nobody_knows(database: Database) -> None:
    """Neither stored nor in progress."""
    house = await House(database).happens(*CAME)
    assert await Explainer(database, house.store, house.clock).explain(CallId("c9")) is None


async def test_a_caller_who_waited_when_the_controller_was_lost(database: Database) -> None:
    """Of what goes on, what was stored last; and that is said."""
    house = await House(database).happens(*AT_WORK, *CAME, FIRST, REFUSED)
    found = await house.explained()
    assert (found.state, found.notes) == ("waiting", (NO_CONTROLLER,))
    assert found.wait is not None and found.wait.asks == "german 3"
    assert told(found.wait.others) == {
        "lacks_skills": ["Carol: german 1 of 3"],
        "paused": ["Dan: lunch, for 8.5 s"],
        "talking": ["Bob: for 5.0 s"],
        "passed": ["Alice: idle for 6.0 s"],
    }


async def test_the_states_of_calls_that_only_the_database_knows(database: Database) -> None:
    """In the flow, in line, asked for, in conversation; the rank of one who was never offered has the head start."""
    house = await House(database).happens(*CAME[:1])
    assert (await house.explained()).state == "in_flow"
    await house.happens(CAME[1])
    waits = await house.explained()
    assert waits.state == "waiting" and waits.wait is not None and waits.wait.asks == "german 3"
    await house.happens(FIRST)
    rings = await house.explained()
    assert rings.state == "offered" and rings.wait is None and "is being asked" in rings.offers[0].sentences[0]
    await house.happens(REFUSED, *ANSWERED[:1])
    assert (await house.explained()).state == "connected"


async def test_who_left_unserved(database: Database) -> None:
    """At the moment of leaving nobody was asked: why; unless a phone was ringing."""
    gave_up = Outcome(OutcomeClass.ABANDONED, OutcomeReason.WAITING)
    gone = CallEnded(CALL, TENANT, QUEUE, None, 1000, 6000, gave_up, wait_ms=4100)
    house = await House(database).happens(*AT_WORK, *CAME, gone)
    found = await house.explained()
    assert found.wait is not None and found.wait.at.timestamp() * 1000 == house.clock.wall_ms - 4000
    assert found.notes == () and "paused" in told(found.wait.others)
    await house.happens(FIRST, replace(REFUSED, result=OfferResult.CANCELLED, ended_ms=6000))
    assert (await house.explained()).wait is None


async def test_a_queue_that_is_gone(database: Database) -> None:
    """What the caller asked for is not known then; who waits, and for how long, is."""
    house = await House(database).happens(*CAME, document=Document.model_validate({"agents": []}))
    found = await house.explained()
    assert found.wait is not None and found.wait.asks is None and found.wait.others == ()


async def test_a_call_in_progress(database: Database) -> None:
    """Why nobody yet comes from the controller, what was decided before from the database."""
    house = await House(database).happens(*AT_WORK, *CAME, FIRST, REFUSED)
    alice = AgentView(ALICE, "Alice", AgentState.AVAILABLE, None, None, 6.0, None, obstacle=Obstacle.RESTING)
    bob = AgentView(BOB, "Bob", AgentState.WRAPUP, None, None, 2.0, None)
    found = await house.with_controller(LIVE, agents=[alice, bob])
    assert (found.state, len(found.offers), found.notes) == ("waiting", 1, ())
    assert found.wait is not None and told(found.wait.others)["wrapup"] == ["Bob: for 2.0 s"]
    assert told(found.wait.others)["resting"] == ["Alice: refused this call 6.0 s before"]
    rings = await house.with_controller(replace(LIVE, state=CallState.OFFERED, agent_id=BOB))
    assert rings.state == "offered" and rings.wait is None


async def test_a_call_that_is_not_stored_yet(database: Database) -> None:
    """A moment after it came."""
    house = await House(database).happens()
    found = await house.with_controller(LIVE)
    assert (found.state, found.offers, found.wait is not None) == ("waiting", (), True)


async def test_who_was_served_first(database: Database) -> None:
    """Others who came later, while this caller waited."""
    other = made("c2", 3000, DAN, queued_ms=2500, second=Contender(BOB, 7.0, 3))
    house = await House(database).happens(*CAME, FIRST, REFUSED, other, SECOND, ACCEPTED, *ANSWERED)
    (sentence,) = (await house.explained()).served_first
    assert "call c2 of sales" in sentence and sentence.endswith(
        "another phone was being asked for this call at that moment."
    )


async def test_a_call_that_was_offered_very_often(database: Database) -> None:
    """The last offers are shown; all of them when everything is asked for."""
    often = [made("c1", 2000 + seq, seq=seq, queued_ms=1900) for seq in range(1, SHOWN_OFFERS + 4)]
    house = await House(database).happens(*CAME, *often)
    found = await house.explained()
    assert [one.number for one in found.offers] == list(range(4, SHOWN_OFFERS + 4))
    assert found.sentences[-1] == "The first 3 offers are left out here."
    assert len((await house.explained(everybody=True)).offers) == SHOWN_OFFERS + 3


async def test_while_the_database_is_away() -> None:
    """A call in progress can be explained as far as it goes on; another one cannot."""
    away = House(Database("postgresql://acd@127.0.0.1:1/acd"))
    found = await away.with_controller(LIVE)
    assert found.notes == (NO_DATABASE,) and found.wait is not None
    with pytest.raises(DatabaseUnreachable):
        await away.with_controller()
    await away.database.close()
