"""Pools of scenarios."""

from pathlib import Path
from typing import Any

import pytest

from acd.domain.fairness import Fairness
from acd.domain.queues import QueueId
from acd.simulator.centre.scenario import Scenario
from acd.simulator.centre.staffing import Unfit, number_of, pool_of

CONFIGURATION = """\
queues:
  - {id: support, requires: {plumbing: 3}, wrapup_s: 10}
  - {id: unused}
agents:
  - {id: alice, name: Alice, skills: {plumbing: 8}}
  - {id: bob, name: Bob}
"""
TRAFFIC: dict[str, Any] = {"arrivals": {"rate_per_hour": 1}, "talk": 60}


def scenario(queue: dict[str, Any], **fields: Any) -> Scenario:
    return Scenario.model_validate({"queues": [{**TRAFFIC, **queue}], **fields})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "acd.yaml").write_text(CONFIGURATION)
    return tmp_path


def test_a_kind_stands_for_so_many() -> None:
    """Queues and agents get numbers; each queue is reached by a number of its own."""
    pool = pool_of(scenario({"id": "client", "count": 3, "wrapup_s": 7.0}, agents=[{"id": "a", "count": 2}]))
    assert list(pool.queues) == ["client-1", "client-2", "client-3"] and list(pool.agents) == ["a-1", "a-2"]
    assert all(queue.wrapup_s == 7.0 for queue in pool.queues.values())
    assert number_of(QueueId("client-2")) in pool.entries
    assert all(
        queue.requirement.met_by(agent.profile) for queue in pool.queues.values() for agent in pool.agents.values()
    )


def test_a_configuration_gives_queues_and_agents(folder: Path) -> None:
    """As they are there; the scenario says who calls."""
    pool = pool_of(scenario({"id": "support"}, configuration="acd.yaml"), folder)
    assert set(pool.agents) == {"alice", "bob"} and pool.queues[QueueId("support")].wrapup_s == 10.0
    assert list(pool.entries) == [number_of(QueueId("support"))]


@pytest.mark.parametrize(
    ("queue", "agents", "complaint"),
    [
        ({"id": "suport"}, [], "the configuration has no queue suport; did you mean support?"),
        ({"id": "support", "wrapup_s": 5.0}, [], "the configuration says this; remove it here or there"),
        ({"id": "support"}, [{"id": "carol"}], "the configuration has no agent carol"),
        ({"id": "support", "count": 2}, [], "count does not go with a configuration"),
        ({"id": "support"}, [{"id": "bob", "skills": {"x": 1}}], "the configuration says this"),
        ({"id": "support"}, [{"id": "bob"}, {"id": "bob"}], "bob is there already; take another name"),
    ],
)
def test_what_a_configuration_does_not_allow_is_told(
    folder: Path, queue: dict[str, Any], agents: list[dict[str, Any]], complaint: str
) -> None:
    """What is written must be found there, and be said once."""
    with pytest.raises(Unfit) as raised:
        pool_of(scenario(queue, configuration="acd.yaml", agents=agents), folder)
    assert complaint in str(raised.value)


def test_mistakes_of_the_configuration_it_stands_for_are_told_at_the_scenarios_own_place() -> None:
    """The second kind of queues, whichever of its many it is."""
    wrong = Scenario.model_validate(
        {
            "queues": [{"id": "a", "count": 3, **TRAFFIC}, {"id": "b", "count": 2, "ring_timeout_s": 0.0, **TRAFFIC}],
            "agents": [{"id": "x"}],
        }
    )
    with pytest.raises(Unfit) as raised:
        pool_of(wrong)
    assert {finding.path for finding in raised.value.findings} == {("queues", 1, "ring_timeout_s")}


def test_queues_choose_and_agents_have_places_as_in_a_configuration() -> None:
    """What a configuration may say of routing, a scenario may; and it is checked as there."""
    pool = pool_of(scenario({"id": "q", "agent_choice": "linear"}, agents=[{"id": "x", "place": 7}]))
    assert pool.queues[QueueId("q")].choice == "linear"
    assert [agent.place for agent in pool.agents.values()] == [7]
    with pytest.raises(Unfit) as raised:
        pool_of(scenario({"id": "q", "agent_choice": "lineal"}, agents=[{"id": "x"}]))
    assert {finding.path for finding in raised.value.findings} == {("queues", 0, "agent_choice")}


def test_callers_are_of_a_tenant_of_their_queue_s_name_or_of_one_that_is_named() -> None:
    """With the weight that is written, and the pace of the centre."""
    written = Scenario.model_validate(
        {
            "queues": [{"id": "a", "count": 2, **TRAFFIC}, {"id": "b", "tenant": "big", **TRAFFIC}],
            "agents": [{"id": "x"}],
            "tenants": [{"id": "big", "weight": 3}, {"id": "a-2"}],
            "fairness": {"pace_s": 20},
        }
    )
    pool = pool_of(written)
    assert {name: tenant.weight for name, tenant in pool.tenants.items()} == {"a-1": 1, "a-2": 1, "big": 3}
    assert [entry.tenant_id for entry in pool.entries.values()] == ["a-1", "a-2", "big"]
    assert pool.fairness == Fairness(pace_s=20, at_most_s=600)
    assert pool_of(scenario({"id": "q"}, agents=[{"id": "x"}])).fairness is None


def test_a_tenant_without_callers_and_a_weight_that_is_none_are_told() -> None:
    """At their places."""
    wrong = scenario({"id": "shop"}, agents=[{"id": "x"}], tenants=[{"id": "shap"}])
    with pytest.raises(Unfit, match="no queue is of shap; did you mean shop"):
        pool_of(wrong)
    with pytest.raises(Unfit) as raised:
        pool_of(scenario({"id": "shop"}, agents=[{"id": "x"}], tenants=[{"id": "shop", "weight": 0}]))
    assert {finding.path for finding in raised.value.findings} == {("tenants", 0, "weight")}


def test_tenants_and_shares_of_a_configuration(tmp_path: Path) -> None:
    """It alone says what they are; the scenario says whose callers come."""
    shares = "fairness: {pace_s: 5}\ntenants: [{id: acme, name: Acme, weight: 2}]\n"
    (tmp_path / "acd.yaml").write_text(CONFIGURATION + shares)
    pool = pool_of(scenario({"id": "support", "tenant": "acme"}, configuration="acd.yaml"), tmp_path)
    assert pool.fairness == Fairness(pace_s=5, at_most_s=600)
    assert [tenant.weight for tenant in pool.tenants.values()] == [2]
    for more, complaint in (
        ({"tenants": [{"id": "acme"}]}, "the configuration says this"),
        ({"fairness": {}}, "the configuration says this"),
    ):
        with pytest.raises(Unfit, match=complaint):
            pool_of(scenario({"id": "support"}, configuration="acd.yaml", **more), tmp_path)
    with pytest.raises(Unfit, match="no tenant acne; did you mean acme"):
        pool_of(scenario({"id": "support", "tenant": "acne"}, configuration="acd.yaml"), tmp_path)


def test_a_name_that_comes_twice_is_told() -> None:
    """Also when one of them stands among many."""
    wrong = Scenario.model_validate(
        {"queues": [{"id": "a", "count": 2, **TRAFFIC}, {"id": "a-2", **TRAFFIC}], "agents": [{"id": "x"}]}
    )
    with pytest.raises(Unfit, match="a-2 is there already"):
        pool_of(wrong)
