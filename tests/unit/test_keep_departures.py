"""Callers who left unseen become records: once, and only those that nobody knows of."""

import asyncio
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from acd import keep_departures
from acd.domain.calls import CallId, OutcomeReason
from acd.domain.flows import FlowId
from acd.domain.pool import Pool
from acd.domain.records import CallEnded, CallStarted, Record
from acd.domain.tenants import Entry, Number, TenantId
from acd.keep_departures import OUTCOME, Departures
from acd.pbx.queue_log_file import QueueLogFile
from acd.storage.errors import DatabaseUnreachable
from tests.unit.pbx.test_departures import LEFT
from tests.unit.pbx.test_queue_log import ms
from tests.unit.test_keep_net_records import UtcClock

ACME = TenantId("acme")
CALL = CallId("acd-2.0")


class JustAfter(UtcClock):
    """Two minutes after the night began, and then some; its monotonic time is UTC."""

    seconds = 120.0

    def now(self) -> float:
        """Return that."""
        return ms(self.seconds) / 1000


class House:
    """A log, what is stored, and what was kept."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "queue_log"
        self.log.write_text(LEFT)
        self.stored: dict[CallId, str | None] = {}
        self.kept: list[Record] = []
        self.corrected: dict[CallId, int] = {}
        self.away = 0
        self.clock = JustAfter()
        pool = Pool(entries={Number("+15550100"): Entry(Number("+15550100"), ACME, FlowId("acme"))})
        self.departures = Departures(
            QueueLogFile(self.log),
            self._written,
            self._known,
            self._correct,
            lambda: pool,
            self.kept.extend,
            self.clock,
        )

    async def _written(self) -> None:
        if self.away:
            self.away -= 1
            raise DatabaseUnreachable("sqlite", "away")

    async def _known(self, call_ids: Collection[CallId]) -> Mapping[CallId, str | None]:
        return {call_id: self.stored[call_id] for call_id in call_ids if call_id in self.stored}

    async def _correct(self, ends: Mapping[CallId, int]) -> None:
        self.corrected.update(ends)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def test_a_call_that_nobody_knows(house: House) -> None:
    """Its record has the tenant, both numbers and both moments."""
    assert await house.departures.look(ms(60))
    started, ended = house.kept
    assert isinstance(started, CallStarted) and isinstance(ended, CallEnded)
    assert (started.call_id, started.tenant_id, started.number) == (CALL, ACME, "+15550100")
    assert (started.caller.number, started.started_ms) == ("+4930222", ms(10.5))
    assert (ended.outcome, ended.started_ms, ended.ended_ms) == (OUTCOME, ms(10.5), ms(12))


async def test_a_number_of_nobody(house: House) -> None:
    """The call is told all the same, as no tenant's."""
    house.log.write_text(LEFT.replace("+15550100", "+1"))
    assert await house.departures.look(ms(60))
    assert [one.tenant_id for one in house.kept if isinstance(one, CallEnded)] == [None]


async def test_a_call_that_is_known_stays_as_it_is(house: House) -> None:
    """The controller of that time told its end, or this one did."""
    house.stored = {CALL: OutcomeReason.CALLER_HUNG_UP}
    assert await house.departures.look(ms(60))
    assert house.kept == [] and house.corrected == {}


async def test_an_end_that_was_guessed_is_corrected(house: House) -> None:
    """Its beginning, and what it did until then, is known better to the database."""
    house.stored = {CALL: OutcomeReason.CONTROLLER_LOST}
    assert await house.departures.look(ms(60))
    assert house.kept == [] and house.corrected == {CALL: ms(12)}


async def test_a_call_without_an_end_is_looked_at_again(house: House) -> None:
    """A start without the database closes the calls of a dead controller later."""
    house.stored = {CALL: None}
    assert not await house.departures.look(ms(60))
    assert house.kept == [] and house.corrected == {}


async def test_who_leaves_later_is_the_engines(house: House) -> None:
    """Only what was before this controller had all in hand is made good for, and no more than a day of it."""
    assert await house.departures.look(ms(11.9))
    house.clock.seconds = 12.1 + 24 * 60 * 60
    assert await house.departures.look(ms(60))
    assert house.kept == []


async def test_a_database_that_is_away_is_asked_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """And then it is over: the rest of the day needs no look."""
    monkeypatch.setattr(keep_departures, "SETTLED_AFTER_S", 0.0)
    monkeypatch.setattr(keep_departures, "LOOK_AGAIN_EVERY_S", 0.0)
    house.away = 2
    async with asyncio.timeout(10):
        await house.departures.run()
    assert len(house.kept) == 2 and house.away == 0
