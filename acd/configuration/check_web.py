"""What does not fit together between flows and other systems."""

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from acd.configuration.mistakes import Finding
from acd.configuration.schema import Document, Tenant
from acd.configuration.sentences import nearest
from acd.configuration.to_flows import web_target_id
from acd.domain.web_asks import secret_name

Path = tuple[str | int, ...]


def check_web(document: Document) -> Iterator[Finding]:
    """Everything about other systems."""
    for place, tenant in enumerate(document.tenants):
        path: Path = ("tenants", place)
        yield from _names(path, tenant)
        yield from _doubles(path, tenant)
        yield from _addresses(path, tenant)
        yield from _unused(path, tenant)
    yield from _same_secrets(document)


def _same_secrets(document: Document) -> Iterator[Finding]:
    """Two systems whose secrets would be looked up under one name: one would be sent the other's."""
    first: dict[str, str] = {}
    for place, tenant in enumerate(document.tenants):
        for section in ("lookups", "webhooks"):
            for name in getattr(tenant, section) or {}:
                target_id = web_target_id(tenant, name)
                other = first.setdefault(secret_name(target_id), target_id)
                if other != target_id:
                    message = f"its secrets would have the names of those of {other}; choose another name"
                    yield Finding(("tenants", place, section, name), message)


def _used(tenant: Tenant) -> Iterator[tuple[Path, str, str]]:
    """Return every name that a step says, with its place and the section where it should be."""
    for name, flow in tenant.flows.items():
        for index, step in enumerate(flow.steps):
            here: Path = ("flows", name, "steps", index)
            if step.look_up is not None:
                yield (*here, "look_up", "id"), "lookups", step.look_up.id
            if step.webhook is not None:
                yield (*here, "webhook", "id"), "webhooks", step.webhook.id


def _names(path: Path, tenant: Tenant) -> Iterator[Finding]:
    for here, section, name in _used(tenant):
        known = getattr(tenant, section) or {}
        if name not in known:
            message = f"there is no {section.removesuffix('s')} {name} in this tenant{nearest(name, known)}"
            yield Finding((*path, *here), message, depends_on=(path, (*path, section)))


def _doubles(path: Path, tenant: Tenant) -> Iterator[Finding]:
    for name in sorted((tenant.lookups or {}).keys() & (tenant.webhooks or {}).keys()):
        yield Finding((*path, "webhooks", name), f"{name} is the name of a lookup too; choose another")


def _addresses(path: Path, tenant: Tenant) -> Iterator[Finding]:
    for section in ("lookups", "webhooks"):
        for name, target in (getattr(tenant, section) or {}).items():
            host = urlsplit(target.url).hostname or ""
            if not target.private and (host == "localhost" or _is_private(host)):
                message = f"{host} is an address of your own network; write `private: true` if that is meant"
                yield Finding((*path, section, name, "url"), message)
            if target.url.startswith("http:") and not target.private:
                message = "would send what is known of callers for everybody to read; use https"
                yield Finding((*path, section, name, "url"), message)


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _unused(path: Path, tenant: Tenant) -> Iterator[Finding]:
    used = {(section, name) for _, section, name in _used(tenant)}
    for section in ("lookups", "webhooks"):
        for name in getattr(tenant, section) or {}:
            if (section, name) not in used:
                yield Finding((*path, section, name), "no step of a flow uses it", is_warning=True)
