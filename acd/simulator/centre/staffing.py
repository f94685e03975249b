"""The pool of a scenario: its queues and agents, written there or in a configuration, and a number for each queue."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from acd.configuration import source
from acd.configuration.mistakes import Finding
from acd.configuration.schema import Document
from acd.configuration.sentences import nearest
from acd.configuration.to_domain import to_pool
from acd.configuration.validate import validate
from acd.domain.flows import FlowId, Prompt
from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.domain.recordings import RecordingPolicy
from acd.domain.steps import AnswerStep, QueueStep, in_a_row
from acd.domain.tenants import Entry, Number, Tenant, TenantId
from acd.simulator.centre.scenario import Agents, Queue, Scenario


class Unfit(Exception):
    """A scenario whose parts do not fit together; carries what was found."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("; ".join(finding.message for finding in findings))


def expanded(kind: Queue | Agents) -> list[str]:
    """Return the names of all of a kind: its own, or with numbers."""
    return [kind.id] if kind.count == 1 else [f"{kind.id}-{number + 1}" for number in range(kind.count)]


def number_of(queue_id: QueueId) -> Number:
    """Return what callers of a queue dial. Greetings are left out: the clock starts in line."""
    return Number(f"to-{queue_id}")


def pool_of(scenario: Scenario, folder: Path | None = None) -> Pool:
    """Return the pool. Raises Unfit, and ConfigurationError of the file that is referred to."""
    document = _configured(scenario, folder) if scenario.configuration else _written(scenario)
    pool = to_pool(document, lambda _: Prompt("sound"))
    owners = {name: TenantId(queue.tenant or name) for queue in scenario.queues for name in expanded(queue)}
    flows = [in_a_row(FlowId(f"simulated/{name}"), (AnswerStep(), QueueStep(QueueId(name)))) for name in owners]
    return replace(
        pool,
        tenants={owner: Tenant(owner, owner, weight=_weight(pool, owner)) for owner in owners.values()},
        entries={
            number_of(QueueId(name)): Entry(number_of(QueueId(name)), owner, flow.id)
            for (name, owner), flow in zip(owners.items(), flows, strict=True)
        },
        flows={flow.id: flow for flow in flows},
        queues={key: replace(queue, recording=RecordingPolicy.NEVER) for key, queue in pool.queues.items()},
        trunks={},
    )


def _weight(pool: Pool, tenant_id: TenantId) -> float:
    tenant = pool.tenants.get(tenant_id)
    return 1.0 if tenant is None else tenant.weight


def _written(scenario: Scenario) -> Document:
    """The configuration that the scenario itself is."""
    findings = _doubles("queues", scenario.queues) + _doubles("agents", scenario.agents)
    findings += _nobody(scenario)
    if not scenario.agents:
        findings.append(Finding(("agents",), "is missing; write who answers, or name a configuration"))
    if findings:
        raise Unfit(findings)
    value = {
        "queues": [{"id": name, **queue.settings()} for queue in scenario.queues for name in expanded(queue)],
        "agents": [
            {"id": name, "name": name, **agents.settings()} for agents in scenario.agents for name in expanded(agents)
        ],
        "tenants": [{"id": tenant.id, "name": tenant.id, "weight": tenant.weight} for tenant in scenario.tenants],
        "fairness": None if scenario.fairness is None else scenario.fairness.model_dump(),
    }
    document, found = validate(value, None)
    if document is None:
        raise Unfit([replace(one, path=_place(scenario, one.path)) for one in found if not one.is_warning])
    return document


def _place(scenario: Scenario, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Where a scenario says what stands at a place of the configuration that was made of it."""
    if len(path) < 2 or not isinstance(path[1], int):
        return path
    kinds: Sequence[Queue | Agents] = scenario.queues if path[0] == "queues" else scenario.agents
    made = [number for number, kind in enumerate(kinds) for _ in range(kind.count)]
    return (path[0], made[path[1]], *path[2:])


def _nobody(scenario: Scenario) -> list[Finding]:
    """Tenants who have no callers."""
    owners = {queue.tenant or name for queue in scenario.queues for name in expanded(queue)}
    return [
        Finding(("tenants", number, "id"), f"no queue is of {tenant.id}{nearest(tenant.id, owners)}")
        for number, tenant in enumerate(scenario.tenants)
        if tenant.id not in owners
    ]


def _doubles(section: str, kinds: Sequence[Queue | Agents]) -> list[Finding]:
    seen: dict[str, int] = {}
    findings = []
    for number, kind in enumerate(kinds):
        for name in expanded(kind):
            if seen.setdefault(name, number) != number:
                findings.append(Finding((section, number, "id"), f"{name} is there already; take another name"))
                break
    return findings


def _configured(scenario: Scenario, folder: Path | None) -> Document:
    assert scenario.configuration is not None
    document = source.load((folder or Path()) / scenario.configuration).document
    findings = [*_strangers(scenario, document), *_doubles("queues", scenario.queues)]
    findings += _doubles("agents", scenario.agents)
    if findings:
        raise Unfit(findings)
    return document


def _strangers(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """What the configuration does not know, and what it alone may say."""
    known: dict[str, set[str]] = {
        "queues": {queue.id for queue in document.queues},
        "agents": {agent.id for agent in document.agents},
    }
    kinds: list[tuple[str, int, Queue | Agents]] = [("queues", *pair) for pair in enumerate(scenario.queues)]
    kinds += [("agents", *pair) for pair in enumerate(scenario.agents)]
    for section, number, kind in kinds:
        if kind.id not in known[section] or kind.count != 1:
            one = section.removesuffix("s")
            yield Finding(
                (section, number, "id"),
                f"the configuration has no {one} {kind.id}{nearest(kind.id, known[section])}"
                if kind.count == 1
                else "count does not go with a configuration; write each by its name",
            )
        for name in kind.settings():
            yield Finding((section, number, name), "the configuration says this; remove it here or there")
    tenants = {tenant.id for tenant in document.tenants}
    for number, queue in enumerate(scenario.queues):
        if queue.tenant is not None and queue.tenant not in tenants:
            message = f"the configuration has no tenant {queue.tenant}{nearest(queue.tenant, tenants)}"
            yield Finding(("queues", number, "tenant"), message)
    for name in ("tenants", "fairness"):
        if getattr(scenario, name):
            yield Finding((name,), "the configuration says this; remove it here or there")
