"""How far the callers of one tenant may stand in the way of those of the others."""

from dataclasses import dataclass

from acd.domain.tenants import Tenant


@dataclass(frozen=True, slots=True)
class Fairness:
    """The pace at which each tenant's callers may come into line without being put back."""

    pace_s: float
    """One in so many seconds, for a tenant of weight 1."""
    at_most_s: float
    """So far a caller is put back, however many of the tenant's wait already."""

    def step_s(self, tenant: Tenant | None) -> float:
        """Return the pace of a tenant; one that was removed from the configuration has weight 1."""
        return self.pace_s / (1.0 if tenant is None else tenant.weight)
