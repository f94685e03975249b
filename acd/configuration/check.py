"""What no single value shows: names that lead nowhere, doubles, dead ends. Knows the document, not its file."""

import ipaddress
from collections.abc import Iterable, Iterator, Sequence

from acd.configuration.check_callbacks import check_callbacks
from acd.configuration.check_codes import check_codes, double_numbers
from acd.configuration.check_demands import check_demands
from acd.configuration.check_fairness import check_fairness
from acd.configuration.check_flows import check_flows
from acd.configuration.check_hours import check_hours
from acd.configuration.check_outside import check_outside
from acd.configuration.check_recipes import check_recipes
from acd.configuration.check_voicemails import check_voicemails
from acd.configuration.check_voices import check_voices
from acd.configuration.check_web import check_web
from acd.configuration.mistakes import Finding
from acd.configuration.schema import MAIN_FLOW, Document, Tenant, Trunk
from acd.configuration.sentences import nearest
from acd.configuration.to_recipes import written_recipes

Path = tuple[str | int, ...]


def check(document: Document) -> list[Finding]:
    """Everything that does not fit together, in the order of the document."""
    queues = {queue.id for queue in document.queues}
    findings = [
        *_doubles("trunks", [trunk.id for trunk in document.trunks]),
        *_doubles("tenants", [tenant.id for tenant in document.tenants]),
        *_doubles("queues", [queue.id for queue in document.queues]),
        *_doubles("agents", [agent.id for agent in document.agents]),
        *_doubles("phones", [phone.id for phone in document.phones or ()]),
        *double_numbers("agents", [agent.number for agent in document.agents], [agent.id for agent in document.agents]),
        *double_numbers("queues", [queue.number for queue in document.queues], [queue.id for queue in document.queues]),
        *_double_numbers(document.tenants),
        *_overlaps(document.trunks),
        *_unknown_trunks(document.trunks),
    ]
    for place, tenant in enumerate(document.tenants):
        findings.extend(_tenant(("tenants", place), tenant, queues))
    findings.extend(check_voices(document))
    findings.extend(check_flows(document))
    findings.extend(check_hours(document))
    findings.extend(check_fairness(document))
    findings.extend(check_demands(document))
    findings.extend(_unused(document))
    findings.extend(check_recipes(document))
    findings.extend(check_outside(document))
    findings.extend(check_callbacks(document))
    findings.extend(check_web(document))
    findings.extend(check_voicemails(document))
    findings.extend(check_codes(document))
    return findings


def _doubles(section: str, ids: Sequence[str]) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for place, name in enumerate(ids):
        if first.setdefault(name, place) != place:
            yield Finding((section, place, "id"), f"{name} is the id of {section}[{first[name]}] too; choose another")


def _double_numbers(tenants: Iterable[Tenant]) -> Iterator[Finding]:
    owner: dict[str, str] = {}
    for place, tenant in enumerate(tenants):
        for index, entry in enumerate(tenant.numbers):
            if entry.number in owner:
                message = f"{entry.number} is a number of tenant {owner[entry.number]} too; keep one of them"
                yield Finding(("tenants", place, "numbers", index, "number"), message)
            owner.setdefault(entry.number, tenant.id)


def _overlaps(trunks: Sequence[Trunk]) -> Iterator[Finding]:
    placed = [
        (ipaddress.IPv4Network(text), (place, index))
        for place, trunk in enumerate(trunks)
        for index, text in enumerate(trunk.match)
    ]
    # networks lie inside each other or apart: sorted, each need only be compared with the last that was not inside
    outer: tuple[ipaddress.IPv4Network, tuple[int, int]] | None = None
    for network, where in sorted(placed):
        if outer is None or not outer[0].overlaps(network):
            outer = (network, where)
            continue
        first, (place, index) = sorted([outer[1], where])
        text, other = trunks[place].match[index], trunks[first[0]].id
        message = f"{text} overlaps with an address of trunk {other}; every address belongs to one trunk"
        yield Finding(("trunks", place, "match", index), message)


def _unknown_trunks(trunks: Iterable[Trunk]) -> Iterator[Finding]:
    for place, trunk in enumerate(trunks):
        if not trunk.password and not trunk.match and trunk.registration is None:
            message = (
                "nobody could call by this trunk; write `password: true`, its addresses as `match: [...]`, or "
                "`registration:` with our account there"
            )
            yield Finding(("trunks", place), message)
        if trunk.password and trunk.registration is not None:
            message = "either it logs in here or we register there; remove `password: true`, or make two trunks"
            yield Finding(("trunks", place, "password"), message)
        if trunk.password and trunk.server is not None:
            message = "calls go to where it registered when it logs in; remove one of server and `password: true`"
            yield Finding(("trunks", place, "server"), message)


def _tenant(path: Path, tenant: Tenant, queues: set[str]) -> Iterator[Finding]:
    yield from _main_flow(path, tenant, queues)
    flows = {*tenant.flows, *([MAIN_FLOW] if tenant.queue else [])}
    for index, entry in enumerate(tenant.numbers):
        if entry.flow not in flows:
            message = f"there is no flow {entry.flow} in this tenant{nearest(entry.flow, flows)}"
            if not flows:
                message = f"tenant {tenant.id} has no flow; write its queue, or flows of its own"
            yield Finding((*path, "numbers", index, "flow"), message, depends_on=(path, (*path, "flows")))
    if not tenant.numbers:
        yield Finding(path, f"tenant {tenant.id} has no number, so nobody can call it", is_warning=True)


def _main_flow(path: Path, tenant: Tenant, queues: set[str]) -> Iterator[Finding]:
    if tenant.queue is None:
        if tenant.greeting:
            message = "is never played without `queue`; write it, or play this in a flow"
            yield Finding((*path, "greeting"), message, depends_on=(path,))
        return
    if MAIN_FLOW in tenant.flows:
        message = f"makes the flow {MAIN_FLOW}, which is also written under flows; keep one of the two"
        yield Finding((*path, "queue"), message)
    if tenant.queue not in queues:
        yield _no_queue((*path, "queue"), tenant.queue, queues)


def _no_queue(path: Path, name: str, queues: Iterable[str]) -> Finding:
    return Finding(path, f"there is no queue {name}{nearest(name, queues)}", depends_on=(("queues",),))


def _unused(document: Document) -> Iterator[Finding]:
    used = {name for tenant in document.tenants for name in (tenant.queue, tenant.voicemail_queue)}
    steps = [step for tenant in document.tenants for flow in tenant.flows.values() for step in flow.steps]
    used |= {line.id for step in steps for line in (step.queue, step.message) if line is not None}
    used |= {step.callback.queue for step in steps if step.callback is not None}
    used |= {step.overflow for queue in document.queues for _, steps in written_recipes(queue) for step in steps}
    for place, queue in enumerate(document.queues):
        if queue.id not in used:
            yield Finding(("queues", place), f"no flow leads to queue {queue.id}", is_warning=True)
