"""The database dies or hangs while people talk: nothing of it is heard on the phone, and no record is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest

from acd.domain.agents import AgentState
from acd.simulator.sip import Answer
from tests.fixtures.call_centre import ALICE, BOB, call_centre
from tests.fixtures.centre_configuration import configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.databases import PostgresServer
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import hear_each_other, talking

pytestmark = pytest.mark.live

CALLS_MEANWHILE = 5
RUNG_WITHIN_S = 0.5
COMPLETE_WITHIN_S = 60.0


@pytest.mark.parametrize(("away", "back"), [("hang", "go_on"), ("stop", "start")], ids=["hung", "killed"])
async def test_calls_go_on_without_the_database(
    tmp_path: Path, own_postgres: PostgresServer, away: str, back: str
) -> None:
    """A conversation over the outage and several within it: each as quick as ever, all accounts complete afterwards."""
    url = own_postgres.url("postgres").replace("postgresql://", "postgresql+asyncpg://")
    async with call_centre(tmp_path, configuration(agents=("alice", "bob")), database_url=url) as centre:
        over, _ = await talking(centre, ALICE)
        bob = await centre.agent(BOB, policy=Answer())
        await centre.recorded()
        calls = 0
        _do(own_postgres, away)()
        try:
            # at least so many, and until the writer's patience is over
            while calls < CALLS_MEANWHILE or not centre.app.writer.database_away:
                calls += 1
                assert calls < 100, "nobody noticed that the database is away"
                call = centre.call()
                ringing = await bob.next_call(scaled(5))
                assert ringing.marks["invite_received"] - call.marks["invite_authorized_sent"] < scaled(RUNG_WITHIN_S)
                await hear_each_other(call, ringing)
                call.hang_up()
                await ringing.ended(scaled(5))
                await centre.wait_for_agent(BOB, AgentState.AVAILABLE)
            assert over.media.received.lost == 0
            over.hang_up()
            await centre.wait_quiet()
        finally:
            _do(own_postgres, back)()
        await centre.recorded(COMPLETE_WITHIN_S)
        rows = await centre.rows("calls")
        assert [row["outcome_reason"] for row in rows] == ["caller_hung_up"] * (1 + calls)
        assert centre.app.writer.lost == 0
        await assert_clean(centre)


def _do(server: PostgresServer, what: str) -> Callable[[], None]:
    work: Callable[[], None] = getattr(server, what)
    return work
