"""One queue without a file: the scenario that stands for a few numbers."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from acd.configuration.sentences import path_text, sentence_of
from acd.domain.errors import AcdError
from acd.simulator.centre.scenario import Scenario
from acd.simulator.centre.scenario_source import Centre, checked
from acd.simulator.centre.staffing import Unfit

WARM_UP_HOURS = 1.0
"""Each day begins with empty lines; they are full long before."""
HOURS = 200.0
"""In all, shared among the days."""
DAYS = 10
_NEEDED = ("rate_per_hour", "aht", "agents")


def centre_of(options: Mapping[str, float], changes: Mapping[str, int]) -> Centre:
    """Return the centre of the options of `acd simulate` that are given. Raises AcdError for what cannot be.

    Callers come by Poisson; conversations, patience and ringing are exponential.
    """
    if any(name not in options for name in _NEEDED):
        raise AcdError("name a scenario file, or give --rate-per-hour, --aht and --agents")
    wrapup_s = options.get("wrapup", 0.0)
    if wrapup_s >= options["aht"]:
        raise AcdError(f"a wrap-up of {wrapup_s:g} s leaves nothing of {options['aht']:g} s; make it shorter")
    try:
        return checked(Scenario.model_validate({**_scenario(options, changes.get("replications", DAYS)), **changes}))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise AcdError(f"{path_text(first['loc'])}: {sentence_of(first, ())}") from None
    except Unfit as unfit:
        raise AcdError(str(unfit)) from None


def _scenario(options: Mapping[str, float], days: int) -> dict[str, Any]:
    wrapup_s = options.get("wrapup", 0.0)
    queue = {
        "id": "calls",
        "wrapup_s": wrapup_s,
        "service_level_s": options.get("within", 20.0),
        "arrivals": {"rate_per_hour": options["rate_per_hour"]},
        "talk": options["aht"] - wrapup_s,
        "patience": options.get("patience"),
    }
    return {
        "name": f"{options['rate_per_hour']:g} calls an hour of {options['aht']:g} s on {options['agents']} agents",
        "hours": options.get("hours", HOURS) / days + WARM_UP_HOURS,
        "warm_up_hours": WARM_UP_HOURS,
        "replications": days,
        "latency_s": 0.0,
        "phones": {"ring": options["ring"]} if options.get("ring") else {},
        "queues": [queue],
        "agents": [{"id": "agent", "count": options["agents"]}],
    }
