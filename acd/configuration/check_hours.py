"""What does not fit together in opening hours: zones and countries that do not exist, hours that nobody wrote."""

from collections.abc import Iterator, Mapping

from acd.configuration import hours as written
from acd.configuration.mistakes import Finding
from acd.configuration.schema import Document, Tenant
from acd.configuration.sentences import nearest
from acd.configuration.to_hours import times_of
from acd.domain.feature_codes import FeatureCode
from acd.hours.expression import fault, is_ever_open
from acd.hours.public_holidays import countries, names
from acd.hours.zones import zone_names

Path = tuple[str | int, ...]
_YEARS = range(2024, 2031)
"""Holidays of these years are known by their names; one that is kept every other year is among them."""


def check_hours(document: Document) -> Iterator[Finding]:
    """Everything about opening hours."""
    owner: dict[str, str] = {}
    for place, tenant in enumerate(document.tenants):
        path: Path = ("tenants", place)
        yield from _zone(path, tenant)
        yield from _names(path, tenant)
        for where, time in times_of(tenant):
            yield from _expression((*path, *where), time)
        for name, hours in (tenant.hours or {}).items():
            here = (*path, "hours", name)
            yield from _expression((*here, "open"), hours.open, hours)
            yield from _days((*here, "days"), hours)
            if hours.holidays is not None:
                yield from _holidays((*here, "holidays"), hours.holidays)
            if hours.number is not None:
                other = owner.setdefault(hours.number, f"{tenant.id}/{name}")
                yield from _dialled((*here, "number"), document)
                if other != f"{tenant.id}/{name}":
                    yield Finding(
                        (*here, "number"), f"{hours.number} is the number of hours {other} too; choose another"
                    )


def _dialled(path: Path, document: Document) -> Iterator[Finding]:
    codes = document.feature_codes
    if codes is None or FeatureCode.HOURS not in codes.dialled():
        message = "nobody can dial it: there is no feature code for hours; write feature_codes"
        yield Finding(path, message, is_warning=True)
    elif not any(agent.supervisor for agent in document.agents):
        yield Finding(path, "nobody may dial it: no agent has supervisor: true", is_warning=True)


def _zone(path: Path, tenant: Tenant) -> Iterator[Finding]:
    if tenant.timezone is not None and tenant.timezone not in zone_names():
        message = f"there is no time zone {tenant.timezone}{nearest(tenant.timezone, zone_names())}"
        yield Finding((*path, "timezone"), message)
    if tenant.timezone is not None:
        return
    if tenant.hours:
        message = "are by clocks of no known place; write the tenant's timezone, such as Europe/Berlin"
        yield Finding((*path, "hours"), message, depends_on=(path,))
    for where, _ in times_of(tenant):
        message = "is by clocks of no known place; write the tenant's timezone, such as Europe/Berlin"
        yield Finding((*path, *where), message, depends_on=(path,))


def _names(path: Path, tenant: Tenant) -> Iterator[Finding]:
    """Hours that steps and branches go by."""
    for flow, one in tenant.flows.items():
        for number, step in enumerate(one.steps):
            here: Path = (*path, "flows", flow, "steps", number)
            named: dict[Path, str] = {} if step.hours is None else {("hours",): step.hours}
            for index, case in enumerate(step.branch or ()):
                if case.hours is not None:
                    named["branch", index, "hours"] = case.hours
            for where, name in named.items():
                if name not in (tenant.hours or {}):
                    message = f"tenant {tenant.id} has no hours {name}{nearest(name, tenant.hours or {})}"
                    yield Finding((*here, *where), message, depends_on=(path, (*path, "hours")))


def _expression(path: Path, expression: str, hours: written.Hours | None = None) -> Iterator[Finding]:
    why = fault(expression)
    if why is not None:
        yield Finding(path, why)
    elif not is_ever_open(expression) and not any(day.open for day in (hours.days if hours else None) or ()):
        yield Finding(path, "is never open; write times", is_warning=True)


def _holidays(path: Path, holidays: written.Holidays) -> Iterator[Finding]:
    known: Mapping[str, tuple[str, ...]] = countries()
    if holidays.country not in known:
        message = f"there are no holidays of {holidays.country}{nearest(holidays.country, known)}"
        yield Finding((*path, "country"), message)
        return
    regions = known[holidays.country]
    if holidays.region is not None and holidays.region not in regions:
        message = f"{holidays.country} has no region {holidays.region}{nearest(holidays.region, regions)}"
        yield Finding((*path, "region"), message)
        return
    for index, text in enumerate(holidays.unless or ()):
        if written.day_or_none(text) is None:
            kept = names(holidays.country, holidays.region, _YEARS)
            if text not in kept:
                message = f"there is no holiday {text} there{nearest(text, kept)}"
                yield Finding((*path, "except", index), message)


def _days(path: Path, hours: written.Hours) -> Iterator[Finding]:
    first: dict[object, int] = {}
    for index, day in enumerate(hours.days or ()):
        if first.setdefault(day.days, index) != index:
            yield Finding((*path, index), f"is for the same days as days[{first[day.days]}]; keep one of them")
