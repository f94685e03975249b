"""A supervisor changes who is next, and one tenant's surge does not decide it: seen at real phones."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from acd.client.errors import NotFound, Refused
from acd.domain.agents import AgentState
from acd.simulator.sip import Answer, OutgoingCall
from tests.fixtures import command
from tests.fixtures.call_centre import ALICE, BOB, CallCentre, call_centre
from tests.fixtures.centre_configuration import NUMBER, configuration, tenant
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import waiting
from tests.fixtures.tunes import write_tune

pytestmark = pytest.mark.live

SUPPORT_HZ, SALES_HZ = 740, 1060
GLOBEX = "+15550200"
LONGEST_PAUSE_S = 0.3


async def served(centre: CallCentre, count: int) -> list[str]:
    """Let alice take so many calls, one after the other; returns who called."""
    alice = await centre.agent(ALICE, policy=Answer())
    order = []
    for _ in range(count):
        ringing = await alice.next_call(scaled(5))
        order.append(ringing.caller_number)
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        ringing.hang_up()
    return order


def call_of(centre: CallCentre, caller: str) -> str:
    """Return the id of a caller's call."""
    return next(call.call_id for call in centre.view().calls if call.caller.number == caller)


async def gone(calls: Sequence[OutgoingCall]) -> None:
    """Everybody hears that it is over."""
    for call in calls:
        await call.ended(scaled(5))


async def test_who_was_put_forward_or_to_the_front_is_served_first(tmp_path: Path) -> None:
    """With the command line and the API; the places in line say so before anybody is served."""
    callers = [f"+155500000{place}" for place in range(1, 6)]
    async with call_centre(tmp_path, configuration()) as centre:
        calls = [await waiting(centre, caller=caller) for caller in callers]
        ids = [call_of(centre, caller) for caller in callers]
        forward = await command.run(centre.app.settings, "call", "priority", ids[2], "600")
        assert (forward.code, forward.out.strip()) == (0, f"{ids[2]} is waiting in support, place 1, 10:00 forward")
        back = await command.run(centre.app.settings, "call", "priority", ids[0], "-60")
        assert (back.code, back.out.strip()) == (0, f"{ids[0]} is waiting in support, place 5, 1:00 back")
        front = await command.run(centre.app.settings, "call", "front", ids[4])
        assert (front.code, front.out.partition(",")[0]) == (0, f"{ids[4]} is waiting in support")
        refused = await command.run(centre.app.settings, "call", "priority", ids[1], "1e9")
        assert refused.code == 1 and "body.seconds" in refused.err
        with pytest.raises(NotFound, match=r"no call 9\.9"):
            await centre.in_thread(centre.client.put_in_front, "9.9")
        places = {call.caller.number: call.position for call in centre.view().calls}
        order = [callers[place] for place in (4, 2, 1, 3, 0)]
        assert sorted(places, key=lambda caller: places[caller] or 0) == order
        assert await served(centre, 5) == order
        await gone(calls)
        await assert_clean(centre)


@pytest.mark.alone
async def test_a_caller_who_was_moved_is_served_by_the_other_queue(tmp_path: Path) -> None:
    """Before who came later there; the music changes without a gap, and a phone that rings in vain falls silent."""
    for name, pitch_hz in (("support.flac", SUPPORT_HZ), ("sales.flac", SALES_HZ)):
        write_tune(tmp_path / name, pitch_hz, seconds=0.5)
    document = configuration(
        agents={"alice": {"sales": 5}, "bob": {"support": 5}},
        queues=[
            {"id": "support", "requires": {"support": 1}, "music": ["support.flac"], "ring_timeout_s": 60},
            {"id": "sales", "requires": {"sales": 1}, "music": ["sales.flac"]},
        ],
        tenants=[tenant("support"), tenant("sales", name="globex", number=GLOBEX)],
    )
    first, second, third = "+15550000001", "+15550000002", "+15550000003"
    async with call_centre(tmp_path, document) as centre:
        bob = await centre.agent(BOB)
        calls = [await waiting(centre, caller=first)]
        in_vain = await bob.next_call(scaled(5))
        in_vain.ring()
        await centre.wait_for_agent(BOB, AgentState.RINGING)
        calls += [await waiting(centre, caller=second), await waiting(centre, GLOBEX, caller=third)]
        await calls[1].media.wait_heard(SUPPORT_HZ, scaled(5))
        moved = await command.run(centre.app.settings, "call", "move", call_of(centre, second), "sales")
        assert (moved.code, moved.out.partition(",")[0]) == (0, f"{call_of(centre, second)} is waiting in sales")
        await calls[1].media.wait_heard(SALES_HZ, scaled(5))
        assert [gap for gap in calls[1].media.received.gaps if gap.length_s > scaled(LONGEST_PAUSE_S)] == []
        # nobody but bob serves support, and his phone has rung long enough for whoever looks at it
        await centre.in_thread(centre.client.move, call_of(centre, first), "sales")
        await in_vain.ended(scaled(5))
        await centre.wait_for_agent(BOB, AgentState.AVAILABLE)
        for queue, why in (("sales", "already"), ("nowhere", "no such queue")):
            with pytest.raises(Refused, match=why):
                await centre.in_thread(centre.client.move, call_of(centre, first), queue)
        assert await served(centre, 3) == [first, second, third]
        await gone(calls)
        moves = await centre.rows("moves")
        assert [(row["from_queue_id"], row["queue_id"], row["reason"]) for row in moves] == [
            ("support", "sales", "requested")
        ] * 2
        assert {row["queue_id"] for row in await centre.rows("calls")} == {"sales"}
        await assert_clean(centre)


async def test_one_tenant_s_surge_does_not_drown_the_other_s_callers(tmp_path: Path) -> None:
    """Six of one tenant wait, and then two of another come: they go before all but the first."""
    document = configuration(tenants=[tenant("support"), tenant("support", name="globex", number=GLOBEX)])
    document["fairness"] = {"pace_s": 60, "at_most_s": 600}
    surge, others = [f"+155500000{place}" for place in range(1, 7)], ["+15550000008", "+15550000009"]
    async with call_centre(tmp_path, document) as centre:
        calls = [await waiting(centre, NUMBER, caller=caller) for caller in surge]
        calls += [await waiting(centre, GLOBEX, caller=caller) for caller in others]
        order = await served(centre, 8)
        assert order[:2] == [surge[0], others[0]], "the other tenant's first caller is next after the surge's first"
        assert [caller for caller in order if caller in surge] == surge, "within a tenant in the order of coming"
        assert order.index(others[1]) in (2, 3), "one step of the pace behind the first of the tenant"
        await gone(calls)
        await assert_clean(centre)
