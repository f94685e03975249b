"""Keeps label values few: each distinct value is a series that Prometheus keeps for hours."""

from typing import Final

from acd.domain.tenants import TenantId

NONE: Final = "none"
"""A call without a tenant or without a queue."""
ALL: Final = "all"
"""Every tenant, when tenants are folded."""
OTHER: Final = "other"
"""A value past the limit."""
MAX_LENGTH: Final = 64


class FirstComers:
    """Lets the first values pass and calls all later ones `other`. For text that people type."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._known: set[str] = set()

    def pass_or_other(self, value: str) -> str:
        """Return the value as it may stand in a label."""
        value = value[:MAX_LENGTH].encode(errors="replace").decode()
        if value in self._known:
            return value
        if len(self._known) >= self._limit:
            return OTHER
        self._known.add(value)
        return value


def tenant_label(tenant_id: TenantId | None, *, detail: bool) -> str:
    """Return the tenant as a label; with `detail` off all tenants are one."""
    if not detail:
        return ALL
    return NONE if tenant_id is None else str(tenant_id)
