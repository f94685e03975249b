"""Attribute lists of phones and trunks, to be pushed over ARI: PUT <path> with <body>, in the order given.

Each object is stored by Asterisk itself (sorcery.conf) and survives its restart. Every value is set on purpose:
what is left out takes Asterisk's default. Pure data; nothing is sent from here.
"""

import hashlib
import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from acd.pbx import lamps
from acd.pbx.errors import PlanInvalid
from acd.pbx.plan import PbxPlan

REALM = "acd"
"""Part of each password digest: changing it makes every stored password wrong. Also in pjsip.conf."""

# begins with a letter, so that no caller's number is ever taken for a phone's name
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)

_EVERY_ENDPOINT = {
    # no wider codecs: one leg in G.722 and one in G.711 would cost a transcoding for each call
    "allow": "!all,alaw,ulaw",  # never leave it out: an endpoint without it is lost when Asterisk restarts
    # without it Asterisk stores "<unknown>", and after its restart every caller's number is "unknown"
    "callerid": "asreceived",
    "direct_media": "no",
    "dtmf_mode": "rfc4733",
    "rtp_symmetric": "yes",
    "force_rport": "yes",
    "allow_overlap": "no",
    "allow_subscribe": "no",
    "t38_udptl": "no",
    "timers": "yes",
}
_ONE_CONTACT = {
    "max_contacts": "1",
    "remove_existing": "yes",
    "qualify_frequency": "30",
    "minimum_expiration": "30",
}


@dataclass(frozen=True, slots=True)
class SorceryObject:
    """One object of Asterisk's SIP settings."""

    kind: str
    """auth, aor, endpoint, identify: all of the class res_pjsip, whatever module they come from."""
    name: str
    fields: tuple[tuple[str, str], ...]

    @property
    def path(self) -> str:
        """Where it is PUT and DELETEd, below /ari/."""
        return f"asterisk/config/dynamic/res_pjsip/{self.kind}/{self.name}"

    @property
    def body(self) -> dict[str, list[dict[str, str]]]:
        """The JSON of the PUT."""
        return {"fields": [{"attribute": key, "value": value} for key, value in self.fields]}


def phone(plan: PbxPlan, name: str, password: str) -> list[SorceryObject]:
    """An agent's phone: registers, is rung by the controller, watches lamps, can call nobody. Raises PlanInvalid."""
    _check_id(name)
    endpoint = {
        **_EVERY_ENDPOINT,
        **_media(plan),
        "context": "from-agent",
        "auth": name,
        "aors": name,
        "identify_by": "username",
        "rewrite_contact": "yes",
        "trust_id_inbound": "no",
        # busy lamps on its keys, of its own pool and nothing else
        "allow_subscribe": "yes",
        "subscribe_context": lamps.context(plan),
        # busy with one call: the safety net does not ring an agent who talks
        "device_state_busy_at": "1",
    }
    return [_auth(name, password), _object("aor", name, _ONE_CONTACT), _object("endpoint", name, endpoint)]


@dataclass(frozen=True, slots=True)
class Registrar:
    """Where we register, and as whom."""

    server: str
    user: str
    domain: str
    expiry_s: int
    password: str = field(repr=False)


def trunk(
    plan: PbxPlan,
    name: str,
    networks: Sequence[str],
    password: str | None = None,
    registrar: Registrar | None = None,
    server: str | None = None,
) -> list[SorceryObject]:
    """A carrier that sends callers from `networks` (addresses or networks, no names), or proves who it is by a
    password, or at which we register. Raises PlanInvalid.

    Calls to outside numbers go to `server`, else to where we register or it registered, else nowhere. The controller
    alone makes them: no line of the dialplan leads to a trunk.
    """
    _check_id(name)
    endpoint = {
        **_EVERY_ENDPOINT,
        **_media(plan),
        "context": "from-trunk",
        # with a password: From holds the caller's number, so the login name tells whose call it is
        "identify_by": "ip,auth_username,username" if password else "ip",
        # the carrier has checked the number, the caller has not
        "trust_id_inbound": "yes",
        "allow_transfer": "no",
    }
    account, registration = [], []
    called = server or (registrar.server if registrar is not None else None)
    if password is not None:
        # a softphone that plays the carrier wants to register before it calls
        account = [_auth(name, password), _object("aor", name, _ONE_CONTACT)]
        endpoint |= {"auth": name, "aors": name, "rewrite_contact": "yes"}
    elif called is not None:
        account = [_object("aor", name, {"contact": f"sip:{called}", "qualify_frequency": "30"})]
        endpoint |= {"aors": name}
    if registrar is not None:
        login, *registration = _registration(name, registrar)
        account.append(login)
        # calls that we make prove who we are as our registration does
        endpoint |= {"outbound_auth": login.name, "from_domain": registrar.domain}
    # one object for each network: Asterisk stores only the last `match` of several in one
    identifies = [
        _object("identify", f"{name}-{place}", {"endpoint": name, "match": _network(net), "srv_lookups": "no"})
        for place, net in enumerate(networks, start=1)
    ]
    return [*account, _object("endpoint", name, endpoint), *identifies, *registration]


def _registration(name: str, registrar: Registrar) -> list[SorceryObject]:
    """The registration comes after its endpoint, whose calls Asterisk knows by a word in the address that it gives."""
    login = {"auth_type": "userpass", "username": registrar.user, "password": registrar.password}
    register = {
        "server_uri": f"sip:{registrar.server}",
        "client_uri": f"sip:{registrar.user}@{registrar.domain}",
        "contact_user": registrar.user,
        "outbound_auth": outgoing(name),
        "expiration": str(registrar.expiry_s),
        "line": "yes",
        "endpoint": name,
        # never give up: a carrier that refuses today may have mended it tomorrow
        "max_retries": "1000000000",
        "auth_rejection_permanent": "no",
        "retry_interval": "30",
        "forbidden_retry_interval": "300",
        "fatal_retry_interval": "300",
        "max_random_initial_delay": "0",
    }
    return [_object("auth", outgoing(name), login), _object("registration", name, register)]


def outgoing(name: str) -> str:
    """Return the name of the login with which we register; no trunk of the configuration can be called so."""
    return f"{name}_out"


def _auth(name: str, password: str) -> SorceryObject:
    """The digest, not the password, is what ends in Asterisk's database; MD5 is what phones understand."""
    digest = hashlib.md5(f"{name}:{REALM}:{password}".encode(), usedforsecurity=False).hexdigest()
    fields = {"auth_type": "digest", "username": name, "realm": REALM, "password_digest": f"MD5:{digest}"}
    return _object("auth", name, fields)


def _media(plan: PbxPlan) -> dict[str, str]:
    """RTP on one address where one is known: else Asterisk looks up its own host's name for each call."""
    address = plan.media_address or (plan.sip_bind if plan.sip_bind != "0.0.0.0" else None)
    if address is None:
        return {}
    return {"media_address": address, "bind_rtp_to_media_address": "yes"}


def _object(kind: str, name: str, fields: dict[str, str]) -> SorceryObject:
    return SorceryObject(kind, name, tuple(fields.items()))


def _check_id(name: str) -> None:
    if _ID.fullmatch(name) is None:
        raise PlanInvalid(f"Endpoint {name!r} must begin with a letter and hold only letters, digits, _ and -.")


def _network(text: str) -> str:
    try:
        return str(ipaddress.IPv4Network(text))
    except ValueError as error:
        raise PlanInvalid(f"A trunk is known by IPv4 addresses or networks: {error}.") from error
