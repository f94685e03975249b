"""The SIP side of one UDP port: it matches datagrams to transactions (RFC 3261 §17.1.3, §17.2.3)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from acd.simulator.sip.digest import Credentials
from acd.simulator.sip.message import MessageError, Request, Response, param, parse
from acd.simulator.sip.tokens import Tokens
from acd.simulator.sip.transaction import ClientTransaction, ServerTransaction, Timing
from acd.simulator.sip.udp_socket import HostPort, OpenWire

_Key = tuple[str, str]


class Endpoint:
    """Owns the socket and the transactions. New requests and the ACKs of 2xx go to the two receivers."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        local: HostPort,
        username: str,
        credentials: Credentials,
        timing: Timing,
        open_wire: OpenWire,
        on_request: Callable[[ServerTransaction], None],
        on_ack: Callable[[Request], None],
    ) -> None:
        self.loop, self.timing, self.credentials = loop, timing, credentials
        self._on_request, self._on_ack = on_request, on_ack
        self._clients: dict[_Key, ClientTransaction] = {}
        self._servers: dict[_Key, ServerTransaction] = {}
        # Finished transactions stay for 64*T1 to absorb repetitions (timers D, I, J, K); one queue instead of
        # a timer each, emptied when the next one finishes.
        self._finished: deque[tuple[float, dict[_Key, ClientTransaction] | dict[_Key, ServerTransaction], _Key]]
        self._finished = deque()
        self.malformed = 0
        self._wire = open_wire(loop, local, self._receive)
        self.tokens = Tokens(username, self.address[1], loop.time())

    @property
    def address(self) -> HostPort:
        return self._wire.address

    def send(self, data: bytes, to: HostPort) -> None:
        self._wire.send(data, to)

    def start(
        self,
        request: Request,
        to: HostPort,
        on_response: Callable[[Response], None],
        on_timeout: Callable[[], None],
        *,
        branch: str = "",
    ) -> ClientTransaction:
        """Send a request without Via in a new transaction; `branch` is for CANCEL, which shares the INVITE's."""
        request = self.with_via(request, branch)
        key = (request.branch, request.method)

        def finish(response: Response) -> None:
            if response.status >= 200:
                self._retire(self._clients, key)
            on_response(response)

        def give_up() -> None:
            self._clients.pop(key, None)
            on_timeout()

        transaction = ClientTransaction(request, to, self._wire.send, self.loop, self.timing, finish, give_up)
        self._clients[key] = transaction
        return transaction

    def with_via(self, request: Request, branch: str = "") -> Request:
        host, port = self.address
        via = f"SIP/2.0/UDP {host}:{port};branch={branch or self.tokens.branch()};rport"
        return Request(request.method, request.uri, (("Via", via), *request.headers), request.body)

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
        for server in self._servers.values():
            server.close()
        self._clients.clear()
        self._servers.clear()
        self._finished.clear()
        self._wire.close()

    def _retire(self, table: dict[_Key, ClientTransaction] | dict[_Key, ServerTransaction], key: _Key) -> None:
        now = self.loop.time()
        while self._finished and self._finished[0][0] <= now:
            _, other, old = self._finished.popleft()
            other.pop(old, None)
        self._finished.append((now + self.timing.give_up_s, table, key))

    def _receive(self, data: bytes, source: HostPort) -> None:
        # Keep-alives of two or four bytes are no messages (RFC 5626 §3.5.1).
        if len(data) <= 4:
            return
        try:
            message = parse(data)
        except MessageError:
            self.malformed += 1
            return
        if isinstance(message, Response):
            client = self._clients.get((message.branch, message.cseq[1]))
            if client is not None:
                client.receive(message)
            return
        self._receive_request(message, source)

    def _receive_request(self, request: Request, source: HostPort) -> None:
        key = (request.branch, request.method)
        if request.method == "ACK":
            # ACK of a refusal has the INVITE's branch, ACK of a 2xx a branch of its own (§17.1.1.3, §13.2.2.4).
            refused = self._servers.get((request.branch, "INVITE"))
            if refused is not None and (refused.final_status or 0) >= 300:
                refused.acknowledged()
            else:
                self._on_ack(request)
            return
        known = self._servers.get(key)
        if known is not None:
            known.repeated()
            return
        if not request.branch or not request.get("From") or not request.get("To") or not request.get("Call-ID"):
            self.malformed += 1
            return
        server = ServerTransaction(_with_source(request, source), source, self._wire.send, self.loop, self.timing)
        server.on_settled = lambda: self._retire(self._servers, key)
        self._servers[key] = server
        self._on_request(server)

    def invite_of(self, cancel: Request) -> ServerTransaction | None:
        """The INVITE that a CANCEL speaks of (§9.2)."""
        return self._servers.get((cancel.branch, "INVITE"))


def _with_source(request: Request, source: HostPort) -> Request:
    """Write into the topmost Via where the request came from (RFC 3261 §18.2.1, RFC 3581 §4)."""
    value = request.get("Via")
    top, rest = request.values("Via")[0], value
    rest = value[value.find(top) + len(top) :] if top in value else ""
    parts = [part for part in top.split(";") if part.strip().lower() != "rport"]
    asked = param(top, "rport")
    parts.append(f"received={source[0]}")
    if asked is not None:
        parts.append(f"rport={source[1]}")
    return request.with_header("Via", ";".join(parts) + rest)
