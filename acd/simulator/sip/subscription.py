"""A key with a busy lamp: SUBSCRIBE, its refresh, and the NOTIFYs that follow (RFC 6665, RFC 4235, RFC 3856)."""

from __future__ import annotations

import asyncio
import re

from acd.simulator.sip.address import NameAddress, SipUri
from acd.simulator.sip.call_state import RequestRefused, quiet
from acd.simulator.sip.dialog import Dialog
from acd.simulator.sip.exchange import Exchange
from acd.simulator.sip.line import Line
from acd.simulator.sip.message import Request, Response, param, reply
from acd.simulator.sip.transaction import ServerTransaction

#: Share of the granted time after which it is asked for again.
_REFRESH_AT = 0.8
#: What phones ask for, and the body that they read.
ACCEPT = {"dialog": "application/dialog-info+xml", "presence": "application/pidf+xml"}
_DIALOG_STATE = re.compile(rb"<state>\s*(\w+)\s*</state>")


class Subscription:
    """One lamp. `lit` is None until the first NOTIFY."""

    def __init__(self, line: Line, resource: str, event: str, expires_s: int) -> None:
        """Subscribe. Raises KeyError for an event that is neither dialog nor presence."""
        tokens = line.endpoint.tokens
        host, port = line.server
        target = str(SipUri(resource, host, port))
        local = line.identity.tagged(tokens.token())
        self._dialog = Dialog(tokens.token(), local, NameAddress(target), target, line.contact, line.server)
        self._line, self._event, self._accept = line, event, ACCEPT[event]
        self._refresh: asyncio.TimerHandle | None = None
        self._changed = asyncio.Event()
        self._expires_s = expires_s
        self._accepted = quiet(line.endpoint.loop.create_future())
        self.lit: bool | None = None
        #: Why the server ended it, such as noresource or timeout; None while it lasts.
        self.ended: str | None = None
        #: Bodies received, newest last.
        self.bodies: list[bytes] = []
        self._subscribe()

    @property
    def key(self) -> tuple[str, str]:
        """Call-ID and tag by which a NOTIFY finds it."""
        return self._dialog.call_id, self._dialog.local.tag

    async def accepted(self, timeout_s: float = 10.0) -> None:
        """Return once the server said yes. Raises RequestRefused, TimeoutError."""
        async with asyncio.timeout(timeout_s):
            await asyncio.shield(self._accepted)

    async def shows(self, lit: bool, timeout_s: float = 10.0) -> None:
        """Return once the lamp is so. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while self.lit is not lit:
                self._changed.clear()
                await self._changed.wait()

    async def over(self, timeout_s: float = 10.0) -> str:
        """Return why the server ended it, once it did. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while self.ended is None:
                self._changed.clear()
                await self._changed.wait()
            return self.ended

    def unsubscribe(self) -> None:
        """Take it back; the server answers with a last NOTIFY."""
        self._expires_s = 0
        self._subscribe()

    def take_request(self, server: ServerTransaction) -> None:
        """Take what the server sends within the subscription."""
        request = server.request
        if request.method != "NOTIFY":
            server.respond(reply(request, 405, headers=(("Allow", "NOTIFY"),)))
            return
        server.respond(reply(request, 200))
        self._dialog.refresh(request)
        state = request.get("Subscription-State")
        if state.partition(";")[0].strip().lower() == "terminated":
            self.ended = param(state, "reason") or ""
            self._stop_refresh()
        if request.body:
            self.bodies.append(request.body)
            self.lit = busy(request)
        self._changed.set()

    def close(self) -> None:
        """Stop asking again."""
        self._stop_refresh()
        self._accepted.cancel()

    def _subscribe(self) -> None:
        self._stop_refresh()
        headers = (("Event", self._event), ("Accept", self._accept), ("Expires", str(self._expires_s)))
        request = self._dialog.request("SUBSCRIBE", headers)
        Exchange(
            self._line.endpoint, request, self._line.server, self._dialog.next_cseq, self._response, self._unanswered
        )

    def _response(self, response: Response) -> None:
        if response.status < 200:
            return
        if response.status >= 300:
            self._refused(response.status)
            return
        self._dialog.complete(response)
        granted = response.get("Expires")
        seconds = int(granted) if granted.isdecimal() else self._expires_s
        if seconds and self.ended is None:
            loop = self._line.endpoint.loop
            self._refresh = loop.call_later(max(1.0, seconds * _REFRESH_AT), self._subscribe)
        if not self._accepted.done():
            self._accepted.set_result(None)

    def _unanswered(self) -> None:
        self._refused(408)

    def _refused(self, status: int) -> None:
        self.ended = f"refused with {status}"
        if not self._accepted.done():
            self._accepted.set_exception(RequestRefused("SUBSCRIBE", status))
        self._changed.set()

    def _stop_refresh(self) -> None:
        if self._refresh is not None:
            self._refresh.cancel()
            self._refresh = None


def busy(notify: Request) -> bool:
    """Tell whether a lamp is to be on, as phones read it."""
    if notify.get("Content-Type").lower().startswith(ACCEPT["dialog"]):
        return any(state != b"terminated" for state in _DIALOG_STATE.findall(notify.body))
    return b"<rpid:on-the-phone" in notify.body
