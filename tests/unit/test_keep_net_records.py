"""Calls of the safety net become records: once, and only those that are not there already."""

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from acd.clock import Clock
from acd.domain.agents import Agent, AgentId, Endpoint
from acd.domain.calls import CallId, OutcomeReason, SegmentKind
from acd.domain.flows import FlowId
from acd.domain.pool import Pool
from acd.domain.records import CallEnded, CallStarted, Record, Segment
from acd.domain.tenants import Entry, Number, TenantId
from acd.keep_net_records import OUTCOME, NetRecords

SERVED = """1795305601|acd-1.0|safety-net|NONE|ENTERQUEUE|+15550100|+4930111|1
1795305605|acd-1.0|safety-net|PJSIP/agent-bob|CONNECT|4|acd-1.2|1
1795305665|acd-1.0|safety-net|PJSIP/agent-bob|COMPLETECALLER|4|60|1
"""
GAVE_UP = """1795305701|acd-1.5|safety-net|NONE|ENTERQUEUE||x|1
1795305709|acd-1.5|safety-net|NONE|ABANDON|1|1|8
"""
ACME = TenantId("acme")


class UtcClock(Clock):
    """Its monotonic time is UTC."""

    def utc_ms(self, monotonic_ms: int) -> int:
        """Return the same."""
        return monotonic_ms


class House:
    """A log, what is stored, and what was kept."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "queue_log"
        self.stored: dict[CallId, str | None] = {}
        self.kept: list[Record] = []
        bob = Agent(AgentId("bob"), "Bob", Endpoint("agent-bob"))
        entry = Entry(Number("+15550100"), ACME, FlowId("acme"))
        pool = Pool(agents={bob.id: bob}, entries={entry.number: entry})
        self.records = NetRecords(self.log, self._known, lambda: pool, self.kept.extend, UtcClock())

    async def _known(self, call_ids: Collection[CallId]) -> Mapping[CallId, str | None]:
        return {call_id: self.stored[call_id] for call_id in call_ids if call_id in self.stored}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def test_a_call_that_never_was_ours(house: House) -> None:
    """Whose it was, who talked, and each second; marked as the net's."""
    await house.records.look()
    house.log.write_text(SERVED)
    await house.records.look()
    started, waited, talked, ended = house.kept
    began = 1795305601000
    assert isinstance(started, CallStarted) and (started.tenant_id, started.caller.number) == (ACME, "+4930111")
    assert (waited, talked) == (
        Segment(CallId("acd-1.0"), 1, SegmentKind.QUEUE, ACME, None, None, began, began + 4000),
        Segment(CallId("acd-1.0"), 2, SegmentKind.TALK, ACME, None, AgentId("bob"), began + 4000, began + 64000),
    )
    assert isinstance(ended, CallEnded)
    assert (ended.outcome, ended.agent_id, ended.wait_ms, ended.talk_ms) == (OUTCOME, "bob", 4000, 60000)


async def test_each_is_told_once(house: House) -> None:
    """Also when the log goes on, and by the next controller."""
    house.log.write_text(SERVED)
    await house.records.look()
    await house.records.look()
    house.log.write_text(SERVED + GAVE_UP)
    await house.records.look()
    assert [one.call_id for one in house.kept if isinstance(one, CallEnded)] == ["acd-1.0", "acd-1.5"]
    assert not [one for one in house.kept if isinstance(one, Segment) and one.call_id == "acd-1.5"]  # nobody's number
    following = House(house.log.parent)
    following.stored = {CallId("acd-1.0"): OutcomeReason.SAFETY_NET, CallId("acd-1.5"): OutcomeReason.SAFETY_NET}
    await following.records.look()
    assert following.kept == []


async def test_a_call_whose_controller_died_gets_its_end(house: House) -> None:
    """What was assumed of it gives way; its beginning is known already."""
    house.stored = {CallId("acd-1.0"): OutcomeReason.CONTROLLER_LOST}
    house.log.write_text(SERVED)
    await house.records.look()
    [ended] = house.kept
    assert isinstance(ended, CallEnded) and ended.agent_id == "bob"
