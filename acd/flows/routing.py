"""Steps that take no time: hours, branches, values and tags."""

from dataclasses import replace
from typing import assert_never

from acd.domain.callers import caller_key
from acd.domain.calls import CallerId
from acd.domain.conditions import CallerIs, Condition, NumberIs, QueueIs, TimeIs, ValueIs
from acd.domain.flows import NEXT, ExitName
from acd.domain.progress import MOST_TAGS, Progress
from acd.domain.steps import BranchStep, HoursStep, SetStep, Step, TagStep
from acd.flows.facts import Facts
from acd.flows.texts import filled, value_of, with_values
from acd.flows.turn import Go, Move, Stay, Told


def hours(step: HoursStep, at: Progress, facts: Facts) -> Move:
    """Go by the state of the hours."""
    return Go(ExitName(facts.opening(step.hours_id)), at)


def note(step: SetStep, at: Progress, facts: Facts) -> Move:
    """Note values, each with what was known before this step."""
    values = {name: filled(text, at, facts) for name, text in step.values.items()}
    return Go(NEXT, replace(at, values=with_values(at, values)))


def tag(step: TagStep, at: Progress, facts: Facts) -> Move:
    """Mark the call, with each tag once."""
    del facts
    return Go(NEXT, replace(at, tags=tuple(dict.fromkeys((*at.tags, *step.tags)))[:MOST_TAGS]))


def branch(step: BranchStep, at: Progress, facts: Facts) -> Move:
    """Go by the first case of which every condition holds."""
    for number, conditions in enumerate(step.cases, start=1):
        if all(holds(one, at, facts) for one in conditions):
            return Go(ExitName(f"case {number}"), at)
    return Go(NEXT, at)


def ignore(step: Step, at: Progress, told: Told, facts: Facts) -> Move:
    """Nothing that happens matters: the step takes no time, or nothing comes behind it."""
    del step, told, facts
    return Stay(at)


def holds(condition: Condition, at: Progress, facts: Facts) -> bool:
    """Tell whether a condition holds now."""
    match condition:
        case CallerIs():
            return _is_caller(condition, facts.caller)
        case NumberIs(numbers):
            return facts.number in numbers
        case TimeIs(hours_id, states):
            return facts.opening(hours_id) in states
        case ValueIs(name, test):
            return test.holds(value_of(name, at, facts))
        case QueueIs(queue_id, figure, test):
            value = facts.queue(queue_id, figure)
            return test.holds(None if value is None else f"{value:g}")
        case _:  # pragma: no cover
            assert_never(condition)


def _is_caller(condition: CallerIs, caller: CallerId) -> bool:
    key = caller_key(caller.number)
    if key is None:
        return condition.withheld
    return key in condition.numbers or key.startswith(condition.beginnings)
