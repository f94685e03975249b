"""The picture of `acd status --watch`, kept fresh. A controller that goes away is said, and waited for."""

import time
from collections.abc import Callable

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from acd.client import render
from acd.client.errors import ControllerNotRunning, NoAnswer
from acd.client.plain import plain
from acd.client.shapes import Status


def watch(
    ask: Callable[[], Status],
    console: Console,
    every_s: float = 1.0,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Draw what `ask` returns, again and again, until Ctrl-C.

    Raises ClientError for what will not pass by itself, such as a wrong token.
    """
    last: RenderableType = Text("")
    with Live(last, console=console, auto_refresh=False, screen=console.is_terminal) as live:
        try:
            while True:
                try:
                    last = render.status(ask())
                    live.update(last, refresh=True)
                except (ControllerNotRunning, NoAnswer) as gone:
                    # the last picture stays, and says that it is old
                    live.update(Group(Text(plain(str(gone), 300), "bold red"), last), refresh=True)
                pause(every_s)
        except KeyboardInterrupt:
            return
