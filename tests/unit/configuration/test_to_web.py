"""Other systems: from what is written to what flows ask."""

from acd.configuration.schema import Document
from acd.configuration.to_web import to_web
from acd.domain.web_asks import WebTarget, WebTargetId


def test_each_has_the_name_of_its_tenant_before_its_own() -> None:
    """So two tenants can have a crm each."""
    tenant = {
        "name": "A",
        "lookups": {"crm": {"url": "https://a/", "answer": {"tier": "t"}, "bearer": True}},
        "webhooks": {"hook": {"url": "https://b/", "timeout_s": 5, "signed": True, "private": True}},
    }
    document = Document.model_validate({"tenants": [{"id": "a", **tenant}, {"id": "b", "name": "B"}]})
    crm, hook = WebTargetId("a/crm"), WebTargetId("a/hook")
    assert to_web(document) == {
        crm: WebTarget(crm, "https://a/", answer={"tier": "t"}, bearer=True),
        hook: WebTarget(hook, "https://b/", is_told=True, timeout_s=5, signed=True, private=True),
    }
