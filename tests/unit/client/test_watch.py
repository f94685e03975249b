"""The picture of `acd status --watch`."""

import io
from collections.abc import Callable, Iterator

import pytest
from rich.console import Console

from acd.client.errors import ClientError, ControllerNotRunning, NoAnswer, WrongToken
from acd.client.shapes import Status
from acd.client.watch import watch
from tests.unit.client.examples import status


def console(*, terminal: bool = False) -> Console:
    return Console(file=io.StringIO(), width=200, force_terminal=terminal)


def shown(on: Console) -> str:
    assert isinstance(on.file, io.StringIO)
    return on.file.getvalue()


def answers(*given: Status | Exception) -> Callable[[], Status]:
    """Give these one after the other; then the person presses Ctrl-C."""
    rest: Iterator[Status | Exception] = iter(given)

    def ask() -> Status:
        one = next(rest, KeyboardInterrupt())
        if isinstance(one, BaseException):
            raise one
        return one

    return ask


@pytest.mark.parametrize("terminal", [False, True])
def test_it_goes_on_until_ctrl_c(terminal: bool) -> None:
    """And then ends without an error, waiting the asked time between two pictures."""
    pauses: list[float] = []
    on = console(terminal=terminal)
    watch(answers(status(), status(draining=True)), on, every_s=0.5, pause=pauses.append)
    assert pauses == [0.5, 0.5]
    assert "draining" in shown(on)


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (ControllerNotRunning("http://127.0.0.1:8080"), "no controller answers"),
        (NoAnswer("http://127.0.0.1:8080", "in time"), "does not answer"),
    ],
)
def test_a_controller_that_goes_away_is_waited_for(gone: ClientError, words: str) -> None:
    """The last picture stays, and it is said that it is old."""
    on = console(terminal=True)
    watch(answers(status(), gone, status(draining=True)), on, pause=lambda _: None)
    text = shown(on)
    at = text.index(words)
    assert "support" in text[at:]
    assert "draining" in text[at:]


def test_what_will_not_pass_ends_it() -> None:
    """A wrong token stays wrong."""
    with pytest.raises(WrongToken):
        watch(answers(WrongToken("http://127.0.0.1:8080")), console(), pause=lambda _: None)


def test_ctrl_c_while_it_waits() -> None:
    """The most likely moment."""

    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    watch(answers(status()), console(), pause=interrupted)
