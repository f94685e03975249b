"""Names of the steps of a tenant's flows, and where a written target leads."""

from acd.configuration.schema import Tenant
from acd.configuration.steps import ENDS
from acd.domain.flows import StepName

OTHER_FLOW = "/"
"""A target that begins so is another flow."""


def step_names(tenant: Tenant, flow: str) -> dict[StepName, int]:
    """Return the places of a flow's steps (from 0) by their names: `flow/id`, or `flow/number` (from 1)."""
    steps = tenant.flows[flow].steps
    return {name_of(flow, step.id or str(place + 1)): place for place, step in enumerate(steps)}


def name_of(flow: str, step: str) -> StepName:
    """Return the name of a step among all of a tenant."""
    return StepName(f"{flow}/{step}")


def beginning(tenant: Tenant, flow: str) -> StepName:
    """Return the first step of a flow."""
    return _at(tenant, flow, 0)


def link(tenant: Tenant, flow: str, target: str) -> StepName:
    """Return the step to which a target of a checked flow leads."""
    if target.startswith(OTHER_FLOW):
        return beginning(tenant, target.removeprefix(OTHER_FLOW))
    return _at(tenant, flow, step_names(tenant, flow)[name_of(flow, target)])


def follower(tenant: Tenant, flow: str, place: int) -> StepName | None:
    """Return where a step goes on that takes no other exit; None: nowhere."""
    steps = tenant.flows[flow].steps
    step = steps[place]
    if step.next is not None:
        return link(tenant, flow, step.next)
    if step.deed in ENDS or step.menu is not None or place + 1 == len(steps):
        return None
    return _at(tenant, flow, place + 1)


def _at(tenant: Tenant, flow: str, place: int) -> StepName:
    """Return the step at a place; a `go` is no step of its own, but where it leads."""
    step = tenant.flows[flow].steps[place]
    if step.go is not None:
        return link(tenant, flow, step.go)
    return name_of(flow, step.id or str(place + 1))
