"""Shares of tenants that have no effect, or other ones than somebody may have had in mind."""

from collections.abc import Iterator
from statistics import median

from acd.configuration.mistakes import Finding
from acd.configuration.schema import Document, Fairness, Tenant

_FAR = 20.0
"""So many times the weight of most tenants, or such a part of it, is hardly meant."""


def check_fairness(document: Document) -> Iterator[Finding]:
    """Everything about weights and the pace."""
    rules, tenants = document.fairness, document.tenants
    if rules is None:
        for place, tenant in enumerate(tenants):
            if tenant.weight is not None:
                message = "has no effect: without `fairness` callers of all tenants stand in the order of coming"
                yield Finding(("tenants", place, "weight"), f"{message}; add `fairness: {{}}`", is_warning=True)
        return
    if len(tenants) < 2:
        yield Finding(("fairness",), "has no effect: it is between tenants, and there is only one", is_warning=True)
        return
    if rules.pace_s >= rules.at_most_s:
        message = f"{_caller(rules.pace_s)}, so that the second who waits is put back by all of at_most_s"
        yield Finding(("fairness", "pace_s"), f"{message}; use less than {rules.at_most_s:g}", is_warning=True)
    usual = median(_weight(tenant) for tenant in tenants)
    for place, tenant in enumerate(tenants):
        if tenant.weight is not None:
            for message in _weights(tenant, rules, usual):
                yield Finding(("tenants", place, "weight"), message, is_warning=True)


def _weights(tenant: Tenant, rules: Fairness, usual: float) -> Iterator[str]:
    weight, step_s = _weight(tenant), rules.pace_s / _weight(tenant)
    if step_s >= rules.at_most_s > rules.pace_s:
        yield (
            f"{_caller(step_s)}: while one of them waits, everybody who comes from another tenant within "
            f"{rules.at_most_s:g} s goes before the next one; use more than {rules.pace_s / rules.at_most_s:.2g}"
        )
    elif weight * _FAR <= usual:
        yield (
            f"{_caller(step_s)}: while all have callers in line, one is served for {usual / weight:.0f} of most other "
            f"tenants (weight {usual:g})"
        )
    if weight >= usual * _FAR:
        yield (
            f"while all have callers in line, {weight / usual:.0f} are served for one of most other tenants "
            f"(weight {usual:g}), who may wait for {rules.at_most_s:g} s behind callers who came later"
        )


def _caller(step_s: float) -> str:
    return f"the pace is one caller in {step_s:g} s, {3600 / step_s:.0f} an hour"


def _weight(tenant: Tenant) -> float:
    return 1.0 if tenant.weight is None else tenant.weight
