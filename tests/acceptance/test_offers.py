"""An agent's phone that does not take the call: the caller keeps the place, and the next agent is asked at once."""

from pathlib import Path

import pytest

from acd.domain.agents import AgentState
from acd.domain.calls import CallState
from acd.domain.events import SignInRequested
from acd.simulator.sip import Answer, IncomingCall, Policy, Refuse, RingForever, Silent
from acd.simulator.sip.policy import Behaviour
from tests.fixtures.call_centre import ALICE, BOB, CallCentre, call_centre
from tests.fixtures.centre_configuration import CALLER_HZ, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.hearing import hears_music
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import hear_each_other

pytestmark = pytest.mark.live

DOCUMENT = configuration(
    agents=("alice", "bob"), queues=[{"id": "support", "ring_timeout_s": 2.0}], offers={"ringing_within_s": 1.0}
)
AT_ONCE_MS = 20


def silent(_: IncomingCall) -> Behaviour:
    """Answer no call, but OPTIONS: as a phone that was there a moment ago."""
    return Silent()


@pytest.mark.parametrize(
    ("policy", "result"),
    [
        (Refuse(486), "refused"),
        (Refuse(603), "refused"),
        (Refuse(486, after_s=0.2), "refused"),
        (Refuse(480, after_s=0.2), "missed"),
        (Refuse(404), "failed"),
        (Refuse(503), "failed"),
        (RingForever(), "missed"),
        (silent, "failed"),
    ],
    ids=["busy", "declined", "busy after ringing", "no answer", "not found", "out of order", "rings on", "silent"],
)
async def test_the_next_agent_is_asked_at_once(tmp_path: Path, policy: Policy, result: str) -> None:
    """Whatever alice's phone does instead of answering, bob's rings in the same moment, and he talks."""
    async with call_centre(tmp_path, DOCUMENT) as centre:
        await centre.agent(ALICE, policy=policy)
        await _bob_gets_the_call(centre, result)
        await assert_clean(centre, silent_phones=policy is silent)


async def test_an_agent_whose_phone_is_not_registered_is_passed_over_at_once(tmp_path: Path) -> None:
    """Nobody waits for a phone that cannot be found: it is not even tried."""
    async with call_centre(tmp_path, DOCUMENT) as centre:
        centre.app.controller.ask(SignInRequested(ALICE))
        bob = await centre.agent(BOB, policy=Answer(after_s=0.1))
        call = centre.call()
        await hear_each_other(call, await bob.next_call(scaled(5)))
        call.hang_up()
        await centre.wait_quiet()
        assert [(offer["agent_id"], offer["result"]) for offer in await centre.rows("offers")] == [("bob", "accepted")]
        await assert_clean(centre)


async def _bob_gets_the_call(centre: CallCentre, result: str) -> None:
    bob = await centre.agent(BOB, policy=RingForever())
    call = centre.call()
    ringing = await bob.next_call(scaled(15))
    await hears_music(call)
    ringing.answer()
    await ringing.media.wait_heard(CALLER_HZ, scaled(5))
    await hear_each_other(call, ringing)
    ringing.hang_up()
    await call.ended(scaled(5))
    offers = await centre.rows("offers")
    assert [(offer["agent_id"], offer["result"]) for offer in offers] == [("alice", result), ("bob", "accepted")]
    gap_ms = offers[1]["started_at_ms"] - offers[0]["started_at_ms"] - offers[0]["duration_ms"]
    assert 0 <= gap_ms <= AT_ONCE_MS
    row = await centre.only_row()
    assert row["wait_ms"] == row["connected_at_ms"] - row["queued_at_ms"]


async def test_who_misses_two_calls_is_paused(tmp_path: Path) -> None:
    """The phone is left alone then; the caller waits on and gets the next agent who comes."""
    document = configuration(agents=("alice", "bob"), queues=[{"id": "support", "ring_timeout_s": 1.0}])
    async with call_centre(tmp_path, document) as centre:
        await centre.agent(ALICE, policy=RingForever())
        call = centre.call()
        await call.answered(scaled(5))
        alice = await centre.wait_for_agent(ALICE, AgentState.PAUSED, 10)
        assert alice.reason == "missed-calls"
        waiting = await centre.wait_for_call(CallState.WAITING)
        assert waiting.position == 1
        bob = await centre.agent(BOB, policy=Answer())
        ringing = await bob.next_call(scaled(5))
        await hear_each_other(call, ringing)
        call.hang_up()
        await ringing.ended(scaled(5))
        offers = await centre.rows("offers")
        assert [(offer["agent_id"], offer["result"]) for offer in offers] == [
            ("alice", "missed"),
            ("alice", "missed"),
            ("bob", "accepted"),
        ]
        assert all(1000 <= offer["duration_ms"] <= 1100 for offer in offers[:2])
        await assert_clean(centre)
