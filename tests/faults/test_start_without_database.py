"""A controller starts while the database is away: callers and agents are served, and the accounts follow."""

import sqlite3
from pathlib import Path

import pytest

from acd.simulator.sip import Answer
from tests.fixtures.call_centre import ALICE, BOB
from tests.fixtures.centre_configuration import configuration
from tests.fixtures.databases import PostgresServer
from tests.fixtures.outside import outside
from tests.fixtures.patience import scaled, until_true
from tests.fixtures.scenes import hear_each_other

pytestmark = pytest.mark.live

DOCUMENT = configuration(agents=("alice", "bob"), queues=[{"id": "support", "ring_timeout_s": 60.0}])


async def test_with_calls_in_asterisk_and_postgresql_down(tmp_path: Path, own_postgres: PostgresServer) -> None:
    """Who talked talks on, who waited is served, a new caller too; all have one end in the database afterwards."""
    url = own_postgres.url("postgres").replace("postgresql://", "postgresql+asyncpg://")
    async with outside(tmp_path, DOCUMENT, database_url=url) as centre:
        alice = await centre.agent(ALICE)
        talk = centre.call(caller="+15550001")
        with_alice = await alice.next_call(scaled(10))
        with_alice.ring()
        await with_alice.answer()
        await hear_each_other(talk, with_alice)
        waits = centre.call(caller="+15550002")
        await centre.wait_for(lambda status: any(call.position == 1 for call in status.calls), "in line")
        await centre.calls_stored(2)
        await centre.copied(ALICE, "talking")
        await centre.kill()
        own_postgres.stop()
        try:
            await centre.start()
            assert "starting with the local copy" in centre.said()
            await centre.wait_for(
                lambda status: sorted(call.state for call in status.calls) == ["connected", "waiting"], "in hand"
            )
            await centre.wait_for_agent(ALICE, "talking")
            await hear_each_other(talk, with_alice)
            bob = await centre.registered(BOB, policy=Answer())
            await centre.sign_in(BOB)
            ringing = await bob.next_call(scaled(10))
            await hear_each_other(waits, ringing)
            for call in (waits, talk):
                call.hang_up()
            await with_alice.ended(scaled(5))
            await centre.wait_for_agent(ALICE, "available")
        finally:
            own_postgres.start()

        async def closed() -> bool:
            rows = await centre.rows("calls")
            return len(rows) == 2 and all(row["outcome_class"] for row in rows)

        await until_true(closed, "the accounts are in the database", 30)
        rows = {row["caller_number"]: row for row in await centre.rows("calls")}
        assert [rows[caller]["outcome_reason"] for caller in ("+15550001", "+15550002")] == ["caller_hung_up"] * 2
        assert [rows[caller]["agent_id"] for caller in ("+15550001", "+15550002")] == [ALICE, BOB]
        one = rows["+15550001"]
        assert abs(one["talk_ms"] - (one["ended_at_ms"] - one["connected_at_ms"])) < 1000
        assert "Traceback" not in centre.said()


async def test_with_sqlite_locked(tmp_path: Path) -> None:
    """Somebody holds the file for long: after a few seconds the controller goes on without."""
    async with outside(tmp_path, DOCUMENT) as centre:
        await centre.agent(ALICE, policy=Answer())
        await centre.copied(ALICE, "available")
        await centre.kill()
        blocker = sqlite3.connect(str(centre.settings.var / "acd.sqlite3"))
        try:
            blocker.execute("BEGIN EXCLUSIVE")
            await centre.start()
            assert "starting with the local copy" in centre.said()
            call = centre.call()
            ringing = await centre.phones[-1].next_call(scaled(10))
            await hear_each_other(call, ringing)
            call.hang_up()
        finally:
            blocker.close()

        async def closed() -> bool:
            return [row["outcome_reason"] for row in await centre.rows("calls")] == ["caller_hung_up"]

        await until_true(closed, "the account is in the database", 30)
