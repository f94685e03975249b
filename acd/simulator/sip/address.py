"""SIP URIs and name-addresses: who a header speaks of and where to send to (RFC 3261 §19.1, §20.10)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from acd.simulator.sip.message import MessageError, param

HostPort = tuple[str, int]

#: Characters a user part may hold unescaped (§25.1), without `;?/`, which some readers take for its end.
_USER_SAFE = "-_.!~*'()&=+$,"
_URI = re.compile(
    r"(?P<scheme>sips?|tel):(?:(?P<user>[^@;?]*?)(?::[^@]*)?@)?(?P<host>\[[0-9a-fA-F:.]+\]|[^:;?@]+)"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<rest>[;?].*)?\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SipUri:
    """A parsed URI; `rest` keeps parameters and URI headers as text."""

    user: str
    host: str
    port: int | None = None
    rest: str = ""

    def __str__(self) -> str:
        user = f"{quote(self.user, safe=_USER_SAFE)}@" if self.user else ""
        port = f":{self.port}" if self.port is not None else ""
        return f"sip:{user}{self.host}{port}{self.rest}"

    @property
    def address(self) -> HostPort | None:
        """Where a datagram for this URI goes, or None when the host is a name: nothing here asks a resolver."""
        if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){3}", self.host):
            return self.host, self.port or 5060
        return None


def parse_uri(text: str) -> SipUri:
    """Parse a sip:, sips: or tel: URI (a tel: number becomes the user). Raises MessageError."""
    match = _URI.match(text.strip())
    if match is None:
        raise MessageError(f"not a SIP URI: {text[:80]!r}")
    if match["scheme"].lower() == "tel":
        return SipUri(unquote(match["host"]), "", None, match["rest"] or "")
    port = int(match["port"]) if match["port"] else None
    return SipUri(unquote(match["user"] or ""), match["host"], port, match["rest"] or "")


@dataclass(frozen=True, slots=True)
class NameAddress:
    """Value of From, To, Contact, P-Asserted-Identity: display name, URI, tag."""

    uri: str
    name: str = ""
    tag: str = ""

    def __str__(self) -> str:
        escaped = self.name.replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{escaped}" ' if self.name else ""
        return f"{name}<{self.uri}>" + (f";tag={self.tag}" if self.tag else "")

    def tagged(self, tag: str) -> NameAddress:
        return replace(self, tag=tag)

    @property
    def number(self) -> str:
        """User part of the URI, "" when there is none or the URI cannot be read."""
        try:
            return parse_uri(self.uri).user
        except MessageError:
            return ""


def parse_address(value: str) -> NameAddress:
    """Parse a name-addr or addr-spec with header parameters. Never raises: odd text becomes the URI."""
    value = value.strip()
    # The quoted name may hold angle brackets itself, so it is taken off first.
    quoted = re.match(r'"((?:\\.|[^"\\])*)"\s*', value)
    name = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else ""
    rest = value[quoted.end() :] if quoted else value
    bracket = re.search(r"<([^>]*)>", rest)
    if bracket is not None:
        name = name or rest[: bracket.start()].strip()
        return NameAddress(bracket[1].strip(), name, param(rest[bracket.start() :], "tag") or "")
    # Without brackets every parameter is the header's, not the URI's (§20.10).
    return NameAddress(rest.partition(";")[0].strip(), name, param(rest, "tag") or "")
