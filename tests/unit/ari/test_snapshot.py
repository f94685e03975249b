"""What Asterisk holds of ours, seen from its lists."""

from typing import Any

import msgspec

from acd.ari import memo
from acd.ari.messages import Bridge, Channel
from acd.ari.snapshot import Held, held
from acd.clock import Clock, UtcScale
from acd.domain.agents import AgentId, Endpoint
from acd.domain.calls import BridgeId, CallerId, LegId, PlaybackId
from acd.domain.events import LegSeen
from acd.domain.flows import StepName
from acd.domain.memo import CallMemo
from acd.domain.progress import Progress
from acd.domain.queues import QueueId
from acd.domain.tenants import Number, TenantId
from tests.unit.ari.frames import AGENT, CALLER, EAR, SUPERVISOR, agent, bridge, caller, ear

A, C = LegId(AGENT), LegId(CALLER)
SCALE = UtcScale(Clock())
PROGRESS = Progress(StepName("2"))
MEMO = CallMemo(
    TenantId("acme"), 1000.0005, PROGRESS, PlaybackId("p2"), QueueId("sales"), 1003.0005, 7, AgentId("alice")
)
SINCE = SCALE.moment(1795299774762)
NUMBER, ANN = Number("+498912345"), CallerId("+4930123", "Ann")


def seen(channels: list[dict[str, Any]], bridges: list[dict[str, Any]]) -> Held:
    """Through the same structs as the answers."""
    both = msgspec.convert(channels, list[Channel]), msgspec.convert(bridges, list[Bridge])
    return held("acd-main", *both, frozenset({CALLER}), SCALE)


def kept(text: str | None = None) -> dict[str, str]:
    """Variables of a bridge or channel."""
    return {"ACD_CALL": memo.write(MEMO, SCALE) if text is None else text}


def test_nothing() -> None:
    """An idle Asterisk."""
    assert seen([], []) == Held()


def test_a_conversation() -> None:
    """Both know each other; who is the caller is told, and what was kept of the call."""
    assert seen([caller(), agent()], [bridge(CALLER, AGENT) | {"bridgevars": kept()}]).legs == (
        LegSeen(
            C,
            is_caller=True,
            answered=True,
            peer=A,
            since=SINCE,
            number=NUMBER,
            caller=ANN,
            bridge_id=BridgeId("b1"),
            memo=MEMO,
        ),
        LegSeen(A, False, True, Endpoint("agent-alice-smith"), C, bridge_id=BridgeId("b1"), memo=MEMO),
    )


def test_a_supervisor_who_listens() -> None:
    """The ear is no caller and no phone, and the two who talk have each other and nobody else."""
    bridges = [bridge(CALLER, AGENT), bridge(EAR, SUPERVISOR) | {"id": "b2"}]
    legs = seen([caller(), agent(), agent(id=SUPERVISOR), ear()], bridges).legs
    assert [(leg.is_caller, leg.peer, leg.endpoint is None) for leg in legs] == [
        (True, A, True),
        (False, C, False),
        (False, EAR, False),
        (False, SUPERVISOR, True),
    ]


def test_waiting_and_ringing() -> None:
    """A waiting room makes no peers."""
    one, two = seen([caller("Ring"), agent("Ringing")], [bridge(CALLER, AGENT, kind="holding")]).legs
    assert [(leg.answered, leg.peer, leg.room_id) for leg in (one, two)] == [(False, None, BridgeId("b1"))] * 2
    assert (one.ringing, two.ringing, one.bridge_id) == (False, True, None)


def test_alone_in_a_conversation() -> None:
    """Whom the other one left."""
    (leg,) = seen([caller()], [bridge(CALLER)]).legs
    assert (leg.peer, leg.bridge_id) == (None, BridgeId("b1"))


def test_a_caller_in_the_flow() -> None:
    """The memo is beside the channel; a bridge's own is later and counts more."""
    (leg,) = seen([caller(channelvars=kept())], []).legs
    assert leg.memo == MEMO
    (leg,) = seen([caller(channelvars=kept("nonsense"))], []).legs
    assert leg.memo is None
    (leg,) = seen([caller(channelvars=kept())], [bridge(CALLER) | {"bridgevars": kept("nonsense")}]).legs
    assert leg.memo == MEMO


def test_a_time_that_is_none() -> None:
    """It counts as very long ago."""
    (leg,) = seen([caller(creationtime="soon")], []).legs
    assert leg.since == 0.0


def test_empty_bridges_of_ours() -> None:
    """Those of the dialplan are not touched."""
    bridges = [bridge(), bridge() | {"bridge_class": "basic"}, bridge(CALLER)]
    assert seen([], bridges).empty_bridges == (BridgeId("b1"),)


def test_channels_of_others_are_left_out() -> None:
    """The safety net's callers, other pools, phone to phone."""
    other = caller(dialplan={"app_name": "Stasis", "app_data": "acd-other,caller"})
    queue = caller(dialplan={"app_name": "Queue", "app_data": "safety-net,,,,300"})
    assert seen([other, queue], []) == Held()
