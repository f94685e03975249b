"""A call in progress, whoever began it: hold, digits, hang-up, and what the other side asks within it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from acd.simulator.sip.address import NameAddress, parse_address
from acd.simulator.sip.call_state import CallEnded, CallProgress, CallState, EndedBy, RequestRefused, quiet
from acd.simulator.sip.dialog import ALLOW, SDP_TYPE, Dialog
from acd.simulator.sip.exchange import Exchange
from acd.simulator.sip.line import Line
from acd.simulator.sip.media_session import MediaSession
from acd.simulator.sip.message import Headers, Request, Response, reply
from acd.simulator.sip.reinvite import Reinvite
from acd.simulator.sip.rtp import RtpStream
from acd.simulator.sip.sdp import Direction, SdpError
from acd.simulator.sip.transaction import ServerTransaction

_NOTED = frozenset({"OPTIONS", "INFO", "NOTIFY", "MESSAGE"})


class PhoneCall(CallProgress):
    """One call of one phone. Actions take effect at once; the futures they return tell how it went."""

    def __init__(self, line: Line, dialog: Dialog) -> None:
        super().__init__(line.endpoint.loop, line.clock)
        self._line, self._dialog = line, dialog
        self._session = MediaSession(line.open_stream(), line.endpoint.tokens.number())
        self._unacknowledged: dict[int, ServerTransaction] = {}
        self._timers: list[asyncio.TimerHandle] = []
        self._change: asyncio.Future[None] | None = None
        self._over: asyncio.Future[None] = self._loop.create_future()
        #: The INVITE that began the call.
        self.invite: Request
        #: Whom the other side says we are connected to: P-Asserted-Identity, or From of a later request.
        self.connected: NameAddress | None = None

    @property
    def media(self) -> RtpStream:
        return self._session.stream

    @property
    def call_id(self) -> str:
        return self._dialog.call_id

    @property
    def local_tag(self) -> str:
        return self._dialog.local.tag

    @property
    def held_by_remote(self) -> bool:
        return self._session.held_by_remote

    @property
    def caller_name(self) -> str:
        """Display name of the From header of the INVITE."""
        return parse_address(self.invite.get("From")).name

    @property
    def caller_number(self) -> str:
        return parse_address(self.invite.get("From")).number

    def header(self, name: str) -> str:
        """A header of the INVITE, "" when absent."""
        return self.invite.get(name)

    def hang_up(self) -> asyncio.Future[None]:
        """End the call as its state demands; the future resolves when the other side has confirmed it."""
        raise NotImplementedError

    def hold(self) -> asyncio.Future[None]:
        """Re-INVITE with sendonly. The future raises RequestRefused or CallEnded."""
        return self._renegotiate(Direction.SENDONLY)

    def unhold(self) -> asyncio.Future[None]:
        """Re-INVITE with sendrecv. The future raises RequestRefused or CallEnded."""
        return self._renegotiate(Direction.SENDRECV)

    def send_dtmf(self, digits: str, *, digit_s: float = 0.1, pause_s: float = 0.1) -> asyncio.Future[None]:
        """Send telephone events; see RtpStream.send_dtmf."""
        return self.media.send_dtmf(digits, digit_s=digit_s, pause_s=pause_s)

    def later(self, delay_s: float, action: Callable[[], object]) -> None:
        """Do it after a while, unless the call ends before."""
        self._timers.append(self._loop.call_later(delay_s, action))

    def take_ack(self, request: Request) -> None:
        """An ACK of a 2xx of ours arrived."""
        server = self._unacknowledged.pop(request.cseq[0], None)
        if server is None or not server.acknowledged():
            return
        if server.request is self.invite:
            self.mark("ack_received")
        if request.body and not server.request.body:
            # The INVITE had no offer, so ours went out in the 2xx and this is the answer (§13.2.1).
            self._accept_answer(request.body)
        self._acknowledged(server)

    def take_request(self, server: ServerTransaction) -> None:
        """A request within the call, other than ACK and CANCEL."""
        request = server.request
        number, method = request.cseq
        if number < self._dialog.remote_cseq:
            server.respond(reply(request, 500))  # out of order (§12.2.2)
            return
        self._dialog.remote_cseq = number
        if method == "BYE":
            self.mark("bye_received")
            server.respond(reply(request, 200))
            self._ended_by_remote(request)
        elif method in ("INVITE", "UPDATE"):
            self._take_offer(server)
        elif method in _NOTED:
            server.respond(reply(request, 200, headers=(ALLOW,)))
        else:
            server.respond(reply(request, 405, headers=(ALLOW,)))

    def abandon(self) -> None:
        """The phone closes: end without waiting for anybody."""
        if self.state is not CallState.ENDED:
            self.hang_up()
            self._end(EndedBy.LOCAL)
        self._settle(self._over)

    def _take_offer(self, server: ServerTransaction) -> None:
        request = server.request
        is_invite = request.method == "INVITE"
        self.mark("reinvite_received" if is_invite else "update_received")
        if self._change is not None or (is_invite and self._unacknowledged):
            server.respond(reply(request, 491))  # both sides asked at once (§14.2)
            return
        body = b""
        try:
            if request.body:
                body = self._session.answer(request.body)
            elif is_invite:
                body = self._session.offer()
        except SdpError:
            server.respond(reply(request, 488))
            return
        self._dialog.refresh(request)
        self._learn_identity(request)
        self._answer(server, body)

    def _answer(self, server: ServerTransaction, body: bytes) -> None:
        headers: Headers = (("Contact", self._dialog.contact), ALLOW, *((SDP_TYPE,) if body else ()))
        response = reply(server.request, 200, to_tag=self._dialog.local.tag, headers=headers, body=body)
        if server.request.method == "INVITE":
            self._unacknowledged[server.request.cseq[0]] = server
        server.respond(response, self._not_acknowledged)

    def _learn_identity(self, message: Request | Response) -> None:
        asserted = message.values("P-Asserted-Identity")
        if asserted:
            self.connected = parse_address(asserted[0])

    def _acknowledged(self, server: ServerTransaction) -> None:
        """For the called side, which may have waited with its BYE."""

    def _not_acknowledged(self) -> None:
        # No ACK in 64*T1: the call is given up with a BYE (§13.3.1.4).
        if self.state is CallState.ANSWERED:
            self._send_bye(EndedBy.TIMEOUT)

    def _renegotiate(self, direction: Direction) -> asyncio.Future[None]:
        if self.state is not CallState.ANSWERED or self._change is not None:
            raise RuntimeError(f"cannot hold or unhold: call is {self.state}, change under way: {bool(self._change)}")
        change = self._change = quiet(self._loop.create_future())
        name = "hold" if direction is Direction.SENDONLY else "unhold"
        self.mark(f"{name}_sent")

        def accepted(answer: bytes) -> None:
            self.mark(f"{name}_confirmed")
            self._change = None
            if not change.done():
                change.set_result(None)
            self._accept_answer(answer)

        def refused(status: int) -> None:
            self._change = None
            if not change.done():
                change.set_exception(RequestRefused("INVITE", status))
            if status in (408, 481):
                self._send_bye(EndedBy.TIMEOUT)  # the other side has lost the call (§14.1)

        Reinvite(self._line.endpoint, self._dialog, self._session, direction, accepted, refused)
        return change

    def _accept_answer(self, body: bytes) -> None:
        try:
            self._session.accept(body)
        except SdpError:
            # Answered without usable sound: a real phone hangs up, and a test should see why nothing is heard.
            self._send_bye(EndedBy.LOCAL)

    def _send_bye(self, ended_by: EndedBy) -> None:
        if self.state is CallState.ENDED:
            return
        self.mark("bye_sent")
        request = self._dialog.request("BYE")

        def confirmed(response: Response) -> None:
            if response.status >= 200:
                self.mark("bye_confirmed")
                self._settle(self._over)

        Exchange(
            self._line.endpoint,
            request,
            self._dialog.destination,
            self._dialog.next_cseq,
            confirmed,
            lambda: self._settle(self._over),
        )
        self._end(ended_by)

    def _ended_by_remote(self, message: Request | Response) -> None:
        self.end_message = message
        self._end(EndedBy.REMOTE)
        self._settle(self._over)

    def _end(self, ended_by: EndedBy) -> None:
        """Close the media and forget the call; repetitions are the transactions' business from here on."""
        if self.state is CallState.ENDED:
            return
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        for server in self._unacknowledged.values():
            server.acknowledged()
        self._unacknowledged.clear()
        self._session.close()
        self.ended_by = ended_by
        self.mark("ended")
        self._line.forget(self._dialog.call_id, self._dialog.local.tag)
        self._enter(CallState.ENDED)
        if self._change is not None and not self._change.done():
            self._change.set_exception(CallEnded(self.final_status, ended_by))
            self._change = None

    @staticmethod
    def _settle(future: asyncio.Future[None]) -> None:
        if not future.done():
            future.set_result(None)
