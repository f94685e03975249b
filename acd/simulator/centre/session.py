"""`acd simulate` on a terminal: reads, shows how far it is, prints."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from acd.domain.errors import AcdError
from acd.simulator.centre import report, shortcut
from acd.simulator.centre.scenario_source import Centre, load
from acd.simulator.centre.study import Study, study


def chosen(
    path: Path | None, one_queue: Mapping[str, float | None], replications: int | None, seed: int | None
) -> Centre:
    """Return the centre of a file, or of the options that stand for one queue. Raises AcdError."""
    given = {name: value for name, value in one_queue.items() if value is not None}
    wanted = {"replications": replications, "seed": seed}
    changes = {name: value for name, value in wanted.items() if value is not None}
    if path is None:
        return shortcut.centre_of(given, changes)
    if given:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise AcdError(f"{path.name} says who calls and who answers; leave out {options}")
    centre = load(path)
    return Centre(centre.scenario.model_copy(update=changes), centre.pool)


def main(centre: Centre, jobs: int | None, console: Console, errors: Console, *, beside: bool, as_json: bool) -> None:
    """Live through all days and print what came of them."""
    days = centre.scenario.replications * (2 if beside else 1)
    found = _lived(centre, min(jobs or os.cpu_count() or 1, days), days, errors, beside=beside)
    if as_json:
        console.file.write(json.dumps(report.as_json(found), indent=1) + "\n")
    else:
        console.print(report.as_tables(found))


def _lived(centre: Centre, jobs: int, days: int, errors: Console, *, beside: bool) -> Study:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # drawn when a day is over, not by a thread of its own: processes are made while it is shown
    with Progress(*columns, console=errors, disable=not errors.is_terminal, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("days", total=days)
        bar.refresh()

        def done() -> None:
            bar.advance(task)
            bar.refresh()

        return study(centre, beside=beside, jobs=jobs, done=done)
