"""The controller dies while a customer waits to be called back, while their phone rings, and while they talk."""

import asyncio
from pathlib import Path

import pytest

from acd.client.shapes import Callback
from acd.simulator.sip import Manual
from tests.fixtures.call_centre import ALICE
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ, TRUNK, configuration
from tests.fixtures.ledger import assert_complete
from tests.fixtures.outside import Outside, outside
from tests.fixtures.patience import scaled, until_true

pytestmark = pytest.mark.live

MINE = "+15551234567"
RULES = {"trunk": TRUNK, "retry_after_s": 10, "gap_s": 1, "ring_s": 60}
DOCUMENT = configuration(
    queues=[{"id": "support", "ring_timeout_s": 60.0, "callback": RULES}],
    offers={"failed_rest_s": 0.0, "refused_rest_s": 0.0},
)


async def test_a_callback_survives(tmp_path: Path) -> None:
    """It keeps its place; whose phone rang is never rung twice at once; who talks hears nothing of it."""
    async with outside(tmp_path, DOCUMENT) as centre:
        centre.line.policy = Manual()
        await centre.line.register()
        call = centre.call(caller=MINE)
        await centre.wait_for(lambda status: any(one.position for one in status.calls), "in line")
        [waiting] = await asyncio.to_thread(centre.client.live_calls)
        before = await asyncio.to_thread(centre.client.call_back_instead, waiting.id)
        await call.ended(scaled(5))
        await _stored(centre, "waiting")

        await _die_and_start(centre)
        [after] = await _open(centre)
        assert (after.id, after.number, after.attempts) == (before.id, MINE, 0)
        assert abs((after.deadline - before.deadline).total_seconds()) < 0.1

        alice = await centre.agent(ALICE)
        ringing = await alice.next_call(scaled(10))
        ringing.ring()
        await ringing.answer()
        customer = await centre.line.next_call(scaled(10))
        customer.ring()
        await _stored(centre, "trying")
        await _die_and_start(centre)
        await customer.ended(scaled(5))
        await ringing.ended(scaled(5))
        [tried] = await _open(centre)
        assert (tried.state, tried.attempts) == ("waiting", 1) and tried.retry_at is not None

        ringing = await alice.next_call(scaled(20))
        ringing.ring()
        await ringing.answer()
        customer = await centre.line.next_call(scaled(10))
        await customer.answer()
        await customer.media.wait_heard(AGENT_HZ, scaled(5))
        await _connected(centre)
        await _die_and_start(centre)
        await centre.wait_for_agent(ALICE, "talking")
        await ringing.media.wait_heard(CALLER_HZ, scaled(5))
        assert [one.state for one in await asyncio.to_thread(centre.client.live_calls)] == ["connected"]
        ringing.hang_up()
        await customer.ended(scaled(5))
        await _stored(centre, "connected")
        assert await _open(centre) == ()

        async def empty() -> bool:
            return not await centre.ari("channels") and not await centre.ari("bridges")

        await until_true(empty, "nothing is left in Asterisk", 20)
        calls = await centre.rows("calls")
        reasons = [(row["call_id"].removeprefix(before.id), row["outcome_reason"]) for row in calls[1:]]
        assert reasons == [("-t1", "controller_lost"), ("-t2", "agent_hung_up")]
        assert_complete([row for row in calls if row["outcome_reason"] != "controller_lost"], await _parts(centre))


async def _parts(centre: Outside) -> list[dict[str, object]]:
    return [row for row in await centre.rows("segments") if not str(row["call_id"]).endswith("-t1")]


async def _die_and_start(centre: Outside) -> None:
    await centre.kill()
    await centre.start()


async def _open(centre: Outside) -> tuple[Callback, ...]:
    return await asyncio.to_thread(centre.client.callbacks)


async def _stored(centre: Outside, state: str) -> None:
    async def there() -> bool:
        return [row["state"] for row in await centre.rows("callbacks")] == [state]

    await until_true(there, f"the callback is stored as {state}", 10)


async def _connected(centre: Outside) -> None:
    async def there() -> bool:
        return any(row["connected_at_ms"] for row in await centre.rows("calls"))

    await until_true(there, "the conversation is stored", 10)
