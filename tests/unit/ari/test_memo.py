"""The text that Asterisk keeps for us: short, exact, and nothing that anybody else could break us with."""

import pytest

from acd.ari import memo
from acd.clock import Clock, UtcScale
from acd.domain.agents import AgentId
from acd.domain.calls import PlaybackId
from acd.domain.flows import FlowId, StepName
from acd.domain.memo import CallMemo
from acd.domain.progress import Phase, Progress
from acd.domain.queues import QueueId
from acd.domain.tenants import TenantId

SCALE = UtcScale(Clock())
LONG = CallMemo(
    TenantId("t" * 40),
    1000.0005,
    Progress(StepName("s" * 20), Phase.KEY, 2, "12", 7, {"tier": "gold"}, ("vip",), StepName("line")),
    PlaybackId("acd-128f299f-1795305184.10000~3fa9c1-p12"),
    QueueId("q" * 40),
    1003.0005,
    100_000,
    AgentId("a" * 40),
    -30.25,
    flow_id=FlowId("acme/main"),
    flow_version=7,
    away=True,
)


def test_there_and_back_to_the_millisecond() -> None:
    """What is read is what was written; moments stand in the middle of their millisecond."""
    assert memo.read(memo.write(LONG, SCALE), SCALE) == LONG
    short = CallMemo(TenantId("acme"), 5.0005)
    assert memo.read(memo.write(short, SCALE), SCALE) == short


def test_it_is_short() -> None:
    """It is repeated in every event."""
    assert len(memo.write(LONG, SCALE)) < 420
    assert len(memo.write(CallMemo(TenantId("acme"), 5.0), SCALE)) < 40


@pytest.mark.parametrize("text", [None, "", "{}", "[]", '{"t": 1, "a": 2}', '{"t": "x", "a": "y"}', '{"t": "x"'])
def test_what_is_no_memo(text: str | None) -> None:
    """It is nothing, and no error."""
    assert memo.read(text, SCALE) is None


def test_a_variable_is_reported() -> None:
    """Otherwise it would not come back in the lists."""
    assert memo.variables(LONG, SCALE) == {"ACD_CALL": {"value": memo.write(LONG, SCALE), "report_events": True}}
