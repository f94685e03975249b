"""What a request passes before any route sees it: host, token, size. On the way out: headers, and no stack trace.

Written against ASGI itself, so that it holds for unknown paths and for a body that is not read yet, too.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from acd import logs
from acd.configuration.tree import LARGEST
from acd.web.gate import Gate
from acd.web.hosts import Hosts
from acd.web.problems import Problem

log = logs.get("web")

PROTECTED: Final = "/api/"
"""Below this path everything needs the token, routes that do not exist included."""
CONFIGURATION_PATH: Final = "/api/v1/configuration"
CONFIGURATION_BYTES: Final = LARGEST
BODY_BYTES: Final = 16 * 1024

HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Shield:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, hosts: Hosts, gate: Gate) -> None:
        self._app = app
        self._hosts = hosts
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_shielded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        try:
            limit = CONFIGURATION_BYTES if scope["path"] == CONFIGURATION_PATH else BODY_BYTES
            problem = self._problem(scope, limit)
            if problem is None:
                await self._app(scope, _limited(receive, limit), send_shielded)
            else:
                await problem.response()(scope, receive, send_shielded)
        except Exception:
            log.exception("a request failed", action="http", path=scope["path"][:128])
            if started:
                raise  # too late for another answer: the server must cut the connection
            await _fault().response()(scope, receive, send_shielded)

    def _problem(self, scope: Scope, limit: int) -> Problem | None:
        if problem := self._hosts.check(list(_values(scope, b"host"))):
            return problem
        if scope["path"].startswith(PROTECTED):
            address = scope["client"][0] if scope.get("client") else ""
            if problem := self._gate.check(list(_values(scope, b"authorization")), address):
                return problem
        length = next(_values(scope, b"content-length"), "0")
        if not (length.isascii() and length.isdigit()) or len(length) > 12 or int(length) > limit:
            return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", _too_large(limit))
        return None


def _values(scope: Scope, name: bytes) -> Iterator[str]:
    return (value.decode("latin-1") for key, value in scope["headers"] if key == name)


def _too_large(limit: int) -> str:
    return f"The body may have at most {limit} bytes here."


def _fault() -> Problem:
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "fault", "A fault of the controller; see its log.")


def _limited(receive: Receive, limit: int) -> Receive:
    """Count what arrives: a chunked body does not say its length beforehand."""
    taken = 0

    async def receive_limited() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > limit:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(limit))
        return message

    return receive_limited
