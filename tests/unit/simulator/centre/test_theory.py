"""What the formulas say of a centre, and where they say nothing."""

from typing import Any

import pytest

from acd.simulator.centre.theory import Theory, theory_of
from acd.simulator.erlang import erlang_a, erlang_c
from tests.unit.simulator.centre.centres import centre

QUEUE = {"id": "calls", "arrivals": {"rate_per_hour": 60}, "talk": 60}


def test_patient_callers_are_erlang_c_and_others_erlang_a() -> None:
    """Wrap-up and ring make the agent busy; only agents with the skill count."""
    patient = theory_of(
        centre(
            queues=[{**QUEUE, "requires": {"x": 1}, "wrapup_s": 20}],
            agents=[{"id": "a", "count": 3, "skills": {"x": 1}}, {"id": "b"}],
            phones={"ring": 4},
        )
    )
    assert isinstance(patient, Theory)
    assert (patient.formula, patient.wait_probability) == ("Erlang C", erlang_c(3, 1 / 60, 84.0).wait_share)
    assert patient.asa_s == erlang_c(3, 1 / 60, 84.0).mean_wait_s + 4
    hasty = theory_of(centre(queues=[{**QUEUE, "patience": 30}]))
    assert isinstance(hasty, Theory)
    assert (hasty.formula, hasty.abandon_rate) == ("Erlang A", erlang_a(2, 1 / 60, 60, 30).abandoned_share)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"queues": [{**QUEUE, "count": 2}]}, "one queue only"),
        ({"queues": [{**QUEUE, "arrivals": {"recorded": [1.0]}}]}, "a steady stream"),
        ({"agents": [{"id": "a", "breaks": [{"from": "00:10", "to": "00:20"}]}]}, "agents who are always there"),
        ({"queues": [{**QUEUE, "talk": 130}]}, "2.16667 Erlang are too many for 2 agents: the line grows for ever"),
        ({"queues": [{**QUEUE, "requires": {"x": 1}}]}, "nobody can serve the queue"),
        ({"queues": [{**QUEUE, "talk": {"mean_s": 60, "distribution": "fixed"}}]}, "exponential"),
        ({"queues": [{**QUEUE, "last_agent_for_s": 9}]}, "the formulas know callers who are served by anyone"),
    ],
)
def test_elsewhere_it_is_said_why_there_is_nothing(fields: dict[str, Any], reason: str) -> None:
    """No figure that means something else."""
    said = theory_of(centre(**fields))
    assert isinstance(said, str) and reason in said
