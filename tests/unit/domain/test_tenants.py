"""Client businesses and their numbers."""

from acd.domain.flows import FlowId
from acd.domain.tenants import Entry, Number, Tenant, TenantId


def test_an_entry_belongs_to_one_tenant() -> None:
    """And starts one flow."""
    acme = Tenant(TenantId("acme"), "Acme")
    entry = Entry(Number("+4930123"), acme.id, FlowId("front"))
    assert (entry.tenant_id, entry.flow_id) == ("acme", "front")
