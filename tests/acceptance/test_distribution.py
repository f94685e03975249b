"""Who gets whom: the agent who is idle longest, the skills that are asked for, the order in which callers came."""

from pathlib import Path

import pytest

from acd.domain.agents import AgentId, AgentState
from acd.domain.events import SignInRequested
from acd.simulator.sip import Answer, OutgoingCall, Phone
from tests.fixtures.call_centre import ALICE, BOB, CAROL, CallCentre, call_centre
from tests.fixtures.centre_configuration import NUMBER, configuration, tenant
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import hear_each_other, waiting

pytestmark = pytest.mark.live


async def test_the_agent_who_is_idle_longest_is_asked(tmp_path: Path) -> None:
    """First in the order of signing in, then in the order in which their conversations ended."""
    async with call_centre(tmp_path, configuration(agents=("alice", "bob", "carol"))) as centre:
        for agent_id in (CAROL, ALICE, BOB):
            await centre.agent(agent_id, policy=Answer())
        calls = {}
        for agent_id in (CAROL, ALICE, BOB):
            calls[agent_id] = await _answered_by(centre, agent_id)
        for agent_id in (ALICE, BOB, CAROL):
            calls[agent_id].hang_up()
            await centre.wait_for_agent(agent_id, AgentState.AVAILABLE)
        again = [await _answered_by(centre, agent_id) for agent_id in (ALICE, BOB, CAROL)]
        for call in again:
            call.hang_up()
        await assert_clean(centre)


async def _answered_by(centre: CallCentre, agent_id: AgentId) -> OutgoingCall:
    call = centre.call()
    await centre.wait_for_agent(agent_id, AgentState.TALKING)
    return call


async def test_skills_decide_who_may_be_asked(tmp_path: Path) -> None:
    """Each line has its own demand; one agent serves both, and nobody is asked for what they cannot do."""
    other = "+15550101"
    document = configuration(
        agents={"alice": {"plumbing": 8, "reception": 5}, "bob": {"plumbing": 4}, "carol": {"reception": 9}},
        queues=[{"id": "support", "requires": {"plumbing": 5}}, {"id": "reception", "requires": {"reception": 1}}],
        tenants=[tenant("support"), tenant("reception", name="globex", number=other)],
    )
    async with call_centre(tmp_path, document) as centre:
        # bob is idle longest, and never asked: plumbing 4 is less than 5
        for agent_id in (BOB, CAROL, ALICE):
            await centre.agent(agent_id, policy=Answer())
        calls = [centre.call(other)]
        await centre.wait_for_agent(CAROL, AgentState.TALKING)
        calls.append(centre.call(NUMBER))
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        # now nobody is left who may: both lines wait although bob is idle
        calls.append(await waiting(centre, NUMBER))
        calls.append(await waiting(centre, other))
        assert centre.agent_view(BOB).state is AgentState.AVAILABLE
        # alice may serve both lines and takes who has waited longer
        calls[1].hang_up()
        await centre.wait_for(lambda view: [queue.waiting for queue in view.queues] == [0, 1], what="support served")
        calls[0].hang_up()
        await centre.wait_for(lambda view: [queue.waiting for queue in view.queues] == [0, 0], what="both served")
        await centre.wait_for_agent(CAROL, AgentState.TALKING)
        for call in calls[2:]:
            call.hang_up()
        await centre.wait_quiet()
        offers = await centre.rows("offers")
        assert [(offer["queue_id"], offer["agent_id"]) for offer in offers] == [
            ("reception", "carol"),
            ("support", "alice"),
            ("support", "alice"),
            ("reception", "carol"),
        ]
        await assert_clean(centre)


async def test_callers_are_served_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    """Five wait; their places say so, and one agent takes one after the other."""
    async with call_centre(tmp_path, configuration()) as centre:
        callers = [f"+155500000{place}" for place in range(1, 6)]
        calls = [await waiting(centre, caller=caller) for caller in callers]
        places = {call.caller.number: call.position for call in centre.view().calls}
        assert places == {caller: place for place, caller in enumerate(callers, start=1)}
        alice: Phone = await centre.agent(ALICE, policy=Answer())
        served = []
        for call in calls:
            ringing = await alice.next_call(scaled(5))
            served.append(ringing.caller_number)
            await centre.wait_for_agent(ALICE, AgentState.TALKING)
            ringing.hang_up()
            await call.ended(scaled(5))
        assert served == callers
        rows = await centre.rows("calls")
        assert [row["caller_number"] for row in sorted(rows, key=lambda row: row["connected_at_ms"])] == callers
        await assert_clean(centre)


async def test_who_comes_first_to_an_idle_agent_is_rung_for_at_once(tmp_path: Path) -> None:
    """Nobody waits beside an idle agent: the phone is asked within moments of the arrival."""
    async with call_centre(tmp_path, configuration()) as centre:
        alice = await centre.agent(ALICE, policy=Answer(), sign_in=False)
        centre.app.controller.ask(SignInRequested(ALICE))
        call = centre.call()
        ringing = await alice.next_call(scaled(5))
        took_s = ringing.marks["invite_received"] - call.marks["invite_authorized_sent"]
        assert took_s < scaled(0.5)
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        call.hang_up()
        await assert_clean(centre)


async def test_each_queue_chooses_in_its_own_way(tmp_path: Path) -> None:
    """One asks in a fixed order, the other keeps free who can do more; a trainee is asked by neither."""
    other = "+15550101"
    document = configuration(
        agents={"alice": {"en": 5, "tax": 5}, "bob": {"en": 9}, "carol": {"en": 5, "law": 2}, "dan": {"trainee": 1}},
        queues=[
            {"id": "support", "agent_choice": "linear", "requires_none_of": {"trainee": 1}},
            {"id": "advice", "agent_choice": "least_skilled", "requires_any_of": [{"tax": 3}, {"en": 5}]},
        ],
        tenants=[tenant("support"), tenant("advice", name="globex", number=other)],
    )
    places = {"alice": 3, "bob": 2, "carol": 1}
    for agent in document["agents"]:
        agent["place"] = places.get(agent["id"])
    async with call_centre(tmp_path, document) as centre:
        for agent_id in (AgentId("dan"), ALICE, BOB, CAROL):
            await centre.agent(agent_id, policy=Answer())
        calls = []
        for number, agent_id in ((NUMBER, CAROL), (other, BOB), (other, ALICE)):
            calls.append(centre.call(number))
            await centre.wait_for_agent(agent_id, AgentState.TALKING)
        calls.append(await waiting(centre, NUMBER))
        assert centre.agent_view(AgentId("dan")).state is AgentState.AVAILABLE
        for call in calls:
            call.hang_up()
        await assert_clean(centre)


async def test_a_queue_that_rings_everybody_has_one_winner(tmp_path: Path) -> None:
    """All phones ring; who answers first talks, the others are told that somebody else did, and are free at once."""
    document = configuration(
        agents=("alice", "bob", "carol"), queues=[{"id": "support", "agent_choice": "ring_all"}], offers={}
    )
    async with call_centre(tmp_path, document) as centre:
        phones = [await centre.agent(agent_id) for agent_id in (ALICE, BOB, CAROL)]
        call = centre.call()
        alice, bob, carol = [await phone.next_call(scaled(5)) for phone in phones]
        everybody = [AgentState.RINGING] * 3
        for one in (alice, bob, carol):
            one.ring()
        await centre.wait_for(lambda view: [agent.state for agent in view.agents] == everybody, what="all phones ring")
        await bob.answer()
        await hear_each_other(call, bob)
        for loser in (alice, carol):
            await loser.ended(scaled(2))
            assert loser.end_message is not None
            assert any("26" in reason for reason in loser.end_message.values("Reason")), "Q.850: non-selected user"
        await centre.wait_for_agent(ALICE, AgentState.AVAILABLE)
        await centre.wait_for_agent(CAROL, AgentState.AVAILABLE)
        call.hang_up()
        await centre.wait_quiet()
        offers = await centre.rows("offers")
        assert {(offer["agent_id"], offer["result"]) for offer in offers} == {
            ("alice", "elsewhere"),
            ("bob", "accepted"),
            ("carol", "elsewhere"),
        }
        await assert_clean(centre)
