"""A file -> a scenario that can be run, or every mistake in it with its line and mend. Reads files."""

import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from acd.configuration import tree as yaml_tree
from acd.configuration.mistakes import ConfigurationError, Finding, Mistake
from acd.configuration.sentences import sentence_of
from acd.domain.pool import Pool
from acd.simulator.centre.arrivals import since_start
from acd.simulator.centre.lines import shared_line
from acd.simulator.centre.scenario import FOLDER, Queue, Scenario, seconds_of
from acd.simulator.centre.staffing import Unfit, pool_of


@dataclass(frozen=True, slots=True)
class Centre:
    """A scenario that was checked, with its pool."""

    scenario: Scenario
    pool: Pool


def load(path: Path) -> Centre:
    """Read and check a scenario. Blocking. Raises ConfigurationError with every mistake."""
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError([Mistake.at(str(path), 1, (), f"cannot be read: {reason}")]) from error
    tree = yaml_tree.parse(content)
    mistakes = [Mistake.at(path.name, line, place, message) for line, place, message in tree.mistakes]
    if mistakes:
        raise ConfigurationError(mistakes)
    try:
        scenario = Scenario.model_validate(tree.value or {}, context={FOLDER: path.parent})
        return checked(scenario, path.parent)
    except ValidationError as error:
        findings = [Finding(_place(one), _sentence(one)) for one in _own(error.errors(include_url=False))]
    except Unfit as unfit:
        findings = unfit.findings
    raise ConfigurationError(
        Mistake.at(path.name, tree.line(finding.path), finding.path, finding.message) for finding in findings
    )


def checked(scenario: Scenario, folder: Path | None = None) -> Centre:
    """Look at what no single value shows. Raises Unfit and ConfigurationError."""
    findings = [*_times(scenario)]
    for number, queue in enumerate(scenario.queues):
        findings += _arrivals(scenario, queue, number)
    if findings:
        raise Unfit(findings)
    pool = pool_of(scenario, folder)
    if scenario.app_queue.lines == "shared":
        try:
            shared_line(pool)
        except ValueError as error:
            raise Unfit([Finding(("app_queue", "lines"), str(error))]) from None
    return Centre(scenario, pool)


def _times(scenario: Scenario) -> Iterable[Finding]:
    if scenario.warm_up_hours >= scenario.hours:
        yield Finding(
            ("warm_up_hours",),
            f"leaves nothing of {scenario.hours:g} hours to be counted; make it shorter than `hours`",
        )


def _arrivals(scenario: Scenario, queue: Queue, number: int) -> Iterable[Finding]:
    place: tuple[str | int, ...] = ("queues", number, "arrivals")
    profile = queue.arrivals.profile
    if profile is not None and len(profile.calls) * profile.minutes / 60 < scenario.hours:
        covered = len(profile.calls) * profile.minutes / 60
        yield Finding(
            (*place, "profile", "calls"),
            f"{len(profile.calls)} intervals are {covered:g} hours, the run is {scenario.hours:g}; add intervals or "
            "set `hours`",
        )
    starts_s = seconds_of(scenario.starts)
    for moment in queue.arrivals.recorded or ():
        at = since_start(moment, starts_s)
        if not 0 <= at < scenario.length_s:
            yield Finding(
                (*place, "recorded"),
                f"{moment} is not within the {scenario.hours:g} hours from {scenario.starts}; set `starts` and `hours`",
            )
            return


def _own(errors: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Leave out that a list is empty whose items are all wrong."""
    parents = {error["loc"][:depth] for error in errors for depth in range(len(error["loc"]))}
    return (error for error in errors if error["type"] != "too_short" or error["loc"] not in parents)


def _place(error: ErrorDetails) -> tuple[str | int, ...]:
    """Where the reader should look: without pydantic's names for alternatives, such as `float`."""
    return tuple(part for part in error["loc"] if isinstance(part, int) or part in _names() or part == error["loc"][-1])


def _sentence(error: ErrorDetails) -> str:
    model: type[BaseModel] = Scenario
    for part in error["loc"][:-1]:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        model = (_model_in(field.annotation) if field else None) or model
    return sentence_of(error, (field.alias or name for name, field in model.model_fields.items()))


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model that a field holds, itself or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in typing.get_args(annotation) if (found := _model_in(part))), None)


def _names(model: type[BaseModel] = Scenario) -> frozenset[str]:
    """Every name of a field, at any depth."""
    inner = (_model_in(field.annotation) for field in model.model_fields.values())
    own = {field.alias or name for name, field in model.model_fields.items()}
    return frozenset(own).union(*(_names(found) for found in inner if found))
