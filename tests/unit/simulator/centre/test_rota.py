"""Shifts and breaks as moves."""

from acd.domain.agents import AgentId
from acd.simulator.centre.plan import AgentMove, Move
from acd.simulator.centre.rota import moves
from acd.simulator.centre.scenario import Shift

ANN = AgentId("ann")
HOUR = 3600.0


def shifts(*times: str) -> list[Shift]:
    return [Shift.model_validate(dict(zip(("from", "to"), time.split("-"), strict=True))) for time in times]


def told(found: list[AgentMove]) -> list[tuple[float, str]]:
    return [(move.at / HOUR, move.move.name) for move in found]


def test_without_shifts_an_agent_is_always_there() -> None:
    """Comes at the start and does not go."""
    assert told(moves(ANN, [], [], 8 * HOUR, 10 * HOUR)) == [(0.0, "SIGN_IN")]


def test_a_day_with_a_break() -> None:
    """From 8: comes at 9, pauses 12 to 12:30, goes at 17."""
    found = moves(ANN, shifts("09:00-17:00"), shifts("12:00-12:30"), 8 * HOUR, 10 * HOUR)
    assert told(found) == [(1.0, "SIGN_IN"), (4.0, "PAUSE"), (4.5, "RESUME"), (9.0, "SIGN_OUT")]


def test_a_shift_over_midnight_has_begun_already() -> None:
    """22:00 to 06:00, looked at from midnight over two days."""
    found = moves(ANN, shifts("22:00-06:00"), [], 0.0, 48 * HOUR)
    assert told(found) == [
        (0.0, "SIGN_IN"), (6.0, "SIGN_OUT"), (22.0, "SIGN_IN"), (30.0, "SIGN_OUT"), (46.0, "SIGN_IN"),
    ]  # fmt: skip


def test_shifts_that_touch_are_one_and_breaks_are_cut_to_them() -> None:
    """Who comes in the midst of a break has it too; one that outlasts the shift ends with it."""
    found = moves(ANN, shifts("08:00-10:00", "10:00-12:00"), shifts("07:30-08:30", "11:30-13:00"), 0.0, 24 * HOUR)
    assert told(found) == [(8.0, "SIGN_IN"), (8.0, "PAUSE"), (8.5, "RESUME"), (11.5, "PAUSE"), (12.0, "SIGN_OUT")]
    assert found[0].move is Move.SIGN_IN
