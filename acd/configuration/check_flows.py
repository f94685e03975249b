"""What does not fit together in flows: names that lead nowhere, dead ends, circles, and failures without a way on."""

from collections.abc import Iterator, Mapping

from acd.configuration.check_flow_graph import check_graph
from acd.configuration.check_outside import check_number
from acd.configuration.flow_names import OTHER_FLOW
from acd.configuration.mistakes import Finding
from acd.configuration.schema import Document, Queue, Tenant
from acd.configuration.sentences import nearest
from acd.configuration.steps import Step
from acd.configuration.to_recipes import written_recipes

Path = tuple[str | int, ...]
_NO_WAY_ON = {
    "menu": ("no_input", "who presses nothing"),
    "collect": ("no_input", "who presses nothing"),
    "look_up": ("failed", "who calls while the other system does not answer"),
    "callback": ("refused", "who does not want it"),
    "transfer": ("failed", "who is not put through"),
}
"""Steps that fail in daily life: the exit, and who takes it."""


def check_flows(document: Document) -> Iterator[Finding]:
    """Everything about flows."""
    queues = {queue.id: queue for queue in document.queues}
    for place, tenant in enumerate(document.tenants):
        path: Path = ("tenants", place)
        broken = False
        for finding in _names(path, document, tenant, queues):
            broken = broken or not finding.is_warning
            yield finding
        yield from _unused(path, tenant)
        if not broken:  # what leads nowhere has no graph
            yield from check_graph(path, tenant)
            yield from _failures(path, tenant)
            yield from _recipes(path, tenant, queues)


def _places(path: Path, tenant: Tenant) -> Iterator[tuple[Path, str, Step]]:
    for name, flow in tenant.flows.items():
        for index, step in enumerate(flow.steps):
            yield (*path, "flows", name, "steps", index), name, step


def _names(path: Path, document: Document, tenant: Tenant, queues: Mapping[str, Queue]) -> Iterator[Finding]:
    for name, flow in tenant.flows.items():
        first: dict[str, int] = {}
        for index, step in enumerate(flow.steps):
            if step.id is not None and first.setdefault(step.id, index) != index:
                here = (*path, "flows", name, "steps", index, "id")
                yield Finding(here, f"{step.id} is the name of step {first[step.id] + 1} too; choose another")
        if flow.failed is not None:
            yield from _target((*path, "flows", name, "failed"), tenant, name, flow.failed)
    for here, name, step in _places(path, tenant):
        for where, target in _targets(step):
            yield from _target((*here, *where), tenant, name, target)
        yield from _circle_of_go(here, tenant, name, step)
        yield from _things(here, document, tenant, step, queues)


def _targets(step: Step) -> Iterator[tuple[Path, str]]:
    fields = ("next", "failed", "no_input", "invalid", "open", "closed", "holiday", "not_found", "refused", "waited")
    for field in (*fields, "go"):
        target = getattr(step, field)
        if target is not None:
            yield (field,), target
    for word, target in (step.exits or {}).items():
        yield ("exits", word), target
    for key, target in (step.menu.keys if step.menu is not None else {}).items():
        yield ("menu", "keys", key), target
    for index, case in enumerate(step.branch or ()):
        yield ("branch", index, "go"), case.go


def _target(path: Path, tenant: Tenant, flow: str, target: str) -> Iterator[Finding]:
    needs = ((*path[:4],), (*path[:3],))
    if target.startswith(OTHER_FLOW):
        name = target.removeprefix(OTHER_FLOW)
        if name not in tenant.flows:
            yield Finding(
                path, f"there is no flow {name} in this tenant{nearest(name, tenant.flows)}", depends_on=needs
            )
        return
    known = [step.id for step in tenant.flows[flow].steps if step.id is not None]
    if target not in known:
        message = f"there is no step {target} in this flow{nearest(target, known)}"
        if target in tenant.flows:
            message = f"there is no step {target} in this flow; for the flow of this name write /{target}"
        yield Finding(path, message, depends_on=needs)


def _circle_of_go(path: Path, tenant: Tenant, flow: str, step: Step) -> Iterator[Finding]:
    """A `go` that leads to itself, perhaps by others, leads nowhere."""
    at, seen, here = step, {id(step)}, flow
    while at.go is not None:
        if at.go.startswith(OTHER_FLOW):
            here = at.go.removeprefix(OTHER_FLOW)
            following = tenant.flows[here].steps[0] if here in tenant.flows else None
        else:
            target = at.go
            following = next((one for one in tenant.flows[here].steps if one.id == target), None)
        if following is None:
            return
        if id(following) in seen:
            yield Finding((*path, "go"), "leads round to itself; name a step that does something")
            return
        seen.add(id(following))
        at = following


def _things(
    path: Path, document: Document, tenant: Tenant, step: Step, queues: Mapping[str, Queue]
) -> Iterator[Finding]:
    """Queues and numbers outside that a step names."""
    named: dict[Path, str] = {}
    for deed, line in (("queue", step.queue), ("message", step.message)):
        if line is not None:
            named[deed,] = line.id
    if step.callback is not None:
        named["callback", "queue"] = step.callback.queue
    for index, case in enumerate(step.branch or ()):
        if case.queue is not None:
            named["branch", index, "queue"] = case.queue
    for where, name in named.items():
        if name not in queues:
            yield Finding(
                (*path, *where), f"there is no queue {name}{nearest(name, queues)}", depends_on=(("queues",),)
            )
    if step.callback is not None and step.callback.queue in queues and queues[step.callback.queue].callback is None:
        message = f"queue {step.callback.queue} calls nobody back; write `callback:` in it, with the trunk to call by"
        yield Finding((*path, "callback"), message, depends_on=(("queues",),))
    if step.transfer is not None:
        yield from check_number(document, (*path, "transfer"), step.transfer)


def _unused(path: Path, tenant: Tenant) -> Iterator[Finding]:
    used = {entry.flow for entry in tenant.numbers}
    used |= {
        target.removeprefix(OTHER_FLOW)
        for _, _, step in _places(path, tenant)
        for _, target in _targets(step)
        if target.startswith(OTHER_FLOW)
    }
    used |= {flow.failed.removeprefix(OTHER_FLOW) for flow in tenant.flows.values() if flow.failed}
    for name in tenant.flows:
        if name not in used:
            yield Finding((*path, "flows", name), "no number leads to this flow, and no other flow", is_warning=True)


def _failures(path: Path, tenant: Tenant) -> Iterator[Finding]:
    for here, name, step in _places(path, tenant):
        if step.deed not in _NO_WAY_ON or tenant.flows[name].failed is not None or step.failed is not None:
            continue
        exit_name, who = _NO_WAY_ON[step.deed]
        if getattr(step, exit_name) is None:
            message = (
                f"{who} ends in the safety net, Asterisk's own line for all clients; write {exit_name}, or `failed` "
                "for the whole flow"
            )
            yield Finding(here, message, is_warning=True)


def _recipes(path: Path, tenant: Tenant, queues: Mapping[str, Queue]) -> Iterator[Finding]:
    """Words by which a recipe lets callers go on, and that the step which put them in line does not have."""
    for here, name, step in _places(path, tenant):
        line = step.queue or step.message
        if line is None or line.id not in queues:
            continue
        words = {one.go_on for _, steps in written_recipes(queues[line.id]) for one in steps if one.go_on is not None}
        own = {*(step.exits or {}), *(["waited"] if step.waited is not None else [])}
        has_any = step.failed is not None or tenant.flows[name].failed is not None
        for word in sorted(words - own):
            if not has_any:
                message = f"a recipe of queue {line.id} says go_on: {word}; without this exit the caller waits on"
                yield Finding(here, message, is_warning=True)
