"""Calls of the safety net become records: once, and only those that are not there already."""

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from acd.clock import Clock
from acd.domain.agents import AgentId, Endpoint
from acd.domain.calls import CallId, OutcomeReason, SegmentKind
from acd.domain.flows import FlowId
from acd.domain.pool import Pool
from acd.domain.records import CallEnded, CallStarted, Record, Segment
from acd.domain.tenants import Entry, Number, TenantId
from acd.keep_net_records import OUTCOME, NetRecords
from acd.pbx.queue_log_file import QueueLogFile
from tests.unit.pbx.test_queue_log import LEFT_A_MESSAGE, SERVED, ms

ACME = TenantId("acme")
CALL = CallId("acd-1.0")


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
        self.asked: list[CallId] = []
        self.kept: list[Record] = []
        entry = Entry(Number("+15550100"), ACME, FlowId("acme"))
        pool, seats = Pool(entries={entry.number: entry}), {Endpoint("agent-bob"): AgentId("bob")}
        self.records = NetRecords(
            QueueLogFile(self.log), self._known, lambda: pool, lambda: seats, self.kept.extend, UtcClock()
        )

    async def _known(self, call_ids: Collection[CallId]) -> Mapping[CallId, str | None]:
        self.asked += call_ids
        return {call_id: self.stored[call_id] for call_id in call_ids if call_id in self.stored}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def test_a_call_that_never_was_ours(house: House) -> None:
    """Whose it was, who talked, and when; marked as the net's."""
    await house.records.look()
    house.log.write_text(SERVED)
    await house.records.look()
    started, waited, talked, ended = house.kept
    assert isinstance(started, CallStarted) and (started.tenant_id, started.caller.number) == (ACME, "+4930111")
    assert (waited, talked) == (
        Segment(CALL, 1, SegmentKind.QUEUE, ACME, None, None, ms(1.25), ms(5)),
        Segment(CALL, 2, SegmentKind.TALK, ACME, None, AgentId("bob"), ms(5), ms(65.9)),
    )
    assert isinstance(ended, CallEnded)
    assert (ended.outcome, ended.agent_id, ended.wait_ms, ended.talk_ms) == (OUTCOME, "bob", 3750, 60900)


async def test_a_call_that_was_asked_for_a_message(house: House) -> None:
    """The time of the message is neither wait nor talk."""
    house.log.write_text(LEFT_A_MESSAGE.replace("+4711", "+15550100"))
    await house.records.look()
    _, waited, message, ended = house.kept
    assert isinstance(waited, Segment) and isinstance(message, Segment) and isinstance(ended, CallEnded)
    assert (waited.kind, message.kind, message.agent_id) == (SegmentKind.QUEUE, SegmentKind.FLOW, None)
    assert (message.started_ms, message.ended_ms) == (ms(102), ms(109.001))
    assert (ended.wait_ms, ended.talk_ms, ended.agent_id) == (1000, 0, None)


async def test_each_is_told_once(house: House) -> None:
    """Also when the log goes on, and by the next controller."""
    house.log.write_text(SERVED)
    await house.records.look()
    await house.records.look()
    house.log.write_text(SERVED + LEFT_A_MESSAGE)
    await house.records.look()
    assert [one.call_id for one in house.kept if isinstance(one, CallEnded)] == ["acd-1.0", "acd-1.5"]
    assert not [one for one in house.kept if isinstance(one, Segment) and one.call_id == "acd-1.5"]  # nobody's number
    assert house.asked == ["acd-1.0", "acd-1.5"]
    following = House(house.log.parent)
    following.stored = {CALL: OutcomeReason.SAFETY_NET, CallId("acd-1.5"): OutcomeReason.SAFETY_NET}
    await following.records.look()
    assert following.kept == []


async def test_a_call_whose_controller_died_gets_its_end(house: House) -> None:
    """What was assumed of it gives way; its beginning is known already."""
    house.stored = {CALL: OutcomeReason.CONTROLLER_LOST}
    house.log.write_text(SERVED)
    await house.records.look()
    [ended] = house.kept
    assert isinstance(ended, CallEnded) and ended.agent_id == "bob"


async def test_a_call_that_is_still_open_is_looked_at_again(house: House) -> None:
    """The calls of a dead controller are closed after the start, and only then it is known that nobody had them."""
    house.stored = {CALL: None}
    house.log.write_text(SERVED)
    await house.records.look()
    assert house.kept == []
    house.stored = {CALL: OutcomeReason.CONTROLLER_LOST}
    await house.records.look()
    assert [type(one) for one in house.kept] == [CallEnded]
