"""What Asterisk holds of ours, seen from its lists."""

from typing import Any

import msgspec

from acd.ari.messages import Bridge, Channel
from acd.ari.snapshot import bridges_seen, legs_seen
from acd.domain.agents import Endpoint
from acd.domain.calls import BridgeId, LegId
from acd.domain.events import BridgeSeen, LegSeen
from tests.unit.ari.frames import AGENT, CALLER, agent, bridge, caller

A, C = LegId(AGENT), LegId(CALLER)


def seen(channels: list[dict[str, Any]], bridges: list[dict[str, Any]]) -> tuple[LegSeen, ...]:
    """Through the same structs as the answers."""
    return legs_seen("acd-main", msgspec.convert(channels, list[Channel]), msgspec.convert(bridges, list[Bridge]))


def test_nothing() -> None:
    """An idle Asterisk."""
    assert seen([], []) == ()


def test_a_conversation() -> None:
    """Both know each other; who is the caller is told."""
    assert seen([caller(), agent()], [bridge(CALLER, AGENT)]) == (
        LegSeen(C, is_caller=True, answered=True, peer=A),
        LegSeen(A, is_caller=False, answered=True, endpoint=Endpoint("agent-alice-smith"), peer=C),
    )


def test_waiting_and_ringing() -> None:
    """A waiting room makes no peers, and neither does a bridge with one in it."""
    waiting = seen([caller("Ring"), agent("Ringing")], [bridge(CALLER, AGENT, kind="holding"), bridge(AGENT)])
    assert [(leg.answered, leg.peer) for leg in waiting] == [(False, None), (False, None)]


def test_channels_of_others_are_left_out() -> None:
    """The safety net's callers, other pools, phone to phone."""
    other = caller(dialplan={"app_name": "Stasis", "app_data": "acd-other,caller"})
    queue = caller(dialplan={"app_name": "Queue", "app_data": "safety-net,,,,300"})
    assert seen([other, queue], []) == ()


def test_bridges_made_over_ari_are_told_with_who_is_in_them() -> None:
    """Empty ones too, as nobody else removes them; those of the dialplan are not ours."""
    listed = [bridge(CALLER, AGENT), bridge(), bridge(CALLER) | {"bridge_class": "basic"}]
    told = bridges_seen(msgspec.convert(listed, list[Bridge]))
    assert told == (BridgeSeen(BridgeId(listed[0]["id"]), (C, A)), BridgeSeen(BridgeId(listed[1]["id"])))
