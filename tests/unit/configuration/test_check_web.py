"""What does not fit together between flows and other systems."""

from typing import Any

import pytest

from acd.configuration.check_web import check_web
from acd.configuration.schema import Document


def findings(flow: list[Any], **tenant: Any) -> list[tuple[str, str]]:
    """Return places and messages."""
    written = {"id": "acme", "name": "Acme", "flows": {"main": ["answer", *flow, "hang_up"]}, **tenant}
    document = Document.model_validate({"tenants": [written]})
    return [(".".join(map(str, one.path[2:])), one.message) for one in check_web(document)]


CRM = {"crm": {"url": "https://crm.example.com/{caller}"}}


def test_what_is_used_is_there() -> None:
    """A name that is near is told."""
    assert findings([{"look_up": "crm"}], lookups=CRM) == []
    assert findings([{"look_up": "crn"}, {"webhook": "crm"}], lookups=CRM) == [
        ("flows.main.steps.1.look_up.id", "there is no lookup crn in this tenant; did you mean crm?"),
        ("flows.main.steps.2.webhook.id", "there is no webhook crm in this tenant; there are none"),
        ("lookups.crm", "no step of a flow uses it"),
    ]


def test_names_are_given_once() -> None:
    """They share their secrets' names."""
    found = findings([{"look_up": "crm"}, {"webhook": "crm"}], lookups=CRM, webhooks=CRM)
    assert found == [("webhooks.crm", "crm is the name of a lookup too; choose another")]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "10.0.0.7", "[::1]", "169.254.169.254"])
def test_our_own_network_must_have_been_meant(host: str) -> None:
    """A slip would ask our own services."""
    lookup = {"url": f"https://{host}/"}
    (found,) = findings([{"look_up": "crm"}], lookups={"crm": lookup})
    assert found[0] == "lookups.crm.url" and found[1].endswith("write `private: true` if that is meant")
    assert findings([{"look_up": "crm"}], lookups={"crm": {**lookup, "private": True}}) == []


def test_callers_do_not_travel_in_the_open() -> None:
    """At home they may."""
    lookup = {"url": "http://crm.example.com/"}
    assert findings([{"look_up": "crm"}], lookups={"crm": lookup}) == [
        ("lookups.crm.url", "would send what is known of callers for everybody to read; use https")
    ]
    assert findings([{"look_up": "crm"}], lookups={"crm": {**lookup, "private": True}}) == []


def test_no_system_gets_the_secrets_of_another() -> None:
    """Their names in the environment have no hyphens."""
    tenants = [
        {"id": "a--b", "name": "A", "lookups": {"c": CRM["crm"]}},
        {"id": "a", "name": "B", "lookups": {"b--c": CRM["crm"]}},
    ]
    document = Document.model_validate({"tenants": tenants})
    found = [one for one in check_web(document) if not one.is_warning]
    assert [(one.path, one.message) for one in found] == [
        (("tenants", 1, "lookups", "b--c"), "its secrets would have the names of those of a--b/c; choose another name")
    ]
