"""Opens and closes hours, or lets them be as they are written."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from acd.domain.feature_codes import Dialled, Sentence
from acd.domain.hours import HoursView, Opening
from acd.domain.hours_events import HoursOverrideEnded, HoursOverrideRequested
from acd.domain.refusals import NO_OVERRIDE
from acd.domain.view import AgentView
from acd.feature_codes.centre import Centre
from acd.feature_codes.outcome import Outcome, spoken
from acd.feature_codes.phone_line import PhoneLine
from acd.hours.zones import utc_s

_STATES: Final = {"1": (Opening.OPEN, Sentence.HOURS_OPEN), "2": (Opening.CLOSED, Sentence.HOURS_CLOSED)}


async def set_hours(line: PhoneLine, centre: Centre, agent: AgentView, dialled: Dialled) -> Outcome:
    """By the number of the hours, and a digit for what they are to be; supervisors only."""
    if agent.agent_id not in line.settings.supervisors:
        await line.say(Sentence.SUPERVISORS_ONLY)
        return Outcome.REFUSED
    number, digit = dialled.extra[:-1], dialled.extra[-1:]
    hours = centre.hours_of(line.settings.hours.get(number))
    if hours is None:
        await line.say(Sentence.NO_SUCH_HOURS)
        return Outcome.REFUSED
    by = f"agent {agent.agent_id}"
    if digit in _STATES:
        state, done = _STATES[digit]
        until = _until(hours, centre.utc(), line.settings.override_s)
        refusal = centre.ask(HoursOverrideRequested(hours.id, state, until, by))
    else:
        done = Sentence.HOURS_AS_WRITTEN
        refusal = centre.ask(HoursOverrideEnded(hours.id, by))
    if refusal not in (None, NO_OVERRIDE):
        await line.say(spoken(refusal))
        return Outcome.REFUSED
    await line.say(done)
    return Outcome.DONE


def _until(hours: HoursView, now: datetime, length_s: float | None) -> float:
    """Return when it ends, in seconds since 1970: the day is that of the clock there."""
    if length_s is not None:
        return now.timestamp() + length_s
    zone = ZoneInfo(hours.timezone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return float(utc_s(datetime.combine(tomorrow, time()), zone))
