"""How long callers can expect to wait: as people, programs and the callers themselves are told."""

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from acd.domain.calls import LegId
from acd.domain.commands import Play
from acd.domain.events import PauseRequested, PlaybackEnded
from acd.domain.pool import Pool
from tests.fixtures.call_centre import ALICE, CallCentre, call_centre
from tests.fixtures.centre_configuration import Fields, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.overheard import likeness, overhear
from tests.fixtures.patience import scaled, until
from tests.fixtures.scenes import talking, waiting

pytestmark = pytest.mark.live

ALIKE, UNLIKE = 0.9, 0.6
"""Of speech that came through G.711, and of other speech."""


def house(*recipe: Fields, language: str = "en") -> Fields:
    """Return one queue of one agent, with this recipe."""
    document = configuration(queues=[{"id": "support", **({"recipe": list(recipe)} if recipe else {})}])
    document["tenants"][0]["language"] = language
    return document


NOBODY_KNOWS = -1.0


def expected(centre: CallCentre) -> list[float]:
    """Return what the view says of everybody in line, the first in rank first."""
    in_line = [call for call in centre.view().calls if call.position is not None]
    waits = [call.expected_wait_s for call in sorted(in_line, key=lambda call: call.position or 0)]
    return [NOBODY_KNOWS if wait is None else wait for wait in waits]


async def newcomers(centre: CallCentre) -> list[float]:
    """Return what the metric says, if it is there."""
    families = {family.name: family for family in text_string_to_metric_families(await centre.metrics())}
    found = families.get("acd_queue_expected_wait_seconds")
    return [] if found is None else [sample.value for sample in found.samples]


async def test_it_falls_as_callers_are_served(tmp_path: Path) -> None:
    """View, API and metric agree; who is served has nothing to expect, and without staff nobody knows."""
    async with call_centre(tmp_path, house()) as centre:
        assert await newcomers(centre) == []
        phone = await centre.agent(ALICE)
        assert await newcomers(centre) == [0]
        first, _ = await talking(centre, phone=phone)
        callers = [await waiting(centre, caller=f"+1555000000{place}") for place in range(3)]
        before = expected(centre)
        assert before == sorted(before) and len(set(before)) == 3
        # one agent, three minutes for each caller as long as nothing was measured
        assert 100 < before[0] <= 180
        (newcomer,) = await newcomers(centre)
        assert before[2] < newcomer < 4 * 180
        status = await centre.in_thread(centre.client.status)
        told = {call.id: call.expected_wait_s for call in status.calls if call.position is not None}
        shown = {call.call_id: call.expected_wait_s for call in centre.view().calls if call.position is not None}
        assert told == pytest.approx(shown, abs=0.01)
        assert status.queues[0].expected_wait_s == pytest.approx(newcomer, abs=0.01)

        first.hang_up()
        next_one = await phone.next_call(scaled(10))
        assert expected(centre)[0] == 0
        await next_one.answer()
        await centre.wait_for(lambda view: sum(call.position is not None for call in view.calls) == 2, what="two wait")
        after = expected(centre)
        assert all(now < then for now, then in zip(after, before[1:], strict=True))
        assert (await newcomers(centre))[0] < newcomer
        assert centre.app.controller.ask(PauseRequested(ALICE, "lunch")) is None  # when this call is over
        assert expected(centre) == [NOBODY_KNOWS] * 2 and await newcomers(centre) == []
        for call in callers:
            call.hang_up()
        await centre.wait_quiet()
        await assert_clean(centre)


async def test_callers_hear_their_place_and_how_long_it_will_be(tmp_path: Path) -> None:
    """In German, as their client speaks; what they hear was made when the configuration was applied."""
    document = house({"after_s": 0.2, "announce": ["position", "wait"]}, language="de")
    async with call_centre(tmp_path, document) as centre:
        made, figures = sounds(centre), pool_of(centre).figures["de"]
        first, _ = await talking(centre)
        second = await waiting(centre)
        decisions = centre.decisions()
        third = centre.call(caller="+15550000003")
        heard = overhear(third)

        def over() -> bool:
            return any(isinstance(event, PlaybackEnded) and event.leg_id == legs[-1] for event, _ in decisions)

        await centre.wait_for(lambda view: len(view.calls) == 3, what="three calls")
        legs = [LegId(call.call_id) for call in centre.view().calls]
        await until(over, "the announcement is over", 20)
        (told,) = [call.expected_wait_s for call in centre.view().calls if call.position == 2]
        assert told is not None and told > 180
        said = {*figures.position(2), *figures.wait(told)}
        played = [
            command.prompts
            for _, decision in decisions
            for command in decision.commands
            if isinstance(command, Play) and command.lane == legs[-1]
        ]
        assert [set(prompts) for prompts in played] == [said]
        for prompt in said:
            assert likeness(heard.sound, Path(f"{prompt}.wav")) > ALIKE
        assert likeness(heard.sound, Path(f"{figures.places[21]}.wav")) < UNLIKE
        assert sounds(centre) == made
        for call in (first, second, third):
            call.hang_up()
        await centre.wait_quiet()
        await assert_clean(centre)


def pool_of(centre: CallCentre) -> Pool:
    """Return what is in force."""
    assert centre.app.in_force is not None
    return centre.app.in_force.pool


def sounds(centre: CallCentre) -> set[str]:
    """Return what the store of sounds holds."""
    return {path.name for path in (centre.app.settings.var / "prompts").iterdir()}
