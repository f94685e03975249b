"""What does not fit together in recipes: names that lead nowhere, steps without effect, callers who go in circles."""

from collections.abc import Iterator, Mapping, Sequence

from acd.configuration.check_outside import check_number
from acd.configuration.figures import figures_said
from acd.configuration.mistakes import Finding
from acd.configuration.recipes import RecipeStep
from acd.configuration.schema import Document, Queue
from acd.configuration.sentences import nearest
from acd.configuration.spoken import voice_for
from acd.configuration.to_recipes import written_recipes

Path = tuple[str | int, ...]


def check_recipes(document: Document) -> Iterator[Finding]:
    """Everything about recipes."""
    queues = {queue.id: queue for queue in document.queues}
    for place, queue in enumerate(document.queues):
        for name, steps in written_recipes(queue):
            path: Path = ("queues", place, *name)
            yield from _names(path, queue, steps, queues)
            yield from _order(path, steps)
            yield from _skills(path, queue, steps)
            yield from _others(document, path, queue, steps)
            if name != ("recipe",) and steps and all(step.key or not _leaves(step) for step in steps):
                message = "leaves the caller in line; end it with overflow, voicemail or hang_up if that is not meant"
                yield Finding(path, message, is_warning=True)
    yield from _circles(document, queues)
    yield from _figures(document)


def _figures(document: Document) -> Iterator[Finding]:
    """Figures are said by voices alone."""
    said = " and ".join(figures_said(document))
    for place, tenant in enumerate(document.tenants):
        if said and voice_for(tenant.language) is None:
            message = f"there is no voice for {tenant.language}: recipes do not tell its callers {said}"
            yield Finding(("tenants", place, "language"), message, is_warning=True)


def _names(path: Path, queue: Queue, steps: Sequence[RecipeStep], queues: Mapping[str, Queue]) -> Iterator[Finding]:
    for number, step in enumerate(steps):
        named: dict[Path, str] = {("widen", index): name for index, name in enumerate(step.widen or ())}
        if step.overflow is not None:
            named["overflow",] = step.overflow
        for where, name in named.items():
            here = (*path, number, *where)
            if name not in queues:
                message = f"there is no queue {name}{nearest(name, queues)}"
                yield Finding(here, message, depends_on=(("queues",),))
            elif name == queue.id:
                yield Finding(here, "is this queue itself; name another, or remove the step")


def _order(path: Path, steps: Sequence[RecipeStep]) -> Iterator[Finding]:
    """What comes after the caller has left the line is never done."""
    timed = sorted(
        ((step.after_s or 0.0, number, step) for number, step in enumerate(steps) if step.place is None),
        key=lambda one: one[:2],
    )
    left_at: float | None = None
    for at, number, step in timed:
        if left_at is not None:
            message = f"is never reached: the caller leaves the line after {left_at:g} s; remove one of the two"
            yield Finding((*path, number), message)
        elif _leaves(step) and step.key is None:
            left_at = at


def _skills(path: Path, queue: Queue, steps: Sequence[RecipeStep]) -> Iterator[Finding]:
    asked = {skill: level for wanted in queue.requires_any_of or () for skill, level in wanted.items()}
    asked |= queue.requires
    for number, step in enumerate(steps):
        for skill, level in (step.relax or {}).items():
            here = (*path, number, "relax", skill)
            if skill not in asked:
                yield Finding(here, f"queue {queue.id} does not ask for {skill}{nearest(skill, asked)}")
            elif level >= asked[skill]:
                yield Finding(here, f"the queue asks for {asked[skill]}; use a lower level")


def _others(document: Document, path: Path, queue: Queue, steps: Sequence[RecipeStep]) -> Iterator[Finding]:
    """Numbers outside that cannot be called, and callbacks of a queue that has none."""
    for number, step in enumerate(steps):
        if step.outside is not None:
            yield from check_number(document, (*path, number, "outside"), step.outside)
        if step.callback and queue.callback is None:
            message = f"queue {queue.id} calls nobody back; write `callback:` in it, with the trunk to call by"
            yield Finding((*path, number, "callback"), message)


def _circles(document: Document, queues: Mapping[str, Queue]) -> Iterator[Finding]:
    """Callers who are given from queue to queue and come round again."""
    leads = {name: _overflows(queue) for name, queue in queues.items()}
    for place, queue in enumerate(document.queues):
        for path, target, at_once in _written_overflows(("queues", place), queue):
            way = _way(leads, target, queue.id, at_once_only=at_once)
            if way is None:
                continue
            names = " to ".join((queue.id, *way))
            if at_once:
                yield Finding(path, f"callers would go round without end, from {names}; let one of them keep callers")
            else:
                yield Finding(path, f"callers may go round and round, from {names}", is_warning=True)


def _way(
    leads: Mapping[str, Sequence[tuple[str, bool]]], start: str, goal: str, *, at_once_only: bool
) -> tuple[str, ...] | None:
    """Return the queues by which one comes from one queue to another, both included."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while ways:
        way = ways.pop(0)
        if way[-1] == goal:
            return way
        for name, at_once in leads.get(way[-1], ()):
            if name not in seen and (at_once or not at_once_only):
                seen.add(name)
                ways.append((*way, name))
    return None


def _overflows(queue: Queue) -> list[tuple[str, bool]]:
    return [(target, at_once) for _, target, at_once in _written_overflows((), queue)]


def _written_overflows(path: Path, queue: Queue) -> Iterator[tuple[Path, str, bool]]:
    """Return where a queue gives callers to, and whether that is in the moment in which they come."""
    for name, steps in written_recipes(queue):
        for number, step in enumerate(steps):
            if step.overflow is not None:
                at_once = not step.after_s and step.place is None and step.key is None
                yield (*path, *name, number, "overflow"), step.overflow, at_once


def _leaves(step: RecipeStep) -> bool:
    return step.overflow is not None or bool(step.voicemail) or bool(step.hang_up)
