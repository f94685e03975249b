"""Nobody is called in quiet hours, wherever they are; the place stays."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.callbacks import AttemptResult, CallbackId, CallbackOrder, CallbackState
from acd.domain.commands import RingAgent, RingOutside
from acd.domain.events import PoolApplied
from acd.domain.hours_events import ClockTold
from acd.domain.pool import Pool
from acd.domain.refusals import NUMBER_REFUSED
from acd.domain.zones import DailyHours, NumberZones, ZoneName, ZoneOffsets, ZonesTold
from acd.engine import live
from acd.engine.basis import basis
from acd.engine.engine import Engine
from tests.playbooks import ACME, number, some
from tests.unit.engine.callback_scenes import CB, MINE, PHONE, RULES, SALES, TRY, Story, asks, house

S, R = CallbackState, AttemptResult
EAST, WEST = ZoneName("Test/East"), ZoneName("Test/West")
DAY = DailyHours(8 * 60, 21 * 60)
RULES_BY_DAY = replace(RULES, calling_hours=DAY, deadline_s=86_400, zone=EAST)
MIDNIGHT = 1_800_057_600
"""UTC."""
ZONES = ZonesTold({EAST: ZoneOffsets(3600), WEST: ZoneOffsets(-5 * 3600)})
NUMBERS = NumberZones({"49": (EAST,), "1": (EAST, WEST)})


def by_day(**changes: Any) -> Pool:
    """Return a house that calls back by day."""
    return replace(house(rules=replace(RULES_BY_DAY, **changes)), number_zones=NUMBERS)


def at(hour: float, pool: Pool | None = None) -> Story:
    """Begin at an hour, UTC."""
    story = Story(pool or by_day())
    clock(story, hour)
    story.on(ZONES)
    return story


def clock(story: Story, hour: float) -> tuple[Any, ...]:
    """Set the clock."""
    return story.on(ClockTold(MIDNIGHT + hour * 3600 - story.now))


def retry_at(story: Story) -> float | None:
    """When the callback is tried next."""
    item = story.item()
    assert item is not None
    return item.retry_at


def test_who_asks_at_night_waits_for_the_morning() -> None:
    """In line with the same place; it is told when."""
    story = at(5).opened()
    assert retry_at(story) == pytest.approx(1000 + 2 * 3600, abs=0.01)
    [shown] = live.view(story.engine, story.now).callbacks
    assert shown.quiet and shown.retry_s == pytest.approx(7190, abs=0.01)
    asks(story.work())
    assert not [one for one in story.wait(7189.9) if isinstance(one, RingAgent)]
    asks(story.wait(0.2), some(RingAgent))
    assert story.told() == [(S.WAITING, 0, None), (S.TRYING, 1, None)]


def test_night_falls_while_it_stands_in_line() -> None:
    """Nobody is rung for it until the morning; the next one takes its place in the matcher."""
    story = at(19.99).opened()
    assert story.engine.calls.callbacks.standing == {SALES: CB}
    story.wait(30)
    assert not story.engine.calls.callbacks.standing
    assert story.told() == [(S.WAITING, 0, None), (S.WAITING, 0, None)]
    asks(story.work())
    assert retry_at(story) == pytest.approx(1000 + 0.01 * 3600 + 11 * 3600, abs=0.01)


def test_night_falls_while_the_agent_is_rung() -> None:
    """The customer is not dialled, and the attempt does not count."""
    story = at(19.99, by_day(attempts=1)).opened()
    story.work()
    story.now += 30
    assert not [one for one in story.picked_up() if isinstance(one, RingOutside)]
    assert story.told()[-2:] == [(S.TRYING, 1, None), (S.WAITING, 1, R.QUIET)]
    assert retry_at(story) == pytest.approx(1000 + 0.01 * 3600 + 11 * 3600, abs=0.01)


def test_a_phone_that_rings_rings_on() -> None:
    """Who is called already may answer."""
    story = at(19.99).opened()
    story.work()
    asks(story.picked_up(PHONE), some(RingOutside))
    story.wait(28)
    assert story.told()[-1] == (S.TRYING, 1, None)
    story.gone(TRY)
    assert story.told()[-1] == (S.WAITING, 1, R.UNREACHED)
    assert retry_at(story) == pytest.approx(1000 + 0.01 * 3600 + 11 * 3600, abs=0.01)


def test_the_customer_is_first() -> None:
    """Dialled at once, or not at all."""
    story = at(19.99, by_day(order=CallbackOrder.CALLER_FIRST)).opened()
    asks(story.work(), some(RingOutside))


def test_its_time_is_over_at_night() -> None:
    """Never called in the morning."""
    story = at(5, by_day(deadline_s=3600)).opened()
    assert retry_at(story) == story.now + 3600
    story.wait(3601)
    assert story.told()[-1] == (S.EXPIRED, 0, None)


def test_day_in_all_zones_where_it_may_be() -> None:
    """East at eight, west at eight."""
    story = at(7.5).opened("c1", "+12125551234")
    assert retry_at(story) == pytest.approx(1000 + 5.5 * 3600, abs=0.01)


def test_a_number_without_a_country() -> None:
    """By the zone of the queue; without one, nobody knows, and it is refused."""
    story = at(5).opened("c1", "030123456")
    assert retry_at(story) == pytest.approx(1000 + 2 * 3600, abs=0.01)
    story = at(12, by_day(zone=None))
    story.arrives("c1", "030123456")
    story.asks()
    assert story.refusal() == NUMBER_REFUSED


def test_the_clock_is_set() -> None:
    """It counts at once, forth and back; a little is drift."""
    story = at(5).opened()
    clock(story, 12)
    assert retry_at(story) is None and story.engine.calls.callbacks.standing == {SALES: CB}
    clock(story, 21)
    told = len(story.told())
    story.on(ClockTold(MIDNIGHT + 21 * 3600 - story.now + 0.3))
    assert len(story.told()) == told and not story.engine.calls.callbacks.standing


def test_nobody_has_told_the_time() -> None:
    """Nobody is called, until somebody does."""
    story = Story(by_day()).opened()
    story.work()
    assert not story.engine.calls.callbacks.standing
    story.on(ZONES)
    assert not story.engine.calls.callbacks.standing
    assert [one for one in clock(story, 12) if isinstance(one, RingAgent)]
    fresh = Engine()
    for event in basis(story.engine):
        fresh.handle(event, story.now)
    assert fresh.calls.zones == ZONES.zones and fresh.calls.utc_offset_s == story.engine.calls.utc_offset_s


def test_there_is_no_such_hour() -> None:
    """Noon in the east is never noon in the west."""
    story = at(11, by_day(calling_hours=DailyHours(720, 780))).opened("c1", "+12125551234")
    assert retry_at(story) == pytest.approx(1010 + 86_400)


def test_other_hours_are_applied() -> None:
    """They count for who waits; also that there are none any more."""
    story = at(5).opened()
    story.on(PoolApplied(by_day(calling_hours=DailyHours(0, 1440))))
    assert story.engine.calls.callbacks.standing == {SALES: CB} and retry_at(story) is None
    story.on(PoolApplied(by_day()))
    assert not story.engine.calls.callbacks.standing
    story.on(PoolApplied(by_day(calling_hours=None)))
    assert story.engine.calls.callbacks.standing == {SALES: CB}


def test_pauses_grow() -> None:
    """After each attempt its own."""
    story = at(12, by_day(retries_after_s=(20.0, 60.0), attempts=3)).opened()
    story.work()
    story.picked_up()
    story.gone(TRY)
    assert retry_at(story) == story.now + 20
    assert MINE.startswith("+49")


def test_who_was_told_on_the_line_is_called_when_the_line_is_free() -> None:
    """At once by day, and in the morning at night."""
    for hour, at_once in ((12, True), (5, False)):
        story = at(hour)
        story.arrives("c1")
        callbacks = story.engine.calls.callbacks
        callbacks.add(CallbackId("cb"), (ACME, SALES, MINE), number("sales"), (0.0, 0), story.now, is_on_line=True)
        assert not callbacks.standing
        callbacks.hung_up(CallbackId("cb"), story.now + 1)
        callbacks.hung_up(CallbackId("gone"), story.now + 1)
        assert bool(callbacks.standing) == at_once
