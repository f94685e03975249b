"""Draws stories: how many callers come, what else happens, and how much goes wrong.

A source says when something of one kind happens; whatever the property tests know may happen at any time, unless people
or the clock do it here. To bring in something new: a method of `World` in `USUAL` or `TROUBLE`, or a source of its own.
"""

import random
from collections.abc import Callable, Iterable, Iterator

from tests.property.world import TROUBLE, USUAL
from tests.storm.chance import Drawn
from tests.storm.house import NAMES, draw_house
from tests.storm.people import CALLER_TWISTS, PHONE_TWISTS, TALK_TWISTS
from tests.storm.story import Item, Story
from tests.storm.timed_pbx import COMMAND_TWISTS, EVENT_TWISTS
from tests.storm.twists import Odds, odds

Happening = tuple[float, str]
"""When, in seconds from the opening, and what."""
Source = Callable[[random.Random, float, float], Iterable[Happening]]
"""What of one kind happens within so many seconds, when callers come about so many seconds after each other."""

CALLS = 200
"""Of one story."""

_TIMED = {"fail", "reply", "link_breaks", "link_comes_back"}
"""What the clock does here, or a source of its own."""


def at_any_time(name: str, callers: tuple[float, float]) -> Source:
    """Return a source of something that happens again and again, once for so many callers."""

    def source(chance: random.Random, length: float, gap_s: float) -> Iterator[Happening]:
        mean = gap_s * chance.uniform(*callers)
        at = chance.expovariate(1 / mean)
        while at < length:
            yield at, name
            at += chance.expovariate(1 / mean)

    return source


def _links(chance: random.Random, length: float, _: float) -> Iterator[Happening]:
    at = chance.uniform(0, length)
    while at < length:
        yield at, "link_breaks"
        at += chance.choice((0.1, 1.0, 5.0, 30.0)) * chance.random()
        yield at, "link_comes_back"
        at += chance.uniform(1, length)


def _deaths(chance: random.Random, length: float, _: float) -> Iterator[Happening]:
    at = chance.uniform(0, length)
    while at < length:
        yield at, "controller_dies"
        at += chance.choice((0.0, 1.0, 5.0, 30.0)) * chance.random()
        if chance.random() < 0.1:
            yield at, "pbx_restarts"
        yield at, "controller_comes_back"
        at += chance.choice((0.05, 1.0, length)) * chance.random() + 0.01


def _last_orders(chance: random.Random, length: float, _: float) -> Iterator[Happening]:
    yield length * chance.uniform(0.8, 1.0), "drain"


PEOPLE: tuple[Source, ...] = (
    at_any_time("agent_asks", (2.0, 12.0)),
    *(at_any_time(name, (8.0, 80.0)) for name in sorted({*USUAL} - {*_TIMED, "agent_asks"})),
)
"""What people do, in every story."""
TROUBLES: tuple[Source, ...] = (
    *(at_any_time(name, (4.0, 80.0)) for name in sorted({*TROUBLE} - _TIMED)),
    at_any_time("lease_ends", (10.0, 80.0)),
    _links,
    _deaths,
    _last_orders,
)
"""Each comes in some stories."""
_TWISTS = {
    "command": (COMMAND_TWISTS, 0.05),
    "event": (EVENT_TWISTS, 0.05),
    "phone": (PHONE_TWISTS, 0.8),
    "talk": (TALK_TWISTS, 0.5),
    "caller": (CALLER_TWISTS, 0.3),
}
"""By kind: their weights, and how many things of all have one at most."""
_FAULTS = ("command", "event")


def draw_story(seed: int, calls: int = CALLS) -> Story:
    """Return the story of a seed; one in four is without trouble."""
    chance = random.Random(seed)
    names = NAMES[: chance.randint(3, len(NAMES))]
    fair = chance.random() < 0.25
    gap_s = chance.choice((2.0, 4.0, 8.0, 16.0)) * 4 / len(names)
    arrivals, at = [], 0.0
    for _ in range(calls):
        at += chance.expovariate(1 / gap_s) if chance.random() < 0.9 else 0.0
        arrivals.append((at, "arrive"))
    sources = [*PEOPLE, *(trouble for trouble in TROUBLES if not fair and chance.random() < 0.5)]
    happenings = sorted([*arrivals, *(one for source in sources for one in source(chance, at, gap_s))])
    return Story(
        seed=seed,
        names=names,
        pool=draw_house(Drawn(seed), names),
        items=tuple(Item(round(at, 3), name, number) for number, (at, name) in enumerate(happenings, start=1)),
        odds=_odds(chance, fair=fair),
    )


def _odds(chance: random.Random, *, fair: bool) -> Odds:
    return {
        kind: odds(chance.random() ** 2 * most, weights)
        for kind, (weights, most) in _TWISTS.items()
        if not (fair and kind in _FAULTS)
    }
