"""The token: who passes, who does not, and what many failures cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.web.gate import FAILURES, MAX_ADDRESSES, WINDOW_S, Gate
from tests.unit.web.stage import StoppedClock


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def gate(clock: StoppedClock) -> Gate:
    return Gate("right", clock.now)


def status(gate: Gate, header: str | None, address: str = "127.0.0.1") -> int:
    problem = gate.check([] if header is None else [header], address)
    return 200 if problem is None else int(problem.status)


@pytest.mark.parametrize("header", ["Bearer right", "bearer right", "BEARER  right"])
def test_the_right_token_passes(gate: Gate, header: str) -> None:
    """The scheme's case does not matter, the token's does."""
    assert status(gate, header) == 200


@pytest.mark.parametrize(
    "header",
    [None, "", "right", "Bearer", "Bearer ", "Basic right", "Bearer Right", "Bearer right right", "Bearer \xff"],
)
def test_anything_else_does_not(gate: Gate, header: str | None) -> None:
    """Missing, of another scheme, or nearly right: 401 with a challenge."""
    problem = gate.check([] if header is None else [header], "::1")
    assert problem is not None
    assert problem.status == 401
    assert problem.headers == {"WWW-Authenticate": 'Bearer realm="acd"'}


def test_two_headers_do_not_pass(gate: Gate) -> None:
    """A proxy may see the first and we the last; so neither counts."""
    problem = gate.check(["Bearer right", "Bearer right"], "::1")
    assert problem is not None
    assert problem.status == 401


@given(st.text())
def test_no_other_token_passes(text: str) -> None:
    """Whatever is sent, only the token itself is the token."""
    passes = Gate("right", lambda: 0.0).check([f"Bearer {text}"], "a") is None
    assert passes == (text.strip() == "right")


def test_an_empty_token_is_refused_at_the_start() -> None:
    """A controller that lets everybody in must not start."""
    with pytest.raises(ValueError, match="token"):
        Gate("", lambda: 0.0)


def test_many_wrong_tokens_are_told_to_wait(gate: Gate, clock: StoppedClock) -> None:
    """The limit counts one address within a minute, and ends by itself."""
    assert [status(gate, "Bearer wrong") for _ in range(FAILURES)] == [401] * FAILURES
    problem = gate.check(["Bearer wrong"], "127.0.0.1")
    assert problem is not None
    assert (problem.status, problem.headers) == (429, {"Retry-After": "60"})
    assert status(gate, "Bearer wrong", "192.0.2.1") == 401
    assert status(gate, None) == 401, "a request without a token guesses nothing"
    clock.seconds = WINDOW_S
    assert status(gate, "Bearer wrong") == 401


def test_the_right_token_passes_in_spite_of_failures(gate: Gate) -> None:
    """A forgotten script with an old token does not lock out the operator on the same machine."""
    for _ in range(FAILURES + 5):
        status(gate, "Bearer wrong")
    assert status(gate, "Bearer right") == 200


def test_memory_for_failures_is_bounded(gate: Gate) -> None:
    """An attacker with many addresses fills no memory; the oldest are forgotten first."""
    for _ in range(FAILURES):
        status(gate, "Bearer wrong", "first")
    for number in range(MAX_ADDRESSES):
        status(gate, "Bearer wrong", str(number))
    assert len(gate._failures) == MAX_ADDRESSES
    assert status(gate, "Bearer wrong", "first") == 401
