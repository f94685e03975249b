"""Houses for storms: those of the property tests with more agents, and with more clients who have limits."""

from collections.abc import Sequence
from dataclasses import replace

from acd.domain.pool import Pool
from acd.domain.recordings import RecordingPolicy
from acd.domain.tenants import Tenant, TenantId
from tests.property.recipes import Chance
from tests.property.world import draw_pool

NAMES = ("ann", "ben", "cem", "dan", "eva", "fay", "gus", "hal")
_TENANTS = (TenantId("acme"), TenantId("bolt"), TenantId("corn"))


def draw_house(chance: Chance, names: Sequence[str]) -> Pool:
    """Return a house with some of these agents."""
    pool = draw_pool(chance, names)
    tenants = {
        tenant_id: replace(
            pool.tenants.get(tenant_id, Tenant(tenant_id, tenant_id.capitalize())),
            recording=chance.pick([None, None, *RecordingPolicy]),
            music=chance.pick([None, f"{tenant_id}-music"]),
            wrapup_s=chance.pick([None, None, 0.0, 8.0]),
            max_calls=chance.pick([None, None, None, 3, 8, 20]),
            weight=chance.pick([0.5, 1.0, 3.0]),
        )
        for tenant_id in _TENANTS
    }
    entries = {number: replace(entry, tenant_id=chance.pick(_TENANTS)) for number, entry in pool.entries.items()}
    return replace(pool, tenants=tenants, entries=entries)
