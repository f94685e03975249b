"""Opening and closing hours by code."""

from dataclasses import replace

import pytest

from acd.clock import Clock
from acd.domain.events import PoolApplied
from acd.domain.feature_codes import FeatureCodes, Sentence
from acd.domain.hours import Hours, HoursId, Opening, Period
from acd.domain.hours_events import ClockTold
from tests.unit.engine.scenes import ALICE, BOB
from tests.unit.feature_codes.stage import NOON, SETTINGS, Stage, says

PRACTICE = HoursId("acme/practice")
WRITTEN = Hours.of(PRACTICE, "Europe/Berlin", (Period(0, Opening.OPEN, "day"),), 2 * NOON.timestamp())
TODAY_S = 10 * 3600.0
"""From noon of UTC to midnight in Berlin."""


def house(settings: FeatureCodes = SETTINGS) -> Stage:
    """A call centre with hours, where Alice is a supervisor."""
    known = replace(settings, hours={"12": PRACTICE, "9": HoursId("acme/gone")}, supervisors=frozenset({ALICE}))
    stage = Stage(settings=known).signed_in(ALICE, BOB)
    now = stage.engine.calls.pool
    stage.tell(PoolApplied(replace(now, hours={PRACTICE: WRITTEN})))
    # noon, as all that asks for the time is told
    stage.tell(ClockTold(NOON.timestamp() - Clock().now()))
    return stage


@pytest.mark.parametrize(
    ("digit", "said", "state"),
    [("1", Sentence.HOURS_OPEN, Opening.OPEN), ("2", Sentence.HOURS_CLOSED, Opening.CLOSED)],
)
async def test_until_the_end_of_the_day(digit: str, said: Sentence, state: Opening) -> None:
    """By the clock of the tenant; and it is known who did it."""
    stage = house()
    await stage.dial(f"*6512{digit}", says(said))
    (view,) = stage.controller.hours()
    assert view.override is not None
    assert (view.now.state, view.override.by) == (state, "agent alice")
    assert view.override.until == NOON.timestamp() + TODAY_S
    assert stage.counted == [("hours", "done")]


async def test_for_a_while() -> None:
    """As configured."""
    stage = house(replace(SETTINGS, override_s=600.0))
    await stage.dial("*65122", says(Sentence.HOURS_CLOSED))
    override = stage.controller.hours()[0].override
    assert override is not None and override.until == NOON.timestamp() + 600


async def test_as_written_again() -> None:
    """Also when nobody had said anything."""
    stage = house()
    await stage.dial("*65122", says(Sentence.HOURS_CLOSED))
    for _ in range(2):
        await stage.dial("*65123", says(Sentence.HOURS_AS_WRITTEN))
        assert stage.controller.hours()[0].override is None
    assert stage.counted == [("hours", "done")] * 3


async def test_who_is_no_supervisor() -> None:
    """Nothing is changed."""
    stage = house()
    await stage.dial("*65122", says(Sentence.SUPERVISORS_ONLY), phone="agent-bob", language="de")
    assert stage.controller.hours()[0].override is None
    assert stage.counted == [("hours", "refused")]


@pytest.mark.parametrize("dialled", ["*65", "*6522", "*6592"])
async def test_hours_that_there_are_not(dialled: str) -> None:
    """No number, one of nothing, one of hours that are gone."""
    stage = house()
    await stage.dial(dialled, says(Sentence.NO_SUCH_HOURS))
    assert stage.counted == [("hours", "refused")]


async def test_what_the_engine_refuses() -> None:
    """The clocks disagree: that moment is over."""
    stage = house(replace(SETTINGS, override_s=600.0))
    stage.tell(ClockTold(2 * NOON.timestamp()))
    await stage.dial("*65122", says(Sentence.NOT_POSSIBLE))
    assert stage.counted == [("hours", "refused")]
