"""The controller dies right after a place in line was changed: the next one knows the line and the place."""

import asyncio
from pathlib import Path

import pytest

from acd.simulator.sip import Answer, OutgoingCall
from tests.fixtures.call_centre import ALICE
from tests.fixtures.centre_configuration import configuration, tenant
from tests.fixtures.hearing import hears_music
from tests.fixtures.outside import Outside, outside
from tests.fixtures.patience import scaled, until_true

pytestmark = pytest.mark.live

GLOBEX = "+15550200"
CALLERS = [f"+155500000{place}" for place in range(1, 5)]


async def in_line(centre: Outside, *numbers: str) -> tuple[list[OutgoingCall], list[str]]:
    """Let callers come one after the other; returns their calls, and the ids of these."""
    calls, ids = [], []
    for caller, number in zip(CALLERS, numbers, strict=True):
        calls.append(centre.call(number, caller=caller) if number else centre.call(caller=caller))

        def waits(status: object, caller: str = caller) -> bool:
            return any(one.caller.number == caller and one.position for one in status.calls)  # type: ignore[attr-defined]

        await centre.wait_for(waits, f"{caller} in line")
        known = (await asyncio.to_thread(centre.client.status)).calls
        ids.append(next(one.id for one in known if one.caller.number == caller))
    return calls, ids


async def served(centre: Outside) -> list[str]:
    """Let alice take all calls, one after the other; returns who called."""
    alice = await centre.agent(ALICE, policy=Answer())
    order = []
    for _ in CALLERS:
        ringing = await alice.next_call(scaled(30))
        order.append(ringing.caller_number)
        await centre.wait_for_agent(ALICE, "talking")
        ringing.hang_up()
    return order


async def test_moved_and_put_forward_callers_keep_line_and_place(tmp_path: Path) -> None:
    """Killed at once after each of the requests was granted; music goes on, and the records tell of the move."""
    document = configuration(
        queues=[{"id": "support", "requires": {"nobody": 1}}, {"id": "sales"}],
        tenants=[tenant("support"), tenant("sales", name="globex", number=GLOBEX)],
    )
    async with outside(tmp_path, document) as centre:
        calls, ids = await in_line(centre, "", GLOBEX, GLOBEX, GLOBEX)
        await centre.calls_stored(4)
        await asyncio.to_thread(centre.client.prioritise, ids[3], 3600)
        moved = await asyncio.to_thread(centre.client.move, ids[0], "sales")
        await centre.kill()
        assert (moved.queue, moved.position) == ("sales", 2)
        await hears_music(calls[0])
        await centre.start()
        after = {one.id: one for one in (await asyncio.to_thread(centre.client.status)).calls}
        places = [(after[call_id].queue, after[call_id].position, after[call_id].priority_s) for call_id in ids]
        assert places == [("sales", 2, 0.0), ("sales", 3, 0.0), ("sales", 4, 0.0), ("sales", 1, 3600.0)]
        assert await served(centre) == [CALLERS[place] for place in (3, 0, 1, 2)]
        for call in calls:
            await call.ended(scaled(5))
        await ended_in(centre, {"sales"})
        (move,) = await centre.rows("moves")
        assert (move["call_id"], move["from_queue_id"], move["queue_id"]) == (ids[0], "support", "sales")
        assert await centre.stop() == 0


async def ended_in(centre: Outside, queues: set[str]) -> None:
    """Wait until all calls are stored as answered in these queues."""

    async def stored() -> bool:
        rows = await centre.rows("calls")
        return {(row["queue_id"], row["outcome_class"]) for row in rows} == {(queue, "answered") for queue in queues}

    await until_true(stored, f"all calls answered in {queues}")


async def test_shares_of_tenants_outlive_the_controller(tmp_path: Path) -> None:
    """Who was put back stays so, and who comes afterwards of the same tenant is put back behind."""
    document = configuration(tenants=[tenant("support"), tenant("support", name="globex", number=GLOBEX)])
    document["fairness"] = {"pace_s": 300, "at_most_s": 3600}
    async with outside(tmp_path, document) as centre:
        calls, ids = await in_line(centre, "", "", GLOBEX, GLOBEX)
        before = {one.id: one.position for one in (await asyncio.to_thread(centre.client.status)).calls}
        assert [before[call_id] for call_id in ids] == [1, 3, 2, 4]
        await centre.kill()
        await centre.start()
        after = {one.id: one.position for one in (await asyncio.to_thread(centre.client.status)).calls}
        assert after == before
        late = centre.call(caller="+15550000009")
        await centre.wait_for(lambda status: len(status.calls) == 5, "one more in line")
        last = next(
            one for one in (await asyncio.to_thread(centre.client.status)).calls if one.caller.number == "+15550000009"
        )
        assert last.position == 5
        late.hang_up()
        assert await served(centre) == [CALLERS[place] for place in (0, 2, 1, 3)]
        for call in calls:
            await call.ended(scaled(5))
        assert await centre.stop() == 0
