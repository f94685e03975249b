"""The safety net's members: who is signed in, written when it changes, read by Asterisk when it can."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from acd import keep_safety_net
from acd.domain.agents import AgentState, Endpoint
from acd.domain.errors import TransportError
from acd.keep_safety_net import Member, SafetyNetKeeper
from acd.pbx.plan import PbxPlan
from acd.pbx.safety_net import members_path
from acd.runtime.tasks import Tasks
from tests.fixtures.patience import until


class House:
    """Agents, and an Asterisk that reads the file unless it is away."""

    def __init__(self, folder: Path) -> None:
        self.plan = PbxPlan(
            state=folder / "asterisk",
            ari_port=8088,
            ari_password="x" * 20,
            ami_port=5038,
            ami_password="m" * 20,
            agi_port=4573,
        )
        self.plan.etc.mkdir(parents=True)
        self.agents: dict[str, AgentState] = {}
        self.away = False
        self.tried = 0
        self.read: list[str] = []
        self.keeper = SafetyNetKeeper(self, self.plan, self.members)

    def members(self) -> list[Member]:
        return [Member(Endpoint(name), state) for name, state in self.agents.items()]

    async def reload_safety_net(self) -> None:
        self.tried += 1
        if self.away:
            raise TransportError
        self.read.append(members_path(self.plan).read_text())


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(keep_safety_net, "SETTLE_S", 0.02)
    monkeypatch.setattr(keep_safety_net, "RETRY_S", 0.01)
    house = House(tmp_path)
    tasks = Tasks()
    tasks.spawn(house.keeper.run(), "safety net")
    yield house
    await tasks.cancel()


async def test_who_is_signed_in_is_in_the_net(house: House) -> None:
    """In every state but offline; who is in a pause rings last."""
    house.agents = {f"agent-{state}": state for state in AgentState}
    house.keeper.check()
    await until(lambda: bool(house.read), "read")
    members = {line for line in house.read[0].splitlines() if line.startswith("member")}
    working = set(AgentState) - {AgentState.OFFLINE, AgentState.PAUSED}
    assert members == {f"member => PJSIP/agent-{state}" for state in working} | {"member => PJSIP/agent-paused,1"}


async def test_changes_are_written_together_and_only_when_there_are_any(house: House) -> None:
    """A call makes an agent change four times, and nothing of it matters here."""
    house.agents = {"agent-a": AgentState.AVAILABLE}
    house.keeper.check()
    await until(lambda: len(house.read) == 1, "read")
    for state in (AgentState.RINGING, AgentState.TALKING, AgentState.WRAPUP):
        house.agents = {"agent-a": state}
        house.keeper.check()
        await asyncio.sleep(0.03)
    house.agents = {}
    for _ in range(10):
        house.keeper.check()
    await until(lambda: len(house.read) == 2, "read again")
    await asyncio.sleep(0.05)
    assert len(house.read) == 2
    assert "member" not in house.read[1].splitlines()[-1].partition(";")[0]


async def test_it_is_tried_until_asterisk_has_read_it(house: House) -> None:
    """The file is there meanwhile, for an Asterisk that starts."""
    house.away = True
    house.agents = {"agent-a": AgentState.AVAILABLE}
    house.keeper.check()
    await until(lambda: house.tried >= 2, "tried twice")
    assert "PJSIP/agent-a" in members_path(house.plan).read_text()
    house.away = False
    await until(lambda: bool(house.read), "read")


async def test_asterisk_reads_it_again_after_it_was_away(house: House) -> None:
    """Although nothing changed: the reload may have been lost."""
    house.keeper.check()
    await until(lambda: len(house.read) == 1, "read")
    house.keeper.reread()
    await until(lambda: len(house.read) == 2, "read again")


async def test_who_is_rung_outside_is_in_no_net(house: House) -> None:
    """Asterisk's queue would give callers to a voicemail."""
    house.agents = {"+15550123@trunk-carrier": AgentState.AVAILABLE, "agent-anna": AgentState.AVAILABLE}
    house.keeper.check()
    await until(lambda: bool(house.read), "Asterisk has read it")
    assert "agent-anna" in house.read[-1] and "+15550123" not in house.read[-1]
