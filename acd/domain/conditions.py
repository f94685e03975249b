"""What a branch of a flow can ask: of the caller, the time, what is known, and the queues."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from acd.domain.hours import HoursId, Opening
from acd.domain.queues import QueueId
from acd.domain.tenants import Number


class Comparison(StrEnum):
    """How a value is compared."""

    IS = "is"
    IS_NOT = "is_not"
    BEGINS = "begins"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison with one of several values; numbers are compared as numbers."""

    __test__ = False  # pytest would take it for a test of its own

    comparison: Comparison
    values: tuple[str, ...]

    def holds(self, text: str | None) -> bool:
        """Tell whether it holds of a value; None: there is none, which is as the empty text."""
        value = text or ""
        match self.comparison:
            case Comparison.IS:
                return value in self.values
            case Comparison.IS_NOT:
                return value not in self.values
            case Comparison.BEGINS:
                return value.startswith(self.values)
            case _:
                return self._compares(_number(value), _number(self.values[0]))

    def _compares(self, one: float | None, other: float | None) -> bool:
        if one is None or other is None:
            return False
        match self.comparison:
            case Comparison.LESS:
                return one < other
            case Comparison.AT_MOST:
                return one <= other
            case Comparison.MORE:
                return one > other
            case _:
                return one >= other


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value == value and abs(value) != float("inf") else None


class QueueFigure(StrEnum):
    """What can be asked of a queue."""

    AGENTS = "agents"
    """How many are signed in who could serve its callers, whatever they do."""
    IDLE = "idle"
    """How many of them are free."""
    WAITING = "waiting"
    """How many callers wait in it."""
    WAIT_S = "wait_s"
    """How many seconds one who comes now can expect to wait; no value while nobody knows."""


@dataclass(frozen=True, slots=True)
class CallerIs:
    """The caller's number is one of these, begins so, or is withheld."""

    numbers: frozenset[str] = frozenset()
    """Keys, see `acd/domain/callers.py`."""
    beginnings: tuple[str, ...] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class NumberIs:
    """One of these numbers was dialled."""

    numbers: frozenset[Number]


@dataclass(frozen=True, slots=True)
class TimeIs:
    """These hours are in one of these states."""

    hours_id: HoursId
    states: frozenset[Opening] = frozenset({Opening.OPEN})


@dataclass(frozen=True, slots=True)
class ValueIs:
    """Something that is known of the call, see `acd/domain/call_values.py`."""

    name: str
    test: Test


@dataclass(frozen=True, slots=True)
class QueueIs:
    """How a queue stands."""

    queue_id: QueueId
    figure: QueueFigure
    test: Test


Condition: TypeAlias = CallerIs | NumberIs | TimeIs | ValueIs | QueueIs
