"""Legs to supervisors: what they are called, and whose they are."""

import pytest

from acd.domain.agents import AgentId, Endpoint
from acd.domain.calls import LegId
from acd.engine.call import offered_call, run_mark
from acd.engine.supervisor_legs import SupervisorLeg, SupervisorLegs, is_supervision, leg_name

NAME = leg_name(run_mark("3fa9c1"), 2)


def leg(listens_to: LegId | None = None) -> SupervisorLeg:
    """Sue is rung for Alice."""
    return SupervisorLeg(NAME, AgentId("sue"), AgentId("alice"), Endpoint("agent-sue"), listens_to=listens_to)


@pytest.mark.parametrize("name", [NAME, leg().ear_id, leg_name(run_mark(""), 1)])
def test_all_that_is_of_supervisors_is_known_by_its_name(name: LegId) -> None:
    """Whichever controller made it; no call is read into it."""
    assert is_supervision(name) and not offered_call(name).startswith("supervisor")


@pytest.mark.parametrize("name", ["acd-1763719200.17", "acd-1763719200.17~3fa9c1-a1", "supervisor", ""])
def test_what_is_of_a_call_is_not(name: str) -> None:
    """Callers' legs, and those to agents."""
    assert not is_supervision(LegId(name))


def test_an_ear_is_known_while_somebody_listens() -> None:
    """And not before, nor afterwards."""
    legs, silent = SupervisorLegs(), leg()
    legs.add(silent)
    assert legs.knows(NAME) and not legs.knows(silent.ear_id)
    silent.listens_to = LegId("c1-a1")
    assert legs.knows(silent.ear_id) and legs.with_ear(silent.ear_id) is silent and legs.with_ear(NAME) is None
    assert legs.of(silent.supervisor_id) is silent
    legs.remove(silent)
    assert not legs.knows(silent.ear_id) and not legs.holds(silent.supervisor_id) and not legs
