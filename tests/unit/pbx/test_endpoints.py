"""What is pushed for phones and trunks: no password in clear, no way out, nothing that is lost at a restart."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from acd.pbx.endpoints import REALM, Registrar, SorceryObject, phone, trunk
from acd.pbx.errors import PlanInvalid
from acd.pbx.plan import PbxPlan
from acd.pbx.render import templates

PLAN = PbxPlan(
    state=Path("/srv/asterisk"),
    ari_port=8088,
    ari_password="p" * 20,
    ami_port=5038,
    ami_password="m" * 20,
    agi_port=4573,
)


def test_a_phone_is_three_objects_with_the_endpoint_last() -> None:
    """An endpoint that names an auth which is not there yet would be refused."""
    objects = phone(PLAN, "agent-anna", "secret")
    assert [each.kind for each in objects] == ["auth", "aor", "endpoint"]
    assert objects[0].path == "asterisk/config/dynamic/res_pjsip/auth/agent-anna"


def test_only_the_digest_of_a_password_is_pushed() -> None:
    """Name, realm and password; the realm is the one that Asterisk asks with."""
    fields = dict(phone(PLAN, "agent-anna", "secret")[0].fields)
    digest = hashlib.md5(f"agent-anna:{REALM}:secret".encode(), usedforsecurity=False).hexdigest()
    assert fields["password_digest"] == f"MD5:{digest}"
    assert "secret" not in fields.values()
    conf = next(path for path in templates() if path.name == "pjsip.conf").read_text()
    assert f"default_realm = {REALM}" in conf.splitlines()


def test_each_network_of_a_trunk_is_an_object() -> None:
    """Asterisk stores only the last of several in one object."""
    objects = trunk(PLAN, "carrier", ["203.0.113.0/29", "198.51.100.7"])
    assert [(each.kind, each.name) for each in objects] == [
        ("endpoint", "carrier"), ("identify", "carrier-1"), ("identify", "carrier-2"),
    ]  # fmt: skip
    assert dict(objects[2].fields)["match"] == "198.51.100.7/32"


@pytest.mark.parametrize("each", [phone(PLAN, "agent-anna", "secret")[-1], trunk(PLAN, "carrier", [])[0]])
def test_what_asterisk_loses_at_a_restart_is_always_set(each: SorceryObject) -> None:
    """Without `allow` the endpoint is gone, without `callerid` all its callers are called "unknown"."""
    fields = dict(each.fields)
    assert fields["allow"].startswith("!all,")
    assert fields["callerid"] == "asreceived"
    assert fields["direct_media"] == "no"


def test_phones_and_trunks_enter_different_contexts() -> None:
    """Who may reach what is decided by the context."""
    assert dict(phone(PLAN, "a", "secret")[-1].fields)["context"] == "from-agent"
    assert dict(trunk(PLAN, "t", [])[0].fields)["context"] == "from-trunk"


def test_a_phone_watches_lamps_of_its_pool_and_a_trunk_none() -> None:
    """The context that its subscriptions are looked up in holds nothing else."""
    watching = dict(phone(replace(PLAN, pool="west"), "a", "secret")[-1].fields)
    assert (watching["allow_subscribe"], watching["subscribe_context"]) == ("yes", "lamps-west")
    assert dict(trunk(PLAN, "t", [], "secret")[2].fields)["allow_subscribe"] == "no"


def test_media_is_bound_where_an_address_is_known() -> None:
    """On all addresses Asterisk looks up its own name for each call."""
    free = dict(trunk(PLAN, "t", [])[0].fields)
    bound = dict(trunk(replace(PLAN, sip_bind="192.0.2.1"), "t", [])[0].fields)
    named = dict(trunk(replace(PLAN, media_address="192.0.2.2"), "t", [])[0].fields)
    assert "media_address" not in free
    assert (bound["media_address"], named["media_address"]) == ("192.0.2.1", "192.0.2.2")
    assert bound["bind_rtp_to_media_address"] == "yes"


@pytest.mark.parametrize("name", ["", "1001", "+49", "a/b", "../a", "a b", "a?x=1", "é", "a" * 65])
def test_a_name_that_could_be_a_number_or_a_path_is_refused(name: str) -> None:
    """A caller whose number is a phone's name would be taken for that phone."""
    with pytest.raises(PlanInvalid):
        phone(PLAN, name, "secret")
    with pytest.raises(PlanInvalid):
        trunk(PLAN, name, [])


@pytest.mark.parametrize("net", ["sip.example.com", "10.0.0.1/8", "0.0.0.0/33", ""])
def test_a_trunk_is_known_by_addresses_only(net: str) -> None:
    """A name would be looked up, and whoever answers would be the carrier."""
    with pytest.raises(PlanInvalid):
        trunk(PLAN, "carrier", [net])


def test_the_body_is_what_ari_wants() -> None:
    """One list of attributes."""
    body = trunk(PLAN, "carrier", [])[0].body
    assert {"attribute": "context", "value": "from-trunk"} in body["fields"]


def test_a_registration_comes_after_the_endpoint_that_it_names() -> None:
    """Asterisk asks the carrier for ever, and sees whether it answers at all."""
    at = Registrar("sip.example.com:5070", "acct", "example.com", 600, "s3cret")
    objects = trunk(PLAN, "trunk-c", ["192.0.2.0/24"], registrar=at)
    assert [(each.kind, each.name) for each in objects] == [
        ("aor", "trunk-c"), ("auth", "trunk-c_out"), ("endpoint", "trunk-c"), ("identify", "trunk-c-1"),
        ("registration", "trunk-c"),
    ]  # fmt: skip
    aor, login, endpoint, register = (dict(objects[place].fields) for place in (0, 1, 2, 4))
    assert aor == {"contact": "sip:sip.example.com:5070", "qualify_frequency": "30"}
    assert (endpoint["aors"], endpoint["identify_by"]) == ("trunk-c", "ip")
    assert (login["username"], login["password"]) == ("acct", "s3cret")
    assert (register["server_uri"], register["client_uri"]) == ("sip:sip.example.com:5070", "sip:acct@example.com")
    assert register["outbound_auth"] == "trunk-c_out" and register["expiration"] == "600"
    assert (endpoint["outbound_auth"], endpoint["from_domain"]) == ("trunk-c_out", "example.com")
    assert "s3cret" not in repr(at)


def test_where_calls_to_outside_numbers_are_sent() -> None:
    """To the server that is named; else where we register, or where it registered, or nowhere."""
    at = Registrar("sip.example.com", "acct", "example.com", 600, "s3cret")

    def contact(**how: Any) -> str | None:
        objects = {each.kind: dict(each.fields) for each in trunk(PLAN, "trunk-c", ["192.0.2.7"], **how)}
        assert ("aors" in objects["endpoint"]) is ("aor" in objects)
        return objects.get("aor", {}).get("contact")

    assert contact(server="192.0.2.1:5070") == "sip:192.0.2.1:5070"
    assert contact(server="192.0.2.1", registrar=at) == "sip:192.0.2.1"
    assert contact(registrar=at) == "sip:sip.example.com"
    assert contact(password="secret") is contact() is None
