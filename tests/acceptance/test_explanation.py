"""Why a call went to one agent and not to the others: asked while it waits, when it is over, later, and offline."""

import json
from pathlib import Path

import pytest

from acd.client.errors import NotFound
from acd.domain.agents import AgentId, AgentState
from acd.domain.events import PauseRequested
from acd.explain.answer import Explanation, Group
from acd.simulator.sip import Answer, OutgoingCall, Refuse
from tests.fixtures import command
from tests.fixtures.call_centre import ALICE, BOB, CAROL, CallCentre, call_centre
from tests.fixtures.centre_configuration import NUMBER, configuration, tenant
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import waiting

pytestmark = pytest.mark.live

OTHER = "+15550101"
DAN, EVE = AgentId("dan"), AgentId("eve")
DOCUMENT = configuration(
    agents={
        "alice": {"german": 9},
        "bob": {"german": 7},
        "carol": {"german": 1},
        "dan": {"german": 5},
        "eve": {"german": 4, "english": 5},
        "frank": {"german": 8},
    },
    queues=[
        {"id": "support", "requires": {"german": 3}, "agent_choice": "best_skilled"},
        {"id": "english", "requires": {"english": 1}},
    ],
    tenants=[tenant("support"), tenant("english", name="globex", number=OTHER)],
    offers={"refused_rest_s": 60.0},
)
PAUSED_AND_OFFLINE = {"paused": "Dan (lunch", "offline": "Frank (", "lacks_skills": "Carol (german 1 of 3)"}


def said(groups: tuple[Group, ...]) -> dict[str, str]:
    """Return the names with details by reason."""
    return {group.reason: ", ".join(f"{one.name} ({one.detail})" for one in group.agents) for group in groups}


async def explained(centre: CallCentre, call_id: str) -> Explanation:
    """Ask the API, once all that was decided is stored."""
    await centre.recorded()
    return await centre.in_thread(centre.client.explain, call_id)


async def at_work(centre: CallCentre) -> OutgoingCall:
    """Everybody comes: one talks, one pauses, one cannot do it, one refuses, one answers; and one stays away."""
    await centre.agent(EVE, policy=Answer())
    busy = centre.call(OTHER)
    await centre.wait_for_agent(EVE, AgentState.TALKING)
    for agent_id in (CAROL, DAN, BOB):
        await centre.agent(agent_id, policy=Answer())
    assert centre.app.controller.ask(PauseRequested(DAN, "lunch")) is None
    await centre.agent(ALICE, policy=Refuse(486))
    return busy


def assert_answered(found: Explanation, english: str) -> None:
    """Alice was asked first and refused, Bob answered: the sentences name each reason."""
    refused, answered = found.offers
    assert (found.state, found.wait, found.notes) == ("ended", None, ())
    assert "Bob talked to the caller after" in found.sentences[2]
    assert "Alice was asked, and refused after" in refused.sentences[0]
    assert refused.sentences[1] == (
        "Of 2 idle agents who could serve the caller, "
        "Alice had the highest levels of the skills asked for, added up: 9; next was Bob: 7."
    )
    for reason, names in {
        **PAUSED_AND_OFFLINE,
        "talking": f"Eve (call {english} of english",
        "passed": "Bob (idle",
    }.items():
        assert said(refused.others)[reason].startswith(names)
    assert len(refused.others) == 5
    assert "Bob was asked, and talked to the caller after" in answered.sentences[0]
    assert answered.sentences[1] == "Bob was the only idle agent who could serve the caller."
    for reason, names in {**PAUSED_AND_OFFLINE, "talking": "Eve (", "resting": "Alice (refused this call"}.items():
        assert said(answered.others)[reason].startswith(names)
    assert len(answered.others) == 5


async def test_why_this_agent_and_why_nobody_yet(tmp_path: Path) -> None:
    """A call that is answered at the second attempt, one that waits behind it, and the same after a restart."""
    async with call_centre(tmp_path, DOCUMENT) as centre:
        busy = await at_work(centre)
        english = centre.only_call().call_id
        first = centre.call(NUMBER)
        await centre.wait_for_agent(BOB, AgentState.TALKING)
        (call_id,) = {call.call_id for call in centre.view().calls} - {english}
        second = await waiting(centre, NUMBER)
        (waits,) = {call.call_id for call in centre.view().calls} - {english, call_id}
        await _assert_waits(centre, waits, call_id)
        second.hang_up()
        await centre.wait_for(lambda view: len(view.calls) == 2, what="the caller who waited is gone")
        first.hang_up()
        busy.hang_up()
        await centre.wait_quiet()
        assert_answered(await explained(centre, call_id), english)
        gone = await explained(centre, waits)
        assert gone.wait is not None and said(gone.wait.others)["talking"].startswith("Bob (call")
        assert gone.sentences[2].endswith("without an agent: abandoned, waiting.")
        before = await explained(centre, call_id)
        await assert_clean(centre)
    async with call_centre(tmp_path, DOCUMENT) as centre:
        assert await explained(centre, call_id) == before
        with pytest.raises(NotFound, match=r"There is no call 1\.1: `acd status` shows"):
            await explained(centre, "1.1")
        await _assert_commands(centre, call_id, before)
        await assert_clean(centre, same_run=False)
    await _assert_commands(centre, call_id, before)


async def _assert_waits(centre: CallCentre, waits: str, served: str) -> None:
    """Nobody is idle who could serve the second caller, and each has a reason; the terminal says so too."""
    found = await explained(centre, waits)
    assert (found.state, found.offers) == ("waiting", ()) and found.wait is not None
    reasons = {**PAUSED_AND_OFFLINE, "resting": f"Alice (refused call {served}"}
    for reason, names in reasons.items():
        assert said(found.wait.others)[reason].startswith(names)
    assert said(found.wait.others)["talking"].startswith(f"Bob (call {served} of support, for ")
    assert len(found.wait.others) == 5
    shown = await command.run(centre.app.settings, "explain", waits)
    assert (shown.code, shown.err) == (0, "")
    assert "Why nobody yet" in shown.out and "The caller asks for german 3, which 5 agents have: " in shown.out


async def _assert_commands(centre: CallCentre, call_id: str, before: Explanation) -> None:
    """The same in a terminal and as data, with a controller and without one; one that is not there is an error."""
    shown = await command.run(centre.app.settings, "explain", call_id)
    assert (shown.code, shown.err) == (0, "")
    for offer in before.offers:
        assert all(sentence in shown.out for sentence in offer.sentences)
        people = [one for group in offer.others for one in group.agents]
        assert all((f"{one.name} ({one.detail})" if one.detail else one.name) in shown.out for one in people)
    data = json.loads((await command.run(centre.app.settings, "explain", call_id, "--json")).out)
    assert data["sentences"] == list(before.sentences)
    assert [offer["agent"] for offer in data["offers"]] == ["alice", "bob"]
    wrong = await command.run(centre.app.settings, "explain", "1.1")
    assert wrong.code == 1 and "There is no call 1.1" in wrong.err and "`acd status`" in wrong.err


async def test_the_same_in_postgresql(tmp_path: Path, empty_postgres_url: str) -> None:
    """Every reason is found by the other database too."""
    url = empty_postgres_url.replace("postgresql://", "postgresql+asyncpg://")
    async with call_centre(tmp_path, DOCUMENT, database_url=url) as centre:
        busy = await at_work(centre)
        english = centre.only_call().call_id
        call = centre.call(NUMBER)
        await centre.wait_for_agent(BOB, AgentState.TALKING)
        (call_id,) = {one.call_id for one in centre.view().calls} - {english}
        call.hang_up()
        busy.hang_up()
        await call.ended(scaled(5))
        await centre.wait_quiet()
        assert_answered(await explained(centre, call_id), english)
        await assert_clean(centre)
