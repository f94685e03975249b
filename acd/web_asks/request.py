"""What is sent to another system. Pure: whatever a caller sent stays one part of an address, or one value in a text."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from acd.domain.errors import AcdError
from acd.domain.web_asks import PLACEHOLDER, AskId, WebTarget

EVENT: Final = "call.flow"
"""Type of what is told."""


class NothingToAsk(AcdError):
    """A part of the path would be empty, or would mean another path: there is nothing to ask for."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request as it is sent."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


def prepare(
    target: WebTarget,
    ask_id: AskId,
    data: Mapping[str, str],
    at_s: int,
    *,
    bearer: str | None = None,
    key: bytes | None = None,
) -> Prepared:
    """Return what is sent at a moment (UTC seconds). Raises NothingToAsk."""
    # no compressed answers: a small one could become a huge one
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "acd"}
    if bearer is not None:
        headers["Authorization"] = f"Bearer {bearer}"
    url = filled(target.url, data)
    if not target.is_told:
        return Prepared("GET", url, headers)
    told = {"type": EVENT, "timestamp": at_s, "data": dict(data)}
    body = json.dumps(told, ensure_ascii=True, sort_keys=True).encode()
    headers |= {"Content-Type": "application/json", "Webhook-Id": _header(ask_id), "Webhook-Timestamp": str(at_s)}
    if key is not None:
        headers["Webhook-Signature"] = signature(_header(ask_id), at_s, body, key)
    return Prepared("POST", url, headers, body)


def filled(url: str, data: Mapping[str, str]) -> str:
    """Return an address with what its placeholders stand for. Raises NothingToAsk."""
    parts = urlsplit(url)
    path = "/".join(_segment(segment, data) for segment in parts.path.split("/"))
    query = PLACEHOLDER.sub(lambda found: _quoted(data.get(found[1], "")), parts.query)
    return urlunsplit((parts.scheme, parts.netloc, path or "/", query, ""))


def signature(message_id: str, at_s: int, body: bytes, key: bytes) -> str:
    """Return the header that proves who sent this and when (Standard Webhooks 1.0.0, symmetric)."""
    signed = hmac.new(key, f"{message_id}.{at_s}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def _segment(segment: str, data: Mapping[str, str]) -> str:
    if PLACEHOLDER.search(segment) is None:
        return segment
    values = [data.get(name, "") for name in PLACEHOLDER.findall(segment)]
    made = PLACEHOLDER.sub(lambda found: _quoted(data.get(found[1], "")), segment)
    if not all(values) or made in (".", ".."):
        raise NothingToAsk(f"nothing is known that could be asked for at {segment}")
    return made


def _quoted(text: str) -> str:
    return quote(text.encode(errors="replace"), safe="")


def _header(text: str) -> str:
    """Return a text of ours as a header may have it."""
    return quote(text, safe="~.-_")
