"""Callers who are known by their numbers, ask for more than their queue, or get an agent of their own for a while."""

from pathlib import Path

import pytest

from acd.domain.agents import AgentState
from acd.domain.calls import CallState
from acd.domain.events import PauseRequested, ResumeRequested
from acd.simulator.sip import Answer, OutgoingCall
from tests.fixtures.call_centre import ALICE, BOB, CallCentre, call_centre
from tests.fixtures.centre_configuration import NUMBER, Fields, configuration, tenant
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import waiting

pytestmark = pytest.mark.live

SPANISH = "+15550102"
VIP, REGULAR, MARIA = "+49301234567", "+49409876543", "+34911234567"


def house(queue: Fields | None = None, callers: list[Fields] | None = None, **agents: dict[str, int]) -> Fields:
    """Return two numbers of one tenant that lead into one queue; by the second one callers need Spanish."""
    acme = tenant("support")
    acme["numbers"] = [NUMBER, {"number": SPANISH, "flow": "spanish"}]
    acme["flows"] = {"spanish": ["answer", {"queue": {"id": "support", "requires": {"spanish": 5}}}]}
    acme["callers"] = callers or []
    people = agents or {"alice": {}, "bob": {}}
    return configuration(agents=people, queues=[{"id": "support", **(queue or {})}], tenants=[acme])


async def served(centre: CallCentre, *calls: OutgoingCall) -> list[str]:
    """Hang up, and return who was rung for each call, in the order in which they came."""
    for call in calls:
        call.hang_up()
    await centre.wait_quiet()
    offers = {offer["call_id"]: offer["agent_id"] for offer in await centre.rows("offers")}
    return [offers[row["call_id"]] for row in await centre.rows("calls")]


async def test_a_caller_with_a_head_start_is_served_before_who_came_earlier(tmp_path: Path) -> None:
    """By the number that the network tells, however the configuration writes it."""
    known: Fields = {"numbers": ["0049 30 1234567"], "name": "Weber", "head_start_s": 600}
    async with call_centre(tmp_path, house(callers=[known])) as centre:
        first = await waiting(centre, caller=REGULAR)
        second = await waiting(centre, caller=VIP)
        places = {call.caller.number: call.position for call in centre.view().calls}
        assert places == {VIP: 1, REGULAR: 2}
        alice = await centre.agent(ALICE, policy=Answer())
        ringing = await alice.next_call(scaled(5))
        assert ringing.caller_number == VIP
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        second.hang_up()
        ringing = await alice.next_call(scaled(5))
        assert ringing.caller_number == REGULAR
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        first.hang_up()
        await assert_clean(centre)


async def test_a_step_and_a_caller_ask_for_a_language(tmp_path: Path) -> None:
    """Alice was idle first and is asked for neither; who calls the other number from elsewhere is served by her."""
    maria: Fields = {"numbers": ["+3491*"], "requires": {"spanish": 5}}
    document = house(None, [maria], alice={"spanish": 4}, bob={"spanish": 5}, carol={"spanish": 9})
    async with call_centre(tmp_path, document) as centre:
        for agent_id in (ALICE, BOB):
            await centre.agent(agent_id, policy=Answer())
        calls = [centre.call(SPANISH, caller=REGULAR)]
        await centre.wait_for_agent(BOB, AgentState.TALKING)
        calls.append(await waiting(centre, SPANISH, caller=REGULAR))
        calls.append(await waiting(centre, NUMBER, caller=MARIA))
        assert centre.agent_view(ALICE).state is AgentState.AVAILABLE
        calls.append(centre.call(NUMBER, caller=REGULAR))
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        calls[0].hang_up()
        await centre.wait_for(lambda view: [queue.waiting for queue in view.queues] == [1], what="the next is served")
        calls[1].hang_up()
        await centre.wait_for(lambda view: [queue.waiting for queue in view.queues] == [0], what="Maria is served")
        await centre.wait_for_agent(BOB, AgentState.TALKING)
        assert await served(centre, *calls[2:]) == ["bob", "bob", "bob", "alice"]
        await assert_clean(centre)


async def test_after_a_while_anyone_gets_a_caller_who_waited_for_one_agent(tmp_path: Path) -> None:
    """Bob talks; Alice is idle beside the caller for the time that was written, and no longer."""
    for_s = 3.0
    async with call_centre(tmp_path, house({"prefers": ["bob"], "prefer_for_s": for_s})) as centre:
        for agent_id in (ALICE, BOB):
            await centre.agent(agent_id, policy=Answer())
        calls = [centre.call()]
        await centre.wait_for_agent(BOB, AgentState.TALKING)
        calls.append(await waiting(centre))
        assert centre.agent_view(ALICE).state is AgentState.AVAILABLE
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        assert await served(centre, *calls) == ["bob", "alice"]
        _, second = await centre.rows("calls")
        assert for_s * 1000 <= second["wait_ms"] < for_s * 1000 + scaled(1000)
        await assert_clean(centre)


async def test_nobody_waits_for_an_agent_who_goes(tmp_path: Path) -> None:
    """As soon as Bob asks for a pause, Alice is rung; and while he has one she is rung at once."""
    async with call_centre(tmp_path, house({"prefers": ["bob"], "prefer_for_s": 600})) as centre:
        for agent_id in (ALICE, BOB):
            await centre.agent(agent_id, policy=Answer())
        calls = [centre.call()]
        await centre.wait_for_agent(BOB, AgentState.TALKING)
        calls.append(await waiting(centre))
        assert centre.app.controller.ask(PauseRequested(BOB, "lunch")) is None
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        for call in calls:
            call.hang_up()
        await centre.wait_for_agent(BOB, AgentState.PAUSED)
        await centre.wait_for_agent(ALICE, AgentState.AVAILABLE)
        calls.append(centre.call())
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        assert await served(centre, calls[-1]) == ["bob", "alice", "alice"]
        await assert_clean(centre)


async def test_the_agent_who_talked_last_is_rung_again_also_after_a_restart(tmp_path: Path) -> None:
    """For each caller another one, whoever was idle longest; a caller who withholds the number gets anyone."""
    document = house({"last_agent_for_s": 60})
    async with call_centre(tmp_path, document) as centre:
        for agent_id, caller in ((ALICE, VIP), (BOB, REGULAR)):
            await centre.agent(agent_id, policy=Answer())
            call = centre.call(caller=caller)
            await centre.wait_for_agent(agent_id, AgentState.TALKING)
            call.hang_up()
            await centre.wait_for_agent(agent_id, AgentState.AVAILABLE)
            if agent_id == ALICE:
                assert centre.app.controller.ask(PauseRequested(ALICE, "lunch")) is None
        await assert_clean(centre)
    async with call_centre(tmp_path, document) as centre:
        for agent_id in (BOB, ALICE):
            await centre.agent(agent_id, policy=Answer(), sign_in=False)
        # Bob has been idle for longer
        assert centre.app.controller.ask(ResumeRequested(ALICE)) is None
        calls = [centre.call(caller=VIP)]
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        calls.append(await waiting(centre, caller=VIP))
        assert centre.agent_view(BOB).state is AgentState.AVAILABLE
        calls.append(centre.call(caller="anonymous"))
        await centre.wait_for_agent(BOB, AgentState.TALKING)
        calls.append(await waiting(centre, caller=REGULAR))
        calls[2].hang_up()
        await centre.wait_for(
            lambda view: (
                {(call.caller.number, call.state) for call in view.calls}
                == {(VIP, CallState.CONNECTED), (VIP, CallState.WAITING), (REGULAR, CallState.CONNECTED)}
            ),
            what="Bob has his own caller, and Alice's waits",
        )
        for call in calls:
            call.hang_up()
        await centre.wait_quiet()
        await assert_clean(centre, same_run=False)
