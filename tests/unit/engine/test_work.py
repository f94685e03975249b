"""What an agent has done, as the choices compare it."""

import hashlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.domain.agents import AgentState
from acd.domain.queues import AgentChoice
from acd.engine.work import LOAD_WINDOW_S, Standing, Work, lot

TALKING, HOLDING, WRAPUP, AVAILABLE = (
    AgentState.TALKING,
    AgentState.HOLDING,
    AgentState.WRAPUP,
    AgentState.AVAILABLE,
)


def test_talk_is_conversation_with_hold_and_without_notes() -> None:
    """Idle time is none of it."""
    work = Work()
    for state, began, ended in ((AVAILABLE, 0, 10), (TALKING, 10, 40), (HOLDING, 40, 45), (WRAPUP, 45, 60)):
        work.passes(state, began, ended)
    assert work.talk_s == 35


def test_a_stretch_that_was_stored_in_the_future_is_none() -> None:
    """The clock of an earlier controller may have been ahead."""
    work = Work()
    work.passes(TALKING, 20, 10)
    assert work.talk_s == 0 and work.load() == -math.inf


def test_being_busy_all_the_time_is_the_heaviest_load() -> None:
    """It is the window itself, however it is cut into stretches."""
    whole, cut = Work(), Work()
    whole.passes(TALKING, 0, 7200)
    for began in range(0, 7200, 60):
        cut.passes(TALKING if began % 120 else WRAPUP, began, began + 60)
    assert whole.load() == pytest.approx(cut.load())
    most = math.log(LOAD_WINDOW_S * (1 - math.exp(-7200 / LOAD_WINDOW_S))) + 7200 / LOAD_WINDOW_S
    assert whole.load() == pytest.approx(most)


Stretches = st.lists(st.tuples(st.booleans(), st.floats(0.1, 4000)), min_size=1, max_size=8)


@given(Stretches, Stretches, st.floats(0, 5000))
def test_the_order_of_two_idle_agents_is_that_of_their_loads_at_any_time(
    one: list[tuple[bool, float]], other: list[tuple[bool, float]], later_s: float
) -> None:
    """What is compared needs no clock: the loads themselves, at one moment, are ordered alike."""
    now = sum(length for _, length in (*one, *other)) + later_s

    def both(stretches: list[tuple[bool, float]]) -> tuple[float, float]:
        work, at, load = Work(), 0.0, 0.0
        for busy, length in stretches:
            work.passes(TALKING if busy else AVAILABLE, at, at + length)
            if busy:
                load += math.exp((at + length - now) / LOAD_WINDOW_S) - math.exp((at - now) / LOAD_WINDOW_S)
            at += length
        return work.load(), load

    (key, load), (other_key, other_load) = both(one), both(other)
    if abs(load - other_load) > 1e-9 * max(load, other_load):
        assert (key < other_key) == (load < other_load)


def test_lots_are_exponential_and_always_the_same() -> None:
    """Mean and spread are one, within five standard errors of 20,000 draws."""
    drawn = [lot("ann", turn) for turn in range(20_000)]
    mean = sum(drawn) / len(drawn)
    spread = sum((each - mean) ** 2 for each in drawn) / len(drawn)
    assert abs(mean - 1) < 5 / math.sqrt(20_000) and abs(spread - 1) < 5 * math.sqrt(8 / 20_000)
    assert drawn[7] == lot("ann", 7) != lot("ben", 7) and min(drawn) > 0


@pytest.mark.parametrize("choice", AgentChoice)
def test_of_equals_the_longest_idle_goes_first(choice: AgentChoice) -> None:
    """Whatever is compared; only chance knows no equals."""
    work = Work(asked=1, calls=2, talk_s=3)
    first, second = Standing("ann", (1.0, 1), work), Standing("ann", (1.0, 2), work)
    assert choice is AgentChoice.RANDOM or first.key(choice) < second.key(choice)


def test_the_least_and_the_greatest_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """A digest of zeros is the longest lot there is, one of ones the shortest: both are numbers."""
    for byte, drawn in ((b"\x00", 56 * math.log(2)), (b"\xff", 0.0)):
        monkeypatch.setattr(hashlib, "blake2b", lambda *_, digest_size, byte=byte: Digest(byte * digest_size))
        assert lot("ann", 1) == pytest.approx(drawn, abs=1e-12)


class Digest:
    """What a hash came to."""

    def __init__(self, digest: bytes) -> None:
        self._digest = digest

    def digest(self) -> bytes:
        """Return it."""
        return self._digest
