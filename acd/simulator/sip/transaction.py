"""SIP transactions over UDP: who sends again, when, and until when (RFC 3261 §17, RFC 6026).

Each transaction owns at most one timer. Tables and sockets are the endpoint's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from acd.simulator.sip.message import Request, Response
from acd.simulator.sip.udp_socket import HostPort

Send = Callable[[bytes, HostPort], None]


@dataclass(frozen=True, slots=True)
class Timing:
    """RFC 3261 §17.1.1.1 timers in seconds; tests shorten them."""

    t1_s: float = 0.5
    t2_s: float = 4.0

    @property
    def give_up_s(self) -> float:
        """Timers B, F, H, J: 64*T1."""
        return 64 * self.t1_s


class ClientTransaction:
    """A request of ours. Sends again until answered; repeats the ACK of a refused INVITE (§17.1)."""

    __slots__ = ("_ack", "_deadline", "_interval", "_loop", "_on_response", "_on_timeout", "_send", "_state",
                 "_timer", "_timing", "data", "request", "retransmissions", "to")  # fmt: skip

    def __init__(
        self,
        request: Request,
        to: HostPort,
        send: Send,
        loop: asyncio.AbstractEventLoop,
        timing: Timing,
        on_response: Callable[[Response], None],
        on_timeout: Callable[[], None],
    ) -> None:
        """Send the request. `on_response` sees every provisional, the final answer, and repeated 2xx."""
        self.request, self.to, self.retransmissions = request, to, 0
        self.data = request.encode()
        self._send, self._loop, self._timing = send, loop, timing
        self._on_response, self._on_timeout = on_response, on_timeout
        self._state = "calling"
        self._ack: bytes | None = None
        self._interval = timing.t1_s
        self._deadline = loop.time() + timing.give_up_s
        send(self.data, to)
        self._timer: asyncio.TimerHandle | None = loop.call_later(self._interval, self._again)

    @property
    def is_invite(self) -> bool:
        return self.request.method == "INVITE"

    @property
    def finished(self) -> bool:
        return self._state in ("completed", "closed")

    def receive(self, response: Response) -> None:
        if self._state == "closed":
            return
        if self._state == "completed":
            if self._ack is not None:
                self._send(self._ack, self.to)
            elif self.is_invite and response.status < 300:
                self._on_response(response)  # a repeated 2xx: its ACK was lost, the dialog sends another
            return
        if response.status < 200:
            self._state = "proceeding"
            if self.is_invite:
                # Ringing may last for minutes; nothing is sent again after the first provisional (§17.1.1.2).
                self._stop_timer()
        else:
            self._state = "completed"
            self._stop_timer()
            if self.is_invite and response.status >= 300:
                self._ack = _refusal_ack(self.request, response).encode()
                self._send(self._ack, self.to)
        self._on_response(response)

    def close(self) -> None:
        self._state = "closed"
        self._stop_timer()

    def _again(self) -> None:
        if self._loop.time() >= self._deadline:
            self.close()
            self._on_timeout()
            return
        self._send(self.data, self.to)
        self.retransmissions += 1
        # Timer A doubles without bound, timer E up to T2, and is T2 once a provisional came (§17.1.2.2).
        self._interval = self._interval * 2
        if not self.is_invite:
            self._interval = (
                self._timing.t2_s if self._state == "proceeding" else min(self._interval, self._timing.t2_s)
            )
        delay = min(self._interval, self._deadline - self._loop.time())
        self._timer = self._loop.call_later(max(delay, 0.0), self._again)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class ServerTransaction:
    """A request of theirs. Repeats the last answer, and the final one of an INVITE until its ACK (§17.2)."""

    __slots__ = ("_deadline", "_interval", "_last", "_loop", "_on_no_ack", "_send", "_timer", "_timing",
                 "final_status", "on_cancel", "on_settled", "request", "retransmissions", "source")  # fmt: skip

    def __init__(
        self, request: Request, source: HostPort, send: Send, loop: asyncio.AbstractEventLoop, timing: Timing
    ) -> None:
        self.request, self.source, self.retransmissions = request, source, 0
        self.final_status: int | None = None
        #: Set by the table: no more to come but repetitions.
        self.on_settled: Callable[[], None] = _nothing
        #: Set by the call that an INVITE began.
        self.on_cancel: Callable[[Request], None] = lambda _cancel: None
        self._send, self._loop, self._timing = send, loop, timing
        self._last: bytes | None = None
        self._on_no_ack: Callable[[], None] = _nothing
        self._timer: asyncio.TimerHandle | None = None
        self._interval = timing.t1_s
        self._deadline = 0.0

    def respond(self, response: Response, on_no_ack: Callable[[], None] | None = None) -> bool:
        """Send the answer; False when a final one was sent before. `on_no_ack` is for finals of an INVITE."""
        if self.final_status is not None:
            return False
        self._last = response.encode()
        self._send(self._last, self.source)
        if response.status >= 200:
            self.final_status = response.status
            if self.request.method == "INVITE":
                # A 2xx is repeated by the call and a refusal by the transaction (§13.3.1.4, §17.2.1): same timers.
                self._on_no_ack = on_no_ack or _nothing
                self._deadline = self._loop.time() + self._timing.give_up_s
                self._timer = self._loop.call_later(self._interval, self._again)
            else:
                self.on_settled()
        return True

    def repeated(self) -> None:
        """The request came again: so does the last answer, if there was one."""
        if self._last is not None:
            self._send(self._last, self.source)

    def acknowledged(self) -> bool:
        """Stop repeating; False when this is not the first ACK."""
        if self._timer is None:
            return False
        self._timer.cancel()
        self._timer = None
        self.on_settled()
        return True

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _again(self) -> None:
        if self._loop.time() >= self._deadline:
            self._timer = None
            self.on_settled()
            self._on_no_ack()
            return
        self.repeated()
        self.retransmissions += 1
        self._interval = min(self._interval * 2, self._timing.t2_s)
        self._timer = self._loop.call_later(self._interval, self._again)


def _refusal_ack(request: Request, response: Response) -> Request:
    """ACK within the transaction: same branch, To of the answer (§17.1.1.3)."""
    keep = {"Via", "From", "Call-ID", "Route", "Max-Forwards"}
    headers = [pair for pair in request.headers if pair[0] in keep]
    return Request("ACK", request.uri, (*headers, ("To", response.get("To")), ("CSeq", f"{request.cseq[0]} ACK")))


def _nothing() -> None:
    pass
