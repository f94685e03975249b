"""Cuts a story that fails down to a short one that fails in the same way."""

import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from tests.storm.centre import Centre
from tests.storm.story import Story

T = TypeVar("T")

MOST_S = 120.0
"""So long a story is told anew at most, again and again."""


@dataclass(frozen=True)
class Failure:
    """How a story failed."""

    story: Story
    """What of it was lived through till then."""
    where: str
    """The place in the code; failures of one place are taken for one."""
    text: str
    """The error, and what was told last."""


def failure_of(story: Story) -> Failure | None:
    """Live through a story; returns how it fails, or None when all is true to the end."""
    centre: Centre | None = None
    try:
        centre = Centre(story)
        centre.live()
    except Exception as error:  # noqa: BLE001 - whatever is raised is a failure
        frames = traceback.extract_tb(error.__traceback__)
        where = f"{type(error).__name__} in {frames[-1].name}: {frames[-1].line}"
        told = [f"{moment:10.3f}  {event!r}" for moment, event in centre.trace] if centre else []
        lived = story.as_lived(centre.lived, centre.twists.happened) if centre else story.as_lived({}, {})
        return Failure(lived, where, "\n".join([*told, *traceback.format_exception(error)]))
    return None


class _Tries:
    """Tells a story while there is time."""

    def __init__(self, where: str, most_s: float) -> None:
        self._where = where
        self._until = time.monotonic() + most_s

    def fails(self, story: Story) -> bool:
        """Tell whether it fails in the same way."""
        if time.monotonic() > self._until:
            return False
        failure = failure_of(story)
        return failure is not None and failure.where == self._where


def shrink(failure: Failure, most_s: float = MOST_S) -> Failure:
    """Return the shortest story that was found, with its failure; what is given, if that does not fail when told."""
    story, tries = failure.story, _Tries(failure.where, most_s)
    if not tries.fails(story):
        return failure
    size = -1
    while size != _size(story):
        size = _size(story)
        story = _fewer_items(story, tries)
        story = _fewer_twists(story, tries)
        story = _fewer_agents(story, tries)
    return failure_of(story) or failure


def _size(story: Story) -> int:
    return len(story.items) + len(story.twists or ()) + len(story.pool.agents)


def _fewer_items(story: Story, tries: _Tries) -> Story:
    kept = _fewest(story.items, lambda items: tries.fails(replace(story, items=tuple(items))))
    return replace(story, items=tuple(kept))


def _fewer_twists(story: Story, tries: _Tries) -> Story:
    twists: Mapping[str, str] = story.twists or {}
    kept = _fewest(
        list(twists), lambda names: tries.fails(replace(story, twists={name: twists[name] for name in names}))
    )
    return replace(story, twists={name: twists[name] for name in kept})


def _fewer_agents(story: Story, tries: _Tries) -> Story:
    for agent_id in list(story.pool.agents):
        agents = {name: agent for name, agent in story.pool.agents.items() if name != agent_id}
        smaller = replace(story, pool=replace(story.pool, agents=agents))
        if tries.fails(smaller):
            story = smaller
    return story


def _fewest(things: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> Sequence[T]:
    """Leave out ever smaller parts, as long as it still fails."""
    part = len(things) // 2
    while part >= 1:
        at = 0
        while at < len(things):
            fewer = [*things[:at], *things[at + part :]]
            if fails(fewer):
                things = fewer
            else:
                at += part
        part //= 2
    return things
