"""One ARI request as a value, and how it is written on the wire.

Everything that goes into a path or a query is escaped here and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from acd.domain.calls import LegId
from acd.domain.commands import Refusal
from acd.domain.errors import CommandRejected


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask of Asterisk."""

    method: str
    parts: tuple[str, ...]
    """Path below `/ari`, unescaped: ("channels", ID, "answer")."""
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    after_start_of: LegId | None = None
    """Must not be sent before Asterisk told that this channel is in our application.

    The answer to `create` comes before that (seen 3 times in 15), and `dial` then fails with 409.
    """
    gone_is_fine: bool = False
    """404 is success: what should be removed is not there."""
    timeout_s: float | None = None
    """How long the answer may take; None: as usual."""

    @property
    def target(self) -> str:
        """Path and query, escaped."""
        path = "/".join(quote(part, safe="") for part in self.parts)
        return f"{path}?{urlencode(self.query, quote_via=quote, safe='')}" if self.query else path

    def refusal(self, reply: "Reply") -> CommandRejected | None:
        """Return what Asterisk's answer says against this request; None if it was carried out."""
        if reply.ok or (reply.status == 404 and self.gone_is_fine):
            return None
        # addChannel says 400 where everything else says 404
        gone = reply.status == 404 or (reply.status == 400 and b"Channel not found" in reply.body)
        said = reply.body[:200].decode(errors="replace")
        detail = f"{self.method} {self.parts[0]} {self.parts[-1]}: {reply.status} {said}"
        return CommandRejected(Refusal.GONE if gone else Refusal.REFUSED, detail)


@dataclass(frozen=True, slots=True)
class Reply:
    """What Asterisk answered."""

    status: int
    body: bytes = b""

    @property
    def ok(self) -> bool:
        """Carried out, or at least accepted."""
        return 200 <= self.status < 300


def get(*parts: str) -> Request:
    """Ask for something."""
    return Request("GET", parts)


def put(*parts: str, body: Mapping[str, Any] | None = None) -> Request:
    """Write something; doing it twice does no harm."""
    return Request("PUT", parts, body=body)


def post(*parts: str, **query: str) -> Request:
    """Do something."""
    return Request("POST", parts, query)


def delete(*parts: str, gone_is_fine: bool = False, **query: str) -> Request:
    """Remove something."""
    return Request("DELETE", parts, query, gone_is_fine=gone_is_fine)
