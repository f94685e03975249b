"""SIP messages: bytes in, bytes out (RFC 3261 §7, §25).

The parser is tolerant (compact names, folded lines, bare LF, missing Content-Length); the writer is strict:
nothing that contains a line break, and no malformed name, reaches the wire. No sockets and no dialog knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

Headers = tuple[tuple[str, str], ...]

#: RFC 3261 §7.3.3 and the registry of compact forms.
_COMPACT = {
    "a": "Accept-Contact", "b": "Referred-By", "c": "Content-Type", "d": "Request-Disposition",
    "e": "Content-Encoding", "f": "From", "i": "Call-ID", "k": "Supported", "l": "Content-Length",
    "m": "Contact", "o": "Event", "r": "Refer-To", "s": "Subject", "t": "To", "u": "Allow-Events",
    "v": "Via", "x": "Session-Expires", "y": "Identity",
}  # fmt: skip
_NAMES = _COMPACT | {
    name.lower(): name
    for name in (
        *_COMPACT.values(), "Accept", "Alert-Info", "Allow", "Authorization", "CSeq", "Call-Info", "Expires",
        "Max-Forwards", "P-Asserted-Identity", "Proxy-Authenticate", "Proxy-Authorization", "RAck", "RSeq",
        "Reason", "Record-Route", "Require", "Route", "Server", "User-Agent", "WWW-Authenticate", "Warning",
    )
}  # fmt: skip

_TOKEN = re.compile(r"[A-Za-z0-9.!%*_+`'~-]+\Z")
_URI = re.compile(r"[^\s\x00-\x1f\x7f<>]+\Z")
_BARE_BLANK_LINE = re.compile(rb"\n\r?\n")
#: Tab is legal white space inside a value; every other control character could end or hide a header.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

REASONS = {
    100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 202: "Accepted", 400: "Bad Request",
    401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    407: "Proxy Authentication Required", 408: "Request Timeout", 415: "Unsupported Media Type",
    420: "Bad Extension", 480: "Temporarily Unavailable", 481: "Call/Transaction Does Not Exist",
    486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here", 491: "Request Pending",
    500: "Server Internal Error", 503: "Service Unavailable", 600: "Busy Everywhere", 603: "Decline",
}  # fmt: skip


class MessageError(ValueError):
    """The bytes are no SIP message, or a message holds something that must not be written."""


class _Message:
    __slots__ = ()
    headers: Headers

    def get(self, name: str, default: str = "") -> str:
        """First value of the header as it stands on the wire; the default when absent."""
        return next(iter(self._rows(name)), default)

    def values(self, name: str) -> tuple[str, ...]:
        """All values in order; comma-separated rows are taken apart (RFC 3261 §7.3.1)."""
        return tuple(part for row in self._rows(name) for part in split_list(row))

    def _rows(self, name: str) -> list[str]:
        wanted = _NAMES.get(name.lower(), name)
        # The parser writes known names in one way, so the cheap comparison nearly always does.
        found = [value for key, value in self.headers if key == wanted]
        if not found:
            wanted = wanted.lower()
            found = [value for key, value in self.headers if key.lower() == wanted]
        return found

    @property
    def cseq(self) -> tuple[int, str]:
        """Number and method of CSeq; (0, "") when it is missing or malformed."""
        number, _, method = self.get("CSeq").partition(" ")
        return (int(number), method.strip()) if number.isascii() and number.isdigit() else (0, "")

    @property
    def branch(self) -> str:
        """Branch of the topmost Via: the transaction's name (RFC 3261 §17.1.3)."""
        vias = self.values("Via")
        return param(vias[0], "branch") or "" if vias else ""


@dataclass(frozen=True, slots=True)
class Request(_Message):
    method: str
    uri: str
    headers: Headers = ()
    body: bytes = b""

    def encode(self) -> bytes:
        """Bytes for the wire, Content-Length counted here. Raises MessageError."""
        if not _TOKEN.match(self.method) or not _URI.match(self.uri):
            raise MessageError(f"not a request line: {self.method!r} {self.uri!r}")
        return _encode(f"{self.method} {self.uri} SIP/2.0", self.headers, self.body)

    def with_header(self, name: str, value: str) -> Request:
        """The same request with this header set in place of the first one so named, or added at the end."""
        wanted, changed, done = name.lower(), [], False
        for key, old in self.headers:
            if key.lower() == wanted and not done:
                changed.append((key, value))
                done = True
            else:
                changed.append((key, old))
        return replace(self, headers=(*changed, *(() if done else ((name, value),))))


@dataclass(frozen=True, slots=True)
class Response(_Message):
    status: int
    reason: str
    headers: Headers = ()
    body: bytes = b""

    def encode(self) -> bytes:
        """Bytes for the wire, Content-Length counted here. Raises MessageError."""
        if not 100 <= self.status <= 699 or _CONTROL.search(self.reason):
            raise MessageError(f"not a status line: {self.status} {self.reason!r}")
        return _encode(f"SIP/2.0 {self.status} {self.reason}", self.headers, self.body)


def reply(request: Request, status: int, *, to_tag: str = "", headers: Headers = (), body: bytes = b"") -> Response:
    """A response that copies what RFC 3261 §8.2.6.2 wants copied; `to_tag` is added unless To has one."""
    copied: list[tuple[str, str]] = []
    for name, value in request.headers:
        if name == "To" and to_tag and param(value, "tag") is None:
            value = f"{value};tag={to_tag}"
        # Record-Route goes into every answer that may build a dialog (§12.1.1); elsewhere it does no harm.
        if name in {"Via", "From", "To", "Call-ID", "CSeq", "Record-Route"}:
            copied.append((name, value))
    return Response(status, REASONS.get(status, "Unknown"), (*copied, *headers), body)


def parse(data: bytes) -> Request | Response:
    """One message from one datagram. Raises MessageError when there is no start line or the body is cut short."""
    # Keep-alive line breaks may stand before a message (§7.5).
    data = data.lstrip(b"\r\n")
    head, _, body = data.partition(b"\r\n\r\n")
    if b"\n\n" in head or b"\n\r\n" in head:
        head, body = _BARE_BLANK_LINE.split(data, 1)
    lines = head.decode("utf-8", "surrogateescape").replace("\r\n", "\n").split("\n")
    if any(map(_CONTROL.search, lines)):
        lines = [_CONTROL.sub(" ", line) for line in lines]
    headers = tuple(_parse_headers(lines[1:]))
    start = lines[0].strip().split(None, 2)
    length = next((value for name, value in headers if name == "Content-Length"), "")
    if length:
        if not (length.isascii() and length.isdigit()) or int(length) > len(body):
            raise MessageError(f"body of {len(body)} bytes, Content-Length {length!r}")
        body = body[: int(length)]
    headers = tuple(pair for pair in headers if pair[0] != "Content-Length")
    if len(start) >= 2 and start[0].upper() == "SIP/2.0":
        if not re.fullmatch(r"[1-6][0-9][0-9]", start[1]):
            raise MessageError(f"not a status: {start[1]!r}")
        return Response(int(start[1]), start[2] if len(start) == 3 else "", headers, body)
    if len(start) != 3 or start[2].upper() != "SIP/2.0" or not _TOKEN.match(start[0]) or not _URI.match(start[1]):
        raise MessageError(f"not a start line: {lines[0][:80]!r}")
    return Request(start[0], start[1], headers, body)


def split_list(value: str) -> list[str]:
    """Take a comma-separated value apart, leaving commas inside quotes and angle brackets alone."""
    if "," not in value:
        return [value.strip()] if value.strip() else []
    parts, start, quoted, angled, escaped = [], 0, False, False, False
    for index, char in enumerate(value):
        if escaped:
            escaped = False
        elif quoted:
            escaped, quoted = char == "\\", char != '"'
        elif char == '"':
            quoted = True
        elif char in "<>":
            angled = char == "<"
        elif char == "," and not angled:
            parts.append(value[start:index])
            start = index + 1
    return [part.strip() for part in (*parts, value[start:]) if part.strip()]


def param(value: str, name: str) -> str | None:
    """Header parameter after the address part: text, "" for a bare flag, None when absent."""
    # A URI in angle brackets has parameters of its own, which are not the header's.
    for part in value[value.rfind(">") + 1 :].split(";")[1:]:
        key, _, text = part.partition("=")
        if key.strip().lower() == name:
            return text.strip()
    return None


def _parse_headers(lines: list[str]) -> Iterable[tuple[str, str]]:
    folded: list[str] = []
    for line in lines:
        if line[:1] in (" ", "\t") and folded:
            folded[-1] += " " + line.strip()
        elif line:
            folded.append(line)
    for line in folded:
        name, colon, value = line.partition(":")
        name = name.strip()
        known = _NAMES.get(name.lower())
        # A line that is no header is left out: one odd vendor line must not cost the call.
        if colon and (known is not None or _TOKEN.match(name)):
            yield known or name, value.strip()


def _encode(start: str, headers: Headers, body: bytes) -> bytes:
    lines = [start]
    for name, value in headers:
        if not _TOKEN.match(name) or _CONTROL.search(value):
            raise MessageError(f"not a header: {name!r}: {value!r}")
        if name.lower() != "content-length":
            lines.append(f"{name}: {value}")
    lines.append(f"Content-Length: {len(body)}\r\n\r\n")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + body
