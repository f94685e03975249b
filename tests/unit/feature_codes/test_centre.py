"""What codes may know of the call centre."""

import pytest

from acd.domain.agents import AgentId, Endpoint
from acd.domain.calls import CallId
from acd.domain.events import RecordingRequested, SignInRequested
from acd.domain.queues import QueueId
from tests.unit.engine.scenes import ALICE, BOB
from tests.unit.feature_codes.stage import DESK, Stage


def test_who_is_at_a_phone() -> None:
    """Whoever signed in there; nobody at the phone of somebody who is gone or elsewhere."""
    stage = Stage()
    at = stage.centre.at
    assert at(DESK) is None and at(Endpoint("agent-alice")) is None
    assert stage.centre.ask(SignInRequested(ALICE, DESK)) is None
    here = at(DESK)
    assert here is not None and here.agent_id == ALICE
    assert at(Endpoint("agent-alice")) is None


async def test_calls_and_lines() -> None:
    """As the engine has them."""
    stage = Stage().talking()
    call = stage.centre.call(CallId("c1"))
    assert call is not None and call.agent_id == ALICE
    assert stage.centre.call(None) is None
    assert stage.centre.waiting({QueueId("sales"), QueueId("vip")}) == 0
    nobody = stage.centre.agent(AgentId("nobody"))
    assert nobody is None


def test_a_request_about_nobody_is_refused_in_words() -> None:
    """Somebody may be removed while their phone is listening."""
    stage = Stage()
    assert "no agent" in (stage.centre.ask(SignInRequested(AgentId("gone"))) or "")
    assert "no call" in (stage.centre.ask(RecordingRequested(CallId("gone"))) or "")


@pytest.mark.parametrize(
    ("agent_id", "pin", "right"),
    [(ALICE, "111111", True), (ALICE, "222222", False), (ALICE, "", False), (BOB, "222222", True)],
)
def test_a_pin(agent_id: AgentId, pin: str, right: bool) -> None:
    """That of this agent, whole."""
    assert Stage().centre.is_pin(agent_id, pin) is right


def test_nobody_has_no_pin() -> None:
    """Not even the one that is compared with, so that an unknown number takes as long as a known one."""
    assert not Stage().centre.is_pin(None, "000000")
