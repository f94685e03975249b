"""Small centres for tests: written as a person would, drawn as a day."""

from dataclasses import replace
from typing import Any

from acd.simulator.centre.drawing import plan_of
from acd.simulator.centre.plan import Plan
from acd.simulator.centre.scenario import Scenario
from acd.simulator.centre.scenario_source import Centre, checked


def centre(**fields: Any) -> Centre:
    """A centre; without anything else one queue, `calls`, of two agents."""
    queues = fields.pop("queues", [{"id": "calls", "arrivals": {"rate_per_hour": 60}, "talk": 60}])
    agents = fields.pop("agents", [{"id": "agent", "count": 2}])
    return checked(Scenario.model_validate({"hours": 1, **fields, "queues": queues, "agents": agents}))


def day(day: int = 0, **fields: Any) -> Plan:
    """One day of it."""
    made = centre(**fields)
    return plan_of(made.scenario, made.pool, day)


def ideal(calls: int, agents: int, per_hour: float, talk_s: float, patience_s: float | None = None) -> Plan:
    """What the formulas speak of: agents who answer at once, a PBX that takes no time, and so many callers."""
    plan = day(
        hours=1.2 * calls / per_hour + 10,
        latency_s=0.0,
        queues=[
            {"id": "calls", "arrivals": {"rate_per_hour": per_hour}, "talk": talk_s, "patience": patience_s},
        ],
        agents=[{"id": "agent", "count": agents}],
    )
    return replace(plan, callers=plan.callers[:calls])


def recorded(*moments: float, **fields: Any) -> dict[str, Any]:
    """A queue whose callers come at these moments and talk for 60 s."""
    return {"id": "calls", "talk": {"mean_s": 60, "distribution": "fixed"}, "arrivals": {"recorded": moments}, **fields}
