"""Documents with one client who has flows, and what is wrong with what is written."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from acd.configuration.schema import Document, Tenant

DESK = {"id": "desk", "queue": "support"}
"""The usual end of a flow."""


def client(flows: dict[str, Any] | list[Any], **more: Any) -> dict[str, Any]:
    """Return a document as it is written; a list of steps is the flow to which the only number leads."""
    named = {"main": flows} if isinstance(flows, list) else flows
    numbers = [{"number": "+15550100", "flow": next(iter(named))}]
    tenant = {"id": "acme", "name": "Acme", "numbers": numbers, "flows": named, **more}
    return {
        "trunks": [{"id": "carrier", "match": ["203.0.113.0/28"], "server": "sip.carrier.example"}],
        "tenants": [tenant],
        "queues": [{"id": "support"}, {"id": "sales", "callback": {"trunk": "carrier"}}],
    }


def document(flows: dict[str, Any] | list[Any], **more: Any) -> Document:
    """Return the same, read."""
    return Document.model_validate(client(flows, **more))


def tenant(flows: dict[str, Any] | list[Any], **more: Any) -> Tenant:
    """Return the client alone."""
    return document(flows, **more).tenants[0]


def refusal(kind: type[BaseModel], written: Any) -> str:
    """Return where the first mistake is, and the sentence."""
    with pytest.raises(ValidationError) as caught:
        kind.model_validate(written)
    first = caught.value.errors(include_url=False)[0]
    return ": ".join(filter(None, (".".join(map(str, first["loc"])), first["msg"])))
