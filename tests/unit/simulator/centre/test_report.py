"""What is printed: JSON for programs, tables for people."""

import json
from typing import Any

import jsonschema  # type: ignore[import-untyped]
from rich.console import Console

from acd.simulator.centre.measures import SERVICE_LEVELS
from acd.simulator.centre.report import as_json, as_tables
from acd.simulator.centre.study import study
from tests.unit.simulator.centre.centres import centre

BOUND = {"type": ["number", "null"]}
ESTIMATE = {
    "type": "object",
    "required": ["value", "low", "high"],
    "properties": dict.fromkeys(("value", "low", "high"), BOUND),
    "additionalProperties": False,
}
COUNTS = ("calls", "answered", "abandoned", "short_abandons", "told", "order_violations", "wrapups_cut")
WAITS = (
    "asa_s",
    "mean_wait_s",
    "wait_p50_s",
    "wait_p90_s",
    "wait_p99_s",
    "longest_wait_s",
    "told_error_s",
    "told_bias_s",
)
SHARES = ("wait_probability", "abandon_rate", "same_agent", "told_close")


def exactly(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(fields), "properties": fields, "additionalProperties": False}


CALLERS = {name: ESTIMATE for name in (*COUNTS, *WAITS, *SHARES)} | {
    "service_level": exactly(dict.fromkeys(SERVICE_LEVELS, ESTIMATE))
}
OVERALL = exactly(CALLERS | {"occupancy": ESTIMATE, "occupancy_spread": ESTIMATE})
SYSTEM = exactly(
    {
        "overall": OVERALL,
        "queues": {"type": "object", "additionalProperties": exactly(CALLERS)},
        "agents": {"type": "object", "additionalProperties": ESTIMATE},
    }
)
FORMULA = {"service_level", "wait_probability", "asa_s", "abandon_rate", "occupancy"}
SCHEMA = exactly(
    {
        "name": {"type": "string"},
        "replications": {"type": "integer"},
        "hours": {"type": "number"},
        "warm_up_hours": {"type": "number"},
        "seed": {"type": "integer"},
        "service_level_formula": {"const": "all_offered"},
        **dict.fromkeys(FORMULA, ESTIMATE),
        "theory": {
            "oneOf": [
                exactly({"formula": {"type": "string"}, **{name: {"type": "number"} for name in FORMULA}}),
                exactly({"formula": {"type": "null"}, "reason": {"type": "string"}}),
            ]
        },
        "systems": exactly({"acd": SYSTEM, "app_queue": SYSTEM}),
        "difference": OVERALL,
    }
)
"""Programs read this: nothing may go, and what comes is to be put here."""
TWO = [{"id": name, "arrivals": {"rate_per_hour": 30}, "talk": 60} for name in ("one", "two")]


def test_the_json_keeps_its_shape() -> None:
    """With and without theory, with one day (no intervals) and none who called (no values)."""
    none = [{"id": "calls", "arrivals": {"recorded": []}, "talk": 60}]
    for fields in ({"replications": 2}, {"replications": 1, "queues": TWO}, {"replications": 2, "queues": none}):
        told = json.loads(json.dumps(as_json(study(centre(**fields))), allow_nan=False))
        jsonschema.validate(told, SCHEMA)
        assert told["service_level"] == told["systems"]["acd"]["overall"]["service_level"]["all_offered"]


def test_the_table_says_what_theory_says() -> None:
    """The formula's column is there; a line that grows for ever is called so; each queue has its rows."""
    console = Console(record=True, width=160, quiet=False)
    flooded = [{"id": "calls", "arrivals": {"rate_per_hour": 130}, "talk": 60}]
    impatient = [{"id": "calls", "arrivals": {"rate_per_hour": 60}, "talk": 60, "patience": 60}]
    for fields in ({}, {"queues": flooded}, {"queues": impatient}, {"queues": TWO}):
        console.print(as_tables(study(centre(replications=2, **fields))))
    text = console.export_text()
    assert text.count("Erlang C") == 1 and text.count("Erlang A") == 1
    assert text.count("grows for ever") == 1 and text.count("the formulas know one queue only") == 1
    assert "service level, all_offered" in text and "wait p99, s" in text and "±" in text
    assert sum(line.startswith(("one", "two")) for line in text.splitlines()) == 4
