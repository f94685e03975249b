"""What agents asked for, and the rest of their wrap-up, over a crash of the controller and over a planned restart."""

import asyncio
import signal
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from acd.client.shapes import Agent
from acd.domain.agents import AgentId
from acd.domain.feature_codes import Sentence
from acd.simulator.sip import OutgoingCall, Phone
from tests.fixtures import code_sounds
from tests.fixtures.call_centre import ALICE, BOB
from tests.fixtures.centre_configuration import configuration
from tests.fixtures.code_sounds import hears
from tests.fixtures.ledger import assert_complete
from tests.fixtures.outside import Outside, outside
from tests.fixtures.patience import scaled, until_true
from tests.fixtures.scenes import hear_each_other

pytestmark = pytest.mark.live

WRAPUP_S, EXTENSION_S = 20.0, 6.0
"""Longer than a restart takes on a busy machine."""
ABOUT_S = 1.0

ways = pytest.mark.parametrize("crashes", [True, False], ids=["crash", "hand-over"])


@ways
async def test_what_was_asked_for_during_a_call_is_shown_and_granted(tmp_path: Path, crashes: bool) -> None:
    """A pause with its reason, and a sign-out; when the call ends after the restart. Then all is as ever."""
    async with outside(tmp_path, configuration(agents=("alice", "bob")), hand_over=True) as centre:
        phone, first = await _talks(centre, ALICE, "+15550001")
        _, second = await _talks(centre, BOB, "+15550002")
        await asyncio.to_thread(centre.client.pause, ALICE, "lunch")
        await asyncio.to_thread(centre.client.sign_out, BOB)
        await _restart(centre, crashes, lambda row: row["pause_wish"] == "lunch" or row["sign_out_wish"])
        await centre.wait_for(lambda status: {call.state for call in status.calls} == {"connected"}, "both in hand")
        agents = await _agents(centre)
        told = {agent.id: (agent.state, agent.reason, agent.wish) for agent in agents.values()}
        assert told == {ALICE: ("talking", None, "paused"), BOB: ("talking", None, "offline")}
        for call in (first, second):
            call.hang_up()
        await centre.wait_for_agent(ALICE, "paused")
        await centre.wait_for_agent(BOB, "offline")
        agents = await _agents(centre)
        told = {agent.id: (agent.state, agent.reason, agent.wish) for agent in agents.values()}
        assert told == {ALICE: ("paused", "lunch", None), BOB: ("offline", None, None)}
        await asyncio.to_thread(centre.client.resume, ALICE)
        await _answered(centre, ALICE, phone, "+15550003")
        assert (await _agents(centre))[ALICE].wish is None
        await _ends_well(centre, calls=3)


@ways
async def test_a_wrapup_ends_when_it_would_have_ended(tmp_path: Path, crashes: bool) -> None:
    """Not begun anew, not cut; one that was extended keeps its extension; the records say the same."""
    document = configuration(agents=("alice", "bob"), queues=[{"id": "support", "wrapup_s": WRAPUP_S}])
    document["feature_codes"] = {"voices": {"en": code_sounds.write(tmp_path)}, "extend_wrapup_s": EXTENSION_S}
    async with outside(tmp_path, document, hand_over=True) as centre:
        _, first = await _talks(centre, ALICE, "+15550001")
        phone, second = await _talks(centre, BOB, "+15550002")
        for call in (first, second):
            call.hang_up()
        for agent_id in (ALICE, BOB):
            await centre.wait_for_agent(agent_id, "wrapup")
        began = {agent_id: agent.since for agent_id, agent in (await _agents(centre)).items()}
        code = phone.call("*62")
        await hears(code, Sentence.WRAPUP_EXTENDED)
        await code.ended(scaled(8))
        lasts = {ALICE: WRAPUP_S, BOB: WRAPUP_S + EXTENSION_S}

        def extended(row: dict[str, Any]) -> bool:
            return _seconds(row["until_ms"], row["since_ms"]) > lasts[row["agent_id"]] - ABOUT_S

        await _restart(centre, crashes, extended)
        agents = await _agents(centre)
        assert {agent.state for agent in agents.values()} == {"wrapup"}, "the restart took longer than the wrap-up"
        for agent_id in (ALICE, BOB):
            assert abs((agents[agent_id].since - began[agent_id]).total_seconds()) < ABOUT_S
        for agent_id in (ALICE, BOB):
            await centre.wait_for_agent(agent_id, "available", WRAPUP_S + EXTENSION_S)
            ended = (await _agents(centre))[agent_id].since
            assert _took(began[agent_id], ended) == pytest.approx(lasts[agent_id], abs=ABOUT_S)
        await _ends_well(centre, calls=2)
        stints = [row for row in await centre.rows("agent_stints") if row["state"] == "wrapup"]
        lasted = dict.fromkeys(lasts, 0.0)
        for row in stints:
            lasted[row["agent_id"]] += row["duration_ms"] / 1000
        assert len(stints) == 3  # the extension is written down when it is given
        assert lasted == {agent_id: pytest.approx(length, abs=ABOUT_S) for agent_id, length in lasts.items()}


def _took(began: datetime, ended: datetime) -> float:
    return (ended - began).total_seconds()


def _seconds(later_ms: int | None, earlier_ms: int) -> float:
    return ((later_ms or 0) - earlier_ms) / 1000


async def _restart(centre: Outside, crashes: bool, stored: Callable[[dict[str, Any]], object]) -> None:
    """Let the next controller take over: what is younger than a moment may die in a crash, and nothing otherwise."""
    if crashes:

        async def all_stored() -> bool:
            return all(stored(row) for row in await centre.rows("agent_states"))

        await until_true(all_stored, "what agents asked for is stored")
        await centre.kill()
    else:
        assert await centre.stop() == 0
        assert centre.pbx_runs()
    await centre.start()


async def _agents(centre: Outside) -> dict[str, Agent]:
    return {agent.id: agent for agent in (await asyncio.to_thread(centre.client.status)).agents}


async def _talks(centre: Outside, agent_id: AgentId, caller: str) -> tuple[Phone, OutgoingCall]:
    """Bring an agent to work, and into a conversation."""
    phone = await centre.agent(agent_id)
    return phone, await _answered(centre, agent_id, phone, caller)


async def _answered(centre: Outside, agent_id: AgentId, phone: Phone, caller: str) -> OutgoingCall:
    call = centre.call(caller=caller)
    ringing = await phone.next_call(scaled(10))
    await ringing.answer()
    await centre.wait_for_agent(agent_id, "talking")
    await hear_each_other(call, ringing)
    return call


async def _ends_well(centre: Outside, calls: int) -> None:
    """End it all: whole accounts, nothing in Asterisk, no error, no process."""
    await centre.calls_stored(calls)
    assert await centre.stop(signal.SIGINT) == 0
    assert not centre.pbx_runs()
    stored = await centre.rows("calls")
    assert len(stored) == calls
    assert_complete(stored, await centre.rows("segments"))
    stints: dict[str, list[tuple[int, int]]] = {}
    for row in await centre.rows("agent_stints"):
        stints.setdefault(row["agent_id"], []).append((row["started_at_ms"], row["duration_ms"]))
    for agent_id, own in stints.items():
        own.sort()
        for (start, length), (following, _) in pairwise(own):
            assert start + length <= following + 2, (agent_id, own)
    assert '"level": "error"' not in centre.said()
    assert "Traceback" not in centre.said()
