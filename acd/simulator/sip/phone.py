"""A SIP phone on one UDP port: registers, calls, is called, watches lamps. The entry point of this package.

Driven by callbacks alone: it starts no task, and every timer ends with `close()`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from acd.simulator.sip.address import NameAddress, SipUri
from acd.simulator.sip.call import PhoneCall
from acd.simulator.sip.dialog import ALLOW
from acd.simulator.sip.digest import Credentials
from acd.simulator.sip.endpoint import Endpoint
from acd.simulator.sip.incoming_call import IncomingCall
from acd.simulator.sip.line import Line
from acd.simulator.sip.message import Request, param, reply
from acd.simulator.sip.outgoing_call import OutgoingCall
from acd.simulator.sip.policy import Manual, Policy, Silent, apply
from acd.simulator.sip.registration import Registration
from acd.simulator.sip.rtp import RtpStream
from acd.simulator.sip.subscription import Subscription
from acd.simulator.sip.transaction import ServerTransaction, Timing
from acd.simulator.sip.udp_socket import HostPort, OpenWire, UdpSocket

#: Calls kept for `next_call`; a load run that never asks must not keep every call it ever had.
_KEPT_CALLS = 100
#: Answered with 200 outside of calls; NOTIFY is for message-waiting lamps nobody asked for.
_NOTED = frozenset({"OPTIONS", "NOTIFY", "MESSAGE", "INFO"})


class Phone:
    """One account on one server; any number of calls at once, so it serves as a trunk too."""

    def __init__(
        self,
        username: str,
        password: str,
        server: HostPort,
        local_host: str = "127.0.0.1",
        *,
        display_name: str = "",
        media: bool = True,
        tone_hz: int | None = None,
        policy: Policy | None = None,
        timing: Timing | None = None,
        clock: Callable[[], float] | None = None,
        local_port: int = 0,
        open_wire: OpenWire = UdpSocket,
    ) -> None:
        """`tone_hz` None sends silence; `media=False` sends and reads no sound; `clock` makes the marks."""
        self.username, self.server, self.display_name = username, server, display_name
        #: What to do with calls from now on; may be changed at any time.
        self.policy: Policy = policy or Manual()
        self.media, self.tone_hz = media, tone_hz
        #: Calls received, oldest first; `next_call` takes from here.
        self.incoming: asyncio.Queue[IncomingCall] = asyncio.Queue(_KEPT_CALLS)
        self._credentials = Credentials(username, password)
        self._local = (local_host, local_port)
        self._timing, self._clock_given, self._open_wire = timing or Timing(), clock, open_wire
        self._calls: dict[tuple[str, str], PhoneCall] = {}
        self._subscriptions: dict[tuple[str, str], Subscription] = {}
        self._endpoint: Endpoint | None = None
        self._registration: Registration | None = None
        self._line: Line | None = None

    @property
    def address(self) -> HostPort:
        """Where this phone listens. Raises RuntimeError before `start`."""
        return self._started.endpoint.address

    @property
    def calls(self) -> tuple[PhoneCall, ...]:
        """Calls that have not ended."""
        return tuple(self._calls.values())

    @property
    def _started(self) -> Line:
        if self._line is None:
            raise RuntimeError("the phone is not started")
        return self._line

    @property
    def _registered(self) -> Registration:
        if self._registration is None:
            raise RuntimeError("the phone is not started")
        return self._registration

    async def start(self) -> None:
        """Bind the port. Raises OSError."""
        loop = asyncio.get_running_loop()
        clock = self._clock_given or loop.time
        endpoint = Endpoint(
            loop,
            self._local,
            self.username,
            self._credentials,
            self._timing,
            self._open_wire,
            self._request,
            self._ack,
        )
        host, port = endpoint.address
        identity = NameAddress(str(SipUri(self.username, self.server[0])), self.display_name)
        contact = f"<{SipUri(self.username, host, port)}>"
        self._endpoint = endpoint
        self._registration = Registration(endpoint, self.server, identity, contact)

        def open_stream() -> RtpStream:
            ssrc = endpoint.tokens.number()
            return RtpStream(loop, host, ssrc=ssrc, media=self.media, tone_hz=self.tone_hz, clock=clock)

        self._line = Line(endpoint, self.server, identity, contact, clock, open_stream, self._forget)

    async def register(self, expires_s: int = 3600) -> None:
        """Register, and again before it runs out. Raises RequestRefused."""
        await self._registered.register(expires_s)

    async def unregister(self) -> None:
        """Take the registration back. Raises RequestRefused."""
        await self._registered.register(0)

    def call(
        self,
        number: str,
        *,
        caller_name: str = "",
        caller_number: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> OutgoingCall:
        """Call a number at the server and return at once.

        Caller name and number go into From, in place of the phone's own: a server that knows its phones by From
        then needs another way to know this one. Raises MessageError for headers that must not be written.
        """
        line = self._started
        host, port = self.server
        uri = str(SipUri(caller_number, host)) if caller_number else line.identity.uri
        caller = NameAddress(uri, caller_name or self.display_name)
        target = str(SipUri(number, host, port))
        call = OutgoingCall(line, caller, target, tuple((headers or {}).items()))
        self._calls[call.call_id, call.local_tag] = call
        return call

    def watch(self, resource: str, event: str = "dialog", expires_s: int = 600) -> Subscription:
        """Subscribe to a busy lamp at the server, by the event `dialog` or `presence`, and return at once."""
        subscription = Subscription(self._started, resource, event, expires_s)
        self._subscriptions[subscription.key] = subscription
        return subscription

    async def next_call(self, timeout_s: float = 10.0) -> IncomingCall:
        """The oldest call received and not taken yet, which may have ended by now. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            return await self.incoming.get()

    def close(self) -> None:
        """Hang up, and stop everything at once; registrations are left to run out."""
        for call in self.calls:
            call.abandon()
        for subscription in self._subscriptions.values():
            subscription.close()
        if self._registration is not None:
            self._registration.close()
        if self._endpoint is not None:
            self._endpoint.close()

    def _forget(self, call_id: str, local_tag: str) -> None:
        self._calls.pop((call_id, local_tag), None)

    def _request(self, server: ServerTransaction) -> None:
        request = server.request
        tag = param(request.get("To"), "tag")
        if tag is not None:
            key = request.get("Call-ID"), tag
            call = self._calls.get(key) or self._subscriptions.get(key)
            if call is not None:
                call.take_request(server)
            else:
                server.respond(reply(request, 481))
        elif request.method == "CANCEL":
            self._cancel(server)
        elif isinstance(self.policy, Silent) and request.method != "INVITE":
            return
        elif request.get("Require"):
            # We know no extension of SIP, so whoever requires one is refused (RFC 3261 §8.2.2.3).
            server.respond(reply(request, 420, headers=(("Unsupported", request.get("Require")),)))
        elif request.method == "INVITE":
            self._invited(server)
        else:
            server.respond(reply(request, 200 if request.method in _NOTED else 405, headers=(ALLOW,)))

    def _invited(self, server: ServerTransaction) -> None:
        call = IncomingCall(self._started, server)
        self._calls[call.call_id, call.local_tag] = call
        if self.incoming.full():
            self.incoming.get_nowait()
        self.incoming.put_nowait(call)
        apply(self.policy, call)

    def _cancel(self, server: ServerTransaction) -> None:
        assert self._endpoint is not None
        invite = self._endpoint.invite_of(server.request)
        if invite is None:
            server.respond(reply(server.request, 481))
        elif not isinstance(self.policy, Silent):
            server.respond(reply(server.request, 200))
            invite.on_cancel(server.request)

    def _ack(self, request: Request) -> None:
        call = self._calls.get((request.get("Call-ID"), param(request.get("To"), "tag") or ""))
        if call is not None:
            call.take_ack(request)
