"""The pace of a tenant."""

import pytest

from acd.domain.fairness import Fairness
from acd.domain.tenants import Tenant, TenantId


@pytest.mark.parametrize(("weight", "step_s"), [(None, 30), (1.0, 30), (2.0, 15), (0.5, 60)])
def test_the_weight_divides_the_pace(weight: float | None, step_s: float) -> None:
    """One of twice the weight may come twice as often."""
    who = None if weight is None else Tenant(TenantId("acme"), "Acme", weight=weight)
    assert Fairness(pace_s=30, at_most_s=600).step_s(who) == step_s
