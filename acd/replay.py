"""`acd replay TAPE`: feeds what a tape holds to a fresh engine and prints what it decides, event by event.

The engine has no clock and no chance of its own, so the same tape always gives the same decisions: a fault that was
recorded can be looked at as often as one likes. A tape holds more than one run of the controller: each has an engine
of its own. Events of calls that came before the tape begins are ignored, as the engine ignores every unknown leg.
"""

from collections import Counter
from pathlib import Path

from rich.console import Console

from acd.ari import tape
from acd.ari.messages import FrameCounts, decode
from acd.ari.tape import Entry, Inbound, Noted, Outbound, Run
from acd.domain.errors import AcdError, RequestRefused
from acd.domain.events import Event
from acd.engine.engine import Engine
from acd.engine.outbox import Decision


def main(path: Path, console: Console) -> int:
    """Replay a tape; returns 1 when the engine raised. Raises AcdError for a file that is no tape."""
    if not path.is_file():
        raise AcdError(f"{path}: there is no such file; a controller writes its tape to tape.jsonl in ACD_VAR")
    player = _Player(console)
    for entry in tape.read(path):
        player.play(entry)
    if not player.counts:
        raise AcdError(f"{path}: holds nothing that can be replayed")
    player.sum_up()
    return 1 if player.errors else 0


class _Player:
    """Gives entries to an engine, a fresh one for each run of the controller, and prints what comes of it."""

    def __init__(self, console: Console) -> None:
        self.counts = Counter[str]()
        self.errors = 0
        self._console = console
        self._frames = FrameCounts()
        self._engine = Engine()

    def play(self, entry: Entry) -> None:
        """Print an entry; a domain event with its decision."""
        match entry:
            case Run(at, version, mark):
                self._engine = Engine(mark)
                self._print(f"{at:12.3f}  run    a controller {version} starts: from here on with a fresh engine")
            case Inbound(at, frame):
                message = decode(frame, self._frames)
                name = type(message).__name__ if message is not None else "unused or malformed event"
                self._print(f"{at:12.3f}  ARI    {name}", style="dim")
                self.counts["ARI events"] += 1
            case Outbound(at, method, target, status):
                self._print(f"{at:12.3f}  ARI    {method} {target} {status}", style="dim")
                self.counts["ARI requests"] += 1
            case Noted(at, event):
                self._print(f"{at:12.3f}  event  {event!r}")
                self.counts["events"] += 1
                self._decide(event, at)

    def sum_up(self) -> None:
        """Print how much it was."""
        summary = ", ".join(f"{number} {what}" for what, number in self.counts.items())
        left = len(self._engine.calls.calls)
        self._print(f"replayed: {summary}; calls left open: {left}; errors: {self.errors}")

    def _decide(self, event: Event, at: float) -> None:
        try:
            decision = self._engine.handle(event, at)
        except RequestRefused as unknown:  # the tape begins after the configuration
            self._print(f"              none   {unknown}")
            return
        except Exception:  # noqa: BLE001 - finding these is what the replay is for
            self.errors += 1
            self._console.print_exception()
            decision = self._engine.take_fault()[1]  # what the controller carried out of it
        self._print_decision(decision)

    def _print_decision(self, decision: Decision) -> None:
        for command in decision.commands:
            self._print(f"              do     {command!r}")
        for record in decision.records:
            self._print(f"              keep   {record!r}")
        self.counts["commands"] += len(decision.commands)
        self.counts["records"] += len(decision.records)

    def _print(self, line: str, style: str | None = None) -> None:
        self._console.print(line, style=style, markup=False, soft_wrap=True)
