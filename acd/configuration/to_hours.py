"""Document -> plans of opening hours: those of tenants, and the times that branches ask for."""

from collections.abc import Iterator

from acd.configuration import hours as written
from acd.configuration.schema import Document, Tenant
from acd.configuration.to_flows import hours_id, time_id
from acd.hours.plan import HolidayCalendar, HoursPlan, SpecialDay


def to_hours(document: Document) -> tuple[HoursPlan, ...]:
    """Return all hours of a checked document."""
    return tuple(plan for tenant in document.tenants for plan in _tenant(tenant))


def times_of(tenant: Tenant) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the times that branches of a tenant ask for, with their places in it."""
    for name, flow in tenant.flows.items():
        for number, step in enumerate(flow.steps):
            for index, case in enumerate(step.branch or ()):
                if case.time is not None:
                    yield ("flows", name, "steps", number, "branch", index, "time"), case.time


def _tenant(tenant: Tenant) -> Iterator[HoursPlan]:
    if tenant.timezone is None:
        return
    for name, hours in (tenant.hours or {}).items():
        days = tuple(_special_day(day) for day in hours.days or ())
        yield HoursPlan(hours_id(tenant, name), tenant.timezone, hours.open, _holidays(hours.holidays), days)
    for time in sorted({time for _, time in times_of(tenant)}):
        yield HoursPlan(time_id(tenant, time), tenant.timezone, time)


def _special_day(day: written.SpecialDay) -> SpecialDay:
    return SpecialDay(*day.days, day.open, day.name or "")


def _holidays(holidays: written.Holidays | None) -> HolidayCalendar | None:
    if holidays is None:
        return None
    days, names = set(), set()
    for text in holidays.unless or ():
        day = written.day_or_none(text)
        if day is None:
            names.add(text)
        else:
            days.add(day)
    return HolidayCalendar(holidays.country, holidays.region, frozenset(names), frozenset(days))
