"""The commands `acd hours`: how opening hours are, and what somebody says of them for a while."""

import re
from collections.abc import Callable
from typing import Annotated, Literal

from cyclopts import App as Command
from cyclopts import Parameter
from rich.console import Console

from acd.client import render_hours
from acd.client.controller import Controller
from acd.domain.errors import AcdError

Hours = Annotated[str, Parameter(help="Tenant and name, for example acme/practice.")]
_LENGTH = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m(?:in)?)?(?:(\d{1,8})s)?")
_UNITS = (86_400, 3600, 60, 1)


def hours_commands(controller: Callable[[], Controller], console: Console) -> Command:
    """Return the commands; `controller` connects to the one that runs."""
    hours = Command(name="hours", help="Opening hours: how they are, and what is said of them for a while.")

    @hours.default
    def show(tenant: Annotated[str | None, Parameter(help="Only of this tenant.")] = None) -> None:
        """Show whether hours are open, why, and what comes next."""
        console.print(render_hours.hours(controller().hours(tenant)))

    @hours.command(name="override")
    def override(
        hours: Hours,
        state: Literal["open", "closed", "holiday"],
        *,
        length: Annotated[str | None, Parameter(name="--for", help="For so long, such as 2h or 1h30m.")] = None,
        until: Annotated[str | None, Parameter(help="Until this time of the tenant, such as 2026-12-24T18:00.")] = None,
        reason: Annotated[str, Parameter(help="Shown with the state.")] = "",
    ) -> None:
        """Let hours be open, closed or holiday whatever is written; without an end until `acd hours clear`."""
        if length is not None and until is not None:
            raise AcdError("--for and --until are two ends; give one of them")
        for_s = None if length is None else seconds(length)
        console.print(render_hours.hours([controller().override_hours(*split(hours), state, until, for_s, reason)]))

    @hours.command(name="clear")
    def clear(hours: Hours) -> None:
        """Let hours be as they are written again."""
        console.print(render_hours.hours([controller().clear_hours(*split(hours))]))

    return hours


def split(hours: str) -> tuple[str, str]:
    """Return tenant and name. Raises AcdError."""
    tenant, slash, name = hours.partition("/")
    if not (tenant and slash and name):
        raise AcdError(f"{hours} names no hours: write tenant and name, for example acme/practice")
    return tenant, name


def seconds(length: str) -> float:
    """Return how long 1d, 2h, 1h30m, 90min or 45s is. Raises AcdError."""
    found = _LENGTH.fullmatch(length.replace(" ", ""))
    total = sum(int(count or 0) * unit for count, unit in zip(found.groups(), _UNITS, strict=True)) if found else 0
    if not total:
        raise AcdError(f"{length} is no length of time: write one like 2h, 1h30m or 45m")
    return float(total)
