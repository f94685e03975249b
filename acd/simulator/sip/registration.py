"""A phone's registration: REGISTER with digest, refreshed before it runs out (RFC 3261 §10.2)."""

from __future__ import annotations

import asyncio

from acd.simulator.sip.address import NameAddress
from acd.simulator.sip.call_state import RequestRefused, quiet
from acd.simulator.sip.dialog import MAX_FORWARDS
from acd.simulator.sip.endpoint import Endpoint
from acd.simulator.sip.exchange import Exchange
from acd.simulator.sip.message import Request, Response, param
from acd.simulator.sip.udp_socket import HostPort

#: Share of the granted time after which it is asked for again.
_REFRESH_AT = 0.8


class Registration:
    """Keeps one Call-ID and counts CSeq for as long as the phone lives (§10.2)."""

    def __init__(self, endpoint: Endpoint, server: HostPort, identity: NameAddress, contact: str) -> None:
        self._endpoint, self._server, self._contact = endpoint, server, contact
        self._identity = identity
        self._call_id = endpoint.tokens.token()
        self._cseq = 0
        self._refresh: asyncio.TimerHandle | None = None
        self._pending: set[asyncio.Future[None]] = set()
        self.granted_s = 0

    def register(self, expires_s: int) -> asyncio.Future[None]:
        """Register, or unregister with 0. The future raises RequestRefused."""
        self._stop_refresh()
        future = quiet(self._endpoint.loop.create_future())
        self._pending.add(future)
        future.add_done_callback(self._pending.discard)
        host, port = self._server
        request = Request(
            "REGISTER",
            f"sip:{host}:{port}",
            (
                MAX_FORWARDS,
                ("From", str(self._identity.tagged(self._endpoint.tokens.token()))),
                ("To", str(self._identity)),
                ("Call-ID", self._call_id),
                ("Contact", self._contact),
                ("Expires", str(expires_s)),
            ),
        )

        def answered(response: Response) -> None:
            if response.status < 200:
                return
            if response.status < 300:
                self._granted(response, expires_s)
                if not future.done():
                    future.set_result(None)
            elif not future.done():
                future.set_exception(RequestRefused("REGISTER", response.status))

        def unanswered() -> None:
            if not future.done():
                future.set_exception(RequestRefused("REGISTER", 408))

        Exchange(self._endpoint, request, self._server, self._next_cseq, answered, unanswered)
        return future

    def close(self) -> None:
        self._stop_refresh()
        for future in tuple(self._pending):
            future.cancel()

    def _next_cseq(self) -> int:
        self._cseq += 1
        return self._cseq

    def _granted(self, response: Response, asked_s: int) -> None:
        self.granted_s = 0
        self._stop_refresh()
        if asked_s == 0:
            return
        mine = (value for value in response.values("Contact") if self._contact.strip("<>") in value)
        text = next((param(value, "expires") for value in mine), None) or response.get("Expires", str(asked_s))
        self.granted_s = int(text) if text.isdecimal() else asked_s
        self._refresh = self._endpoint.loop.call_later(max(1.0, self.granted_s * _REFRESH_AT), self.register, asked_s)

    def _stop_refresh(self) -> None:
        if self._refresh is not None:
            self._refresh.cancel()
            self._refresh = None
