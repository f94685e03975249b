"""Other systems: as they are written -> as flows ask and tell them."""

from collections.abc import Iterator

from acd.configuration import web
from acd.configuration.schema import Document, Tenant
from acd.configuration.to_flows import web_target_id
from acd.domain.web_asks import WebTarget, WebTargetId


def to_web(document: Document) -> dict[WebTargetId, WebTarget]:
    """Return all other systems of all tenants."""
    return {target.id: target for tenant in document.tenants for target in _targets(tenant)}


def _targets(tenant: Tenant) -> Iterator[WebTarget]:
    for name, lookup in (tenant.lookups or {}).items():
        yield _target(tenant, name, lookup)
    for name, webhook in (tenant.webhooks or {}).items():
        yield _target(tenant, name, webhook)


def _target(tenant: Tenant, name: str, written: web.Lookup | web.Webhook) -> WebTarget:
    told = isinstance(written, web.Webhook)
    target_id = web_target_id(tenant, name)
    return WebTarget(
        target_id,
        written.url,
        is_told=told,
        timeout_s=written.timeout_s or WebTarget(target_id, "").timeout_s,
        answer=dict(written.answer or {}),
        bearer=bool(written.bearer),
        signed=isinstance(written, web.Webhook) and bool(written.signed),
        private=bool(written.private),
    )
