"""`acd replay TAPE`: feeds what a tape holds to a fresh engine and prints what it decides, event by event.

The engine has no clock and no chance of its own, so the same tape always gives the same decisions: a fault that was
recorded can be looked at as often as one likes.
"""

from collections import Counter
from pathlib import Path

from rich.console import Console

from acd.ari import tape
from acd.ari.messages import FrameCounts, decode
from acd.ari.tape import Inbound, Noted, Outbound
from acd.domain.errors import AcdError
from acd.engine.engine import Engine


def main(path: Path, console: Console) -> int:
    """Replay a tape; returns 1 when the engine raised. Raises AcdError for a file that is no tape."""
    if not path.is_file():
        raise AcdError(f"{path}: there is no such file; a controller writes its tape to tape.jsonl in ACD_VAR")
    engine, counts, errors = Engine(), Counter[str](), 0
    frames = FrameCounts()
    for entry in tape.read(path):
        match entry:
            case Inbound(at, frame):
                message = decode(frame, frames)
                name = type(message).__name__ if message is not None else "unused or malformed event"
                console.print(f"{at:12.3f}  ARI    {name}", style="dim", markup=False)
                counts["ARI events"] += 1
            case Outbound(at, method, target, status):
                console.print(f"{at:12.3f}  ARI    {method} {target} {status}", style="dim", markup=False)
                counts["ARI requests"] += 1
            case Noted(at, event):
                console.print(f"{at:12.3f}  event  {event!r}", markup=False, soft_wrap=True)
                counts["events"] += 1
                try:
                    decision = engine.handle(event, at)
                except Exception:  # noqa: BLE001 - finding these is what the replay is for
                    engine.out.take()
                    errors += 1
                    console.print_exception()
                    continue
                for command in decision.commands:
                    console.print(f"              do     {command!r}", markup=False, soft_wrap=True)
                for record in decision.records:
                    console.print(f"              keep   {record!r}", markup=False, soft_wrap=True)
                counts["commands"] += len(decision.commands)
                counts["records"] += len(decision.records)
    if not counts:
        raise AcdError(f"{path}: holds nothing that can be replayed")
    summary = ", ".join(f"{number} {what}" for what, number in counts.items())
    console.print(f"replayed: {summary}; calls left open: {len(engine.calls.calls)}; errors: {errors}")
    return 1 if errors else 0
