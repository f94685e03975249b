"""The PBX's books."""

import pytest

from acd.domain.agents import Endpoint
from acd.domain.calls import BridgeId, LegId, PlaybackId
from acd.domain.errors import CommandRejected
from acd.domain.events import LegSeen, PlaybackEnded
from acd.simulator.pbx_state import PbxState

C, A, B, P = LegId("c"), LegId("a"), BridgeId("b"), PlaybackId("p")


def test_two_in_a_bridge_are_peers() -> None:
    """One alone, or three, are nobody's."""
    state = PbxState()
    caller, agent = state.add(C, None), state.add(A, Endpoint("agent-a"))
    state.open_bridge(B)
    state.move(caller, B)
    assert state.seen() == (LegSeen(C, True), LegSeen(A, False, endpoint=Endpoint("agent-a")))
    agent.answered = True
    state.move(agent, B)
    assert state.seen() == (LegSeen(C, True, peer=A), LegSeen(A, False, True, Endpoint("agent-a"), C))
    state.move(state.add(LegId("x"), None), B)
    assert [leg.peer for leg in state.seen()] == [None, None, None]


def test_a_bridge_is_opened_once_and_closed_as_often_as_one_likes() -> None:
    """Who is in it stays alone."""
    state = PbxState()
    caller = state.add(C, None)
    state.open_bridge(B)
    state.move(caller, B)
    with pytest.raises(CommandRejected):
        state.open_bridge(B)
    state.close_bridge(B)
    state.close_bridge(B)
    assert caller.bridge_id is None
    state.open_bridge(B)


def test_an_ear_is_no_caller() -> None:
    """It is found by the leg at which it listens."""
    state = PbxState()
    state.add(A, Endpoint("agent-a"))
    ear = state.add(LegId("ear"), None, listens_to=A)
    assert state.ears_at(A) == [ear.id] and state.ears_at(C) == []
    assert [leg.is_caller for leg in state.seen()] == [False, False]


def test_a_playback_ends_once() -> None:
    """And not at all on a leg that is gone."""
    state = PbxState()
    state.add(C, None).playing.append(P)
    assert state.stop_playing(C, P) == [PlaybackEnded(C, P)]
    assert state.stop_playing(C, P) == []
    state.add(C, None).playing.append(P)
    assert state.remove(C) is not None
    assert state.remove(C) is None
    assert state.stop_playing(C, P) == []
