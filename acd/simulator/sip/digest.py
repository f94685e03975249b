"""Digest authentication, client side: MD5 and SHA-256, qop=auth (RFC 7616, RFC 8760, RFC 3261 §22)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

_PAIR = re.compile(r'([A-Za-z0-9_-]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s,"]+))')


class DigestError(ValueError):
    """No challenge that can be answered: unknown algorithm, or only qop=auth-int."""


@dataclass(frozen=True, slots=True)
class Challenge:
    realm: str
    nonce: str
    algorithm: str = "MD5"
    qop: str = ""
    opaque: str = ""
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Credentials:
    username: str
    password: str

    def __repr__(self) -> str:
        return f"Credentials({self.username!r}, ...)"


def parse_challenge(value: str) -> Challenge:
    """Read a WWW-Authenticate or Proxy-Authenticate value. Raises DigestError."""
    scheme, _, rest = value.strip().partition(" ")
    fields = {key.lower(): re.sub(r"\\(.)", r"\1", quoted) or bare for key, quoted, bare in _PAIR.findall(rest)}
    if scheme.lower() != "digest" or "nonce" not in fields:
        raise DigestError("no digest challenge: check the authentication of this endpoint in the server")
    qops = [item.strip().lower() for item in fields.get("qop", "").split(",") if item.strip()]
    algorithm = fields.get("algorithm", "MD5").upper()
    if algorithm not in {"MD5", "MD5-SESS", "SHA-256", "SHA-256-SESS"} or (qops and "auth" not in qops):
        raise DigestError(f"cannot answer algorithm {algorithm}, qop {','.join(qops) or 'none'}")
    return Challenge(
        fields.get("realm", ""),
        fields["nonce"],
        algorithm,
        "auth" if qops else "",
        fields.get("opaque", ""),
        fields.get("stale", "").lower() == "true",
    )


def choose(values: Iterable[str]) -> Challenge:
    """First challenge that can be answered: the server lists them by preference (RFC 8760 §2.4)."""
    problem = DigestError("the refusal carries no challenge")
    for value in values:
        try:
            return parse_challenge(value)
        except DigestError as error:
            problem = error
    raise problem


def authorization(
    challenge: Challenge, credentials: Credentials, method: str, uri: str, *, cnonce: str, nonce_count: int = 1
) -> str:
    """Value of Authorization or Proxy-Authorization. `cnonce` counts with qop only; `nonce_count` is from 1 up."""
    name = challenge.algorithm
    count = f"{nonce_count:08x}"
    first = _hash(name, f"{credentials.username}:{challenge.realm}:{credentials.password}")
    if name.endswith("-SESS"):
        first = _hash(name, f"{first}:{challenge.nonce}:{cnonce}")
    second = _hash(name, f"{method}:{uri}")
    # Without qop the older formula of RFC 2069 holds, as servers of that age still expect.
    middle = f"{count}:{cnonce}:{challenge.qop}:" if challenge.qop else ""
    response = _hash(name, f"{first}:{challenge.nonce}:{middle}{second}")
    parts = [
        f"username={_quoted(credentials.username)}",
        f"realm={_quoted(challenge.realm)}",
        f"nonce={_quoted(challenge.nonce)}",
        f"uri={_quoted(uri)}",
        f'response="{response}"',
        f"algorithm={name}",
    ]
    if challenge.opaque:
        parts.append(f"opaque={_quoted(challenge.opaque)}")
    if challenge.qop or name.endswith("-SESS"):
        parts.append(f"cnonce={_quoted(cnonce)}")
    if challenge.qop:
        parts += [f"qop={challenge.qop}", f"nc={count}"]
    return "Digest " + ", ".join(parts)


def _hash(algorithm: str, text: str) -> str:
    data = text.encode("utf-8", "surrogateescape")
    if algorithm.startswith("SHA-256"):
        return hashlib.sha256(data).hexdigest()
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
