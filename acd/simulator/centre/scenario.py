"""What may be written in a scenario: who calls, who answers, and how long it is watched. Units are in the names."""

import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, Strict, ValidationInfo, model_validator

from acd.configuration.schema import Fairness as WrittenFairness
from acd.configuration.schema import Queue as WrittenQueue
from acd.configuration.sentences import mend, mistake, shown
from acd.configuration.values import Id, Level, RequiredLevel
from acd.configuration.written import Fields
from acd.simulator.centre.recorded_day import read_day

FOLDER: Final = "folder"
"""Key of the validation context: where the paths of files begin."""
_CLOCK = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])(:([0-5][0-9]))?")
_DAY_S = 86_400.0


def seconds_of(clock: str) -> float:
    """Return the seconds since midnight of a time such as 08:30 or 08:30:15. Raises ValueError."""
    match = _CLOCK.fullmatch(clock)
    seconds = int(match[1]) * 3600 + int(match[2]) * 60 + int(match[4] or 0) if match else None
    if seconds is None or seconds > _DAY_S:
        raise ValueError(f'{shown(clock)} is no time of day; use hours and minutes in quotes, such as "08:30"')
    return float(seconds)


def _clock(text: str) -> str:
    try:
        seconds_of(text)
    except ValueError as error:
        raise mistake(str(error)) from None
    return text


ClockTime = Annotated[str, AfterValidator(_clock), mend('use hours and minutes in quotes, such as "08:30"')]
Share = Annotated[float, Field(ge=0, le=1), mend("use a share from 0 to 1")]
Seconds = Annotated[float, Field(gt=0, le=86_400), mend("use more than 0 and at most 86400 seconds")]
Count = Annotated[int, Field(ge=1, le=2_000), mend("use 1 to 2000")]
Hours = Annotated[float, Field(gt=0, le=10_000), mend("use more than 0 and at most 10000 hours")]


class Duration(Fields):
    """A length of time that chance gives. A number is short for its mean."""

    mean_s: Seconds = Field(description="Mean, in seconds.")
    distribution: Annotated[
        Literal["exponential", "lognormal", "fixed"], mend("use exponential, lognormal or fixed")
    ] = Field(default="exponential", description="How it scatters.")
    cv: Annotated[float, Field(gt=0, le=10), mend("use more than 0 and at most 10")] = Field(
        default=1.0, description="Of lognormal: standard deviation divided by the mean."
    )

    @model_validator(mode="before")
    @classmethod
    def _mean_alone(cls, value: Any) -> Any:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return {"mean_s": value} if is_number else value


class Profile(Fields):
    """Expected calls in each interval, one after the other from the start."""

    minutes: Annotated[Literal[15, 30, 60], mend("use 15, 30 or 60 minutes")] = Field(
        description="Length of an interval."
    )
    calls: Annotated[
        tuple[Annotated[float, Field(ge=0, le=100_000), mend("use 0 to 100000 calls")], ...],
        Strict(False),
        Field(min_length=1, max_length=10_000),
    ] = Field(description="Mean number of calls of each interval.")


class Arrivals(Fields):
    """When callers come: exactly one of the four."""

    rate_per_hour: Annotated[float, Field(gt=0, le=100_000), mend("use more than 0 and at most 100000")] | None = Field(
        default=None, description="Poisson, the same all the time."
    )
    profile: Profile | None = Field(default=None, description="Poisson, with a rate for each interval.")
    recorded: Annotated[tuple[float | ClockTime, ...], Strict(False), Field(max_length=1_000_000)] | None = Field(
        default=None, description="A recorded day: seconds since the start, or times of day in quotes."
    )
    file: str | None = Field(default=None, description="The same in a CSV file whose first column is the moment.")

    @model_validator(mode="before")
    @classmethod
    def _file_read(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get("file"), str) or "recorded" in value:
            return value
        folder: Path = (info.context or {}).get(FOLDER, Path())
        try:
            moments = read_day(folder / value["file"])
        except ValueError as error:
            raise mistake(str(error)) from None
        return {**value, "recorded": moments}

    @model_validator(mode="after")
    def _one_kind(self) -> "Arrivals":
        given = [name for name in ("rate_per_hour", "profile", "recorded") if getattr(self, name) is not None]
        if len(given) != 1:
            told = " and ".join(given) or "nothing"
            raise mistake(f"{told} given; write exactly one of rate_per_hour, profile, recorded and file")
        return self


class Queue(Fields):
    """A line, who comes into it, and how long it takes to serve them."""

    id: Id = Field(description="Name of the queue; with `configuration` one that is there.")
    count: Count = Field(default=1, description="So many queues of this kind: <id>-1, <id>-2, ...")
    requires: dict[Id, RequiredLevel] | None = Field(default=None, description="As in a configuration.")
    requires_any_of: list[Any] | None = Field(default=None, description="As in a configuration.")
    requires_none_of: dict[Id, RequiredLevel] | None = Field(default=None, description="As in a configuration.")
    agent_choice: str | None = Field(default=None, description="As in a configuration.")
    ring_timeout_s: float | None = Field(default=None, description="As in a configuration.")
    wrapup_s: float | None = Field(default=None, description="As in a configuration.")
    head_start_s: float | None = Field(default=None, description="As in a configuration.")
    service_level_s: float | None = Field(default=None, description="As in a configuration.")
    prefers: list[Id] | None = Field(default=None, description="As in a configuration.")
    prefer_for_s: float | None = Field(default=None, description="As in a configuration.")
    last_agent_for_s: float | None = Field(default=None, description="As in a configuration.")
    returning: Share = Field(default=0.0, description="Callers who have called this queue before on the same day.")
    arrivals: Arrivals = Field(description="When callers come.")
    talk: Duration = Field(description="Length of conversations.")
    patience: Duration | None = Field(default=None, description="When callers give up; without it they never do.")
    weight: Annotated[int, Field(ge=0, le=1000), mend("use 0 to 1000")] = Field(
        default=0, description="For app_queue's rules alone: weight of this queue."
    )
    tenant: Id | None = Field(default=None, description="Whose callers they are; default: each queue has its own.")

    def settings(self) -> dict[str, Any]:
        """Return what belongs into a configuration, as far as it is written."""
        names = (WrittenQueue.model_fields.keys() & type(self).model_fields.keys()) - {"id"}
        return {name: value for name in sorted(names) if (value := getattr(self, name)) is not None}


class Tenant(Fields):
    """Whose callers come, where there is fairness."""

    id: Id = Field(description="Name of a tenant or, where that has none, of a queue.")
    weight: float | None = Field(default=None, description="As in a configuration.")


class Shift(Fields):
    """A time of day, every day; one that ends before it begins goes over midnight."""

    begin: ClockTime = Field(alias="from", description="Beginning.")
    end: ClockTime = Field(alias="to", description="End.")


_Shifts = Annotated[tuple[Shift, ...], Strict(False), Field(max_length=50)]


class Agents(Fields):
    """People who answer."""

    id: Id = Field(description="Name of the agent; with `configuration` one that is there.")
    count: Count = Field(default=1, description="So many agents of this kind: <id>-1, <id>-2, ...")
    skills: dict[Id, Level] | None = Field(default=None, description="As in a configuration.")
    place: int | None = Field(default=None, description="As in a configuration.")
    weight: float | None = Field(default=None, description="As in a configuration.")
    shifts: _Shifts = Field(default=(), description="When they work; without it always.")
    breaks: _Shifts = Field(default=(), description="When they pause; begun after the call in hand.")

    def settings(self) -> dict[str, Any]:
        """Return what belongs into a configuration, as far as it is written."""
        names = ("skills", "place", "weight")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


class Phones(Fields):
    """What agents do when their phone rings."""

    ring: Duration | None = Field(default=None, description="Until they lift the receiver; without it at once.")
    refused_share: Share = Field(default=0.0, description="Offers that they decline.")
    missed_share: Share = Field(default=0.0, description="Offers at which nobody is at the phone.")


class AppQueue(Fields):
    """How the same centre would be set up with Asterisk's app_queue; names as in queues.conf."""

    strategy: Annotated[
        Literal["ringall", "leastrecent", "fewestcalls", "rrmemory", "linear"],
        mend("use ringall, leastrecent, fewestcalls, rrmemory or linear"),
    ] = "leastrecent"
    autofill: bool = True
    retry_s: Annotated[int, Field(ge=1, le=60), mend("use 1 to 60 whole seconds")] = 5
    shared_lastcall: bool = True
    force_longest_waiting_caller: bool = False
    penalties: Annotated[Literal["none", "skills"], mend("use none or skills")] = Field(
        default="none",
        description="Of members of own lines. skills: who has more skills than others has a higher one, and is kept.",
    )
    lines: Annotated[Literal["own", "shared"], mend("use own or shared")] = Field(
        default="own",
        description="own: a queue for each of ours, its members are those who have the skills. shared: one queue for "
        "all, with penalties in place of skills.",
    )


class Scenario(Fields):
    """A call centre and some of its days."""

    name: str = Field(default="", max_length=200, description="Stands above the results.")
    configuration: str | None = Field(
        default=None, description="Path of a configuration, from the folder of this file: its queues and agents."
    )
    starts: ClockTime = Field(default="00:00", description="Time of day at which it begins.")
    hours: Hours = Field(default=24.0, description="Length, warm-up included.")
    warm_up_hours: Annotated[float, Field(ge=0, le=10_000), mend("use 0 to 10000 hours")] = Field(
        default=0.0, description="Callers of this first part are served but not counted."
    )
    replications: Count = Field(default=10, description="So many independent days.")
    seed: int = Field(default=1, description="The same seed gives the same days.")
    short_abandon_s: Annotated[float, Field(ge=0, le=600), mend("use 0 to 600 seconds")] = Field(
        default=5.0, description="Who gives up within it is a short abandon."
    )
    latency_s: Annotated[float, Field(ge=0, le=1), mend("use 0 to 1 second")] = Field(
        default=0.002, description="Between PBX and controller, each way of an event."
    )
    phones: Phones = Phones()
    queues: Annotated[tuple[Queue, ...], Strict(False), Field(min_length=1, max_length=1000)]
    agents: Annotated[tuple[Agents, ...], Strict(False), Field(max_length=1000)] = ()
    tenants: Annotated[tuple[Tenant, ...], Strict(False), Field(max_length=1000)] = ()
    fairness: WrittenFairness | None = Field(default=None, description="As in a configuration.")
    app_queue: AppQueue = AppQueue()

    @property
    def length_s(self) -> float:
        """Seconds from the start to the last arrival."""
        return self.hours * 3600
