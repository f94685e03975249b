"""Whether every step of a flow is reached, the caller is answered before anything is played, and every way ends."""

from collections.abc import Iterator
from dataclasses import dataclass

from acd.configuration.flow_names import beginning, follower, link, name_of
from acd.configuration.mistakes import Finding
from acd.configuration.schema import Tenant
from acd.configuration.steps import ENDS, EXITS, Step
from acd.domain.flows import StepName

Path = tuple[str | int, ...]
_SILENT = frozenset({"answer", "hours", "set", "tag", "branch", "look_up", "webhook", "go", "hang_up"})
"""Steps that a caller who is not answered can go through: they hear nothing of them."""
_AT_ONCE = frozenset({"hours", "set", "tag", "branch"})
"""Steps that take no time: round and round without end if they lead to each other."""


@dataclass(frozen=True, slots=True)
class _Place:
    path: Path
    step: Step
    leads_to: tuple[StepName, ...]


def check_graph(path: Path, tenant: Tenant) -> Iterator[Finding]:
    """Everything about the ways through a tenant's flows, all names of which are known."""
    places = dict(_places(path, tenant))
    starts = {beginning(tenant, name): name for name in tenant.flows}
    reached = _from(list(starts) + _failed(tenant), places)
    yield from _dead_ends(tenant, {name: place for name, place in places.items() if name in reached})
    yield from _unreached(places, reached)
    yield from _unanswered(tenant, places)
    yield from _circles(places)
    yield from _no_way_out(places, reached)


def _places(path: Path, tenant: Tenant) -> Iterator[tuple[StepName, _Place]]:
    for flow, written in tenant.flows.items():
        for index, step in enumerate(written.steps):
            if step.go is None:
                here = (*path, "flows", flow, "steps", index)
                leads_to = tuple(dict.fromkeys(_leads_to(tenant, flow, index)))
                yield name_of(flow, step.id or str(index + 1)), _Place(here, step, leads_to)


def _leads_to(tenant: Tenant, flow: str, index: int) -> Iterator[StepName]:
    step = tenant.flows[flow].steps[index]
    targets = [getattr(step, name) for name in EXITS if name not in ("next", "exits")]
    targets += list((step.exits or {}).values())
    targets += list(step.menu.keys.values()) if step.menu is not None else []
    targets += [case.go for case in step.branch or ()]
    for target in targets:
        if target is not None:
            yield link(tenant, flow, target)
    following = follower(tenant, flow, index)
    if following is not None and step.open is None:
        yield following


def _failed(tenant: Tenant) -> list[StepName]:
    return [link(tenant, name, flow.failed) for name, flow in tenant.flows.items() if flow.failed is not None]


def _from(begins: list[StepName], places: dict[StepName, _Place]) -> set[StepName]:
    todo, seen = list(begins), set(begins)
    while todo:
        for name in places[todo.pop()].leads_to:
            if name not in seen:
                seen.add(name)
                todo.append(name)
    return seen


def _dead_ends(tenant: Tenant, places: dict[StepName, _Place]) -> Iterator[Finding]:
    for place in places.values():
        step, flow, index = place.step, str(place.path[3]), place.path[5]
        assert isinstance(index, int)
        ends = step.deed in ENDS or step.menu is not None
        if not ends and follower(tenant, flow, index) is None and step.open is None:
            # what follows may have been taken out, as it is wrong
            message = "the flow stops here; end it with {queue: ...} or hang_up"
            yield Finding(place.path, message, depends_on=(place.path[:4], place.path[:5]))
        if step.hours is not None and step.closed is None:
            yield Finding(place.path, "says nothing of callers while it is closed; write `closed: name of a step`")


def _unreached(places: dict[StepName, _Place], reached: set[StepName]) -> Iterator[Finding]:
    told: set[str] = set()
    for name, place in places.items():
        flow = str(place.path[3])
        if name in reached or flow in told:
            continue
        told.add(flow)  # what is behind it is not reached either
        message = "is never reached: no step leads here, and the one before ends the flow; remove one of the two"
        yield Finding(place.path, message, depends_on=(place.path[:4], place.path[:5]))


def _unanswered(tenant: Tenant, places: dict[StepName, _Place]) -> Iterator[Finding]:
    """Callers would hear nothing, or the carrier would pass it on unpaid, which many do not."""
    entries = {entry.flow for entry in tenant.numbers} & tenant.flows.keys()
    todo = [beginning(tenant, flow) for flow in entries]
    seen = set(todo)
    while todo:
        place = places[todo.pop()]
        if place.step.deed not in _SILENT:
            message = "the caller is not answered yet; write answer before it (or hang_up to refuse)"
            yield Finding(place.path, message, depends_on=(place.path[:4], place.path[:5]))
        elif place.step.answer is None:
            for name in place.leads_to:
                if name not in seen:
                    seen.add(name)
                    todo.append(name)


def _circles(places: dict[StepName, _Place]) -> Iterator[Finding]:
    """Steps that take no time and lead round to themselves: a call would never come out."""
    quick = {name: place for name, place in places.items() if place.step.deed in _AT_ONCE}
    told: set[StepName] = set()
    for name, place in quick.items():
        if name in told:
            continue
        way = _way_back(name, quick)
        if way:
            told.update(way)
            names = " to ".join(str(one).partition("/")[2] for one in (*way, way[0]))
            yield Finding(place.path, f"callers may go round without end, from {names}; let one of them do something")


def _way_back(name: StepName, quick: dict[StepName, _Place]) -> tuple[StepName, ...]:
    ways: list[tuple[StepName, ...]] = [(name,)]
    seen: set[StepName] = set()
    while ways:
        way = ways.pop(0)
        for following in quick[way[-1]].leads_to:
            if following == name:
                return way
            if following in quick and following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return ()


def _no_way_out(places: dict[StepName, _Place], reached: set[StepName]) -> Iterator[Finding]:
    """Steps from which no way leads to an end, whatever the caller does but hang up."""
    # a step that stops is told already
    out = {name for name, place in places.items() if place.step.deed in ENDS or not place.leads_to}
    before = -1
    while len(out) != before:
        before = len(out)
        out |= {name for name, place in places.items() if out.intersection(place.leads_to)}
    for name, place in places.items():
        if name in reached and name not in out:
            message = "from here no way leads to an agent, a message or the end of the call; write one"
            yield Finding(place.path, message)
            return
