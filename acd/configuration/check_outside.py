"""What does not fit together in numbers outside: trunks that cannot call them, and numbers that come back to us."""

from collections.abc import Iterable, Iterator

from acd.configuration.mistakes import Finding
from acd.configuration.outside import OutsideNumber
from acd.configuration.schema import Document, Trunk
from acd.configuration.sentences import nearest
from acd.configuration.to_domain import called_at

Path = tuple[str | int, ...]


def check_outside(document: Document) -> Iterator[Finding]:
    """Everything about numbers outside of agents."""
    owner: dict[OutsideNumber, str] = {}
    for place, agent in enumerate(document.agents):
        if agent.outside is None:
            continue
        path = ("agents", place, "outside")
        yield from check_number(document, path, agent.outside)
        if agent.outside in owner:
            message = f"{agent.outside.number} is the outside number of {owner[agent.outside]} too; choose another"
            yield Finding((*path, "number"), message)
        owner.setdefault(agent.outside, agent.id)


def check_number(document: Document, path: Path, outside: OutsideNumber) -> Iterator[Finding]:
    """Whether one number can be called; `path` is where it is written."""
    yield from check_trunk(document, (*path, "trunk"), outside.trunk)
    for tenant in _tenants_at(document, outside.number):
        message = f"{outside.number} is a number of tenant {tenant}: the call would come back to us; choose another"
        yield Finding((*path, "number"), message)


def check_trunk(document: Document, path: Path, trunk_id: str) -> Iterator[Finding]:
    """Whether a trunk is there and can call out; `path` is where its id is written."""
    trunks = {trunk.id: trunk for trunk in document.trunks}
    trunk = trunks.get(trunk_id)
    if trunk is None:
        message = f"there is no trunk {trunk_id}{nearest(trunk_id, trunks)}"
        yield Finding(path, message, depends_on=(("trunks",),))
    elif not can_call(trunk):
        message = f"it is not known where trunk {trunk_id} takes calls; write its address as `server: sip.example.com`"
        yield Finding(path, message, depends_on=(("trunks",),))


def can_call(trunk: Trunk) -> bool:
    """Tell whether it is known where a trunk takes calls; one with a password says so when it registers."""
    return trunk.password or trunk.registration is not None or called_at(trunk) is not None


def _tenants_at(document: Document, number: str) -> Iterable[str]:
    return (tenant.id for tenant in document.tenants if any(entry.number == number for entry in tenant.numbers))
