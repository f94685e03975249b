"""A call that reached this phone: ring, answer, refuse, and the caller's CANCEL (RFC 3261 §13.3, §9.2)."""

from __future__ import annotations

import asyncio

from acd.simulator.sip.call import PhoneCall
from acd.simulator.sip.call_state import CallEnded, CallState, EndedBy, quiet
from acd.simulator.sip.dialog import ALLOW, Dialog
from acd.simulator.sip.line import Line
from acd.simulator.sip.message import Request, Response, reply
from acd.simulator.sip.sdp import SdpError
from acd.simulator.sip.transaction import ServerTransaction

#: A phone's user pressed "reject" (§21.6.2); Asterisk makes cause 21 of it.
DECLINE = 603


class IncomingCall(PhoneCall):
    def __init__(self, line: Line, server: ServerTransaction) -> None:
        """Take the INVITE; nothing is answered yet. Raises OSError without a port."""
        dialog = Dialog.of_invite(server.request, line.endpoint.tokens.token(), line.contact, server.source)
        super().__init__(line, dialog)
        self.invite = server.request
        self._server = server
        self._bye_waits = False
        self._acked: asyncio.Future[None] = quiet(self._loop.create_future())
        self.mark("invite_received")
        self._learn_identity(server.request)
        server.on_cancel = self._cancelled

    def trying(self) -> None:
        """Answer 100, which stops the caller from sending the INVITE again."""
        self._server.respond(reply(self.invite, 100))
        self.mark("trying_sent")
        self._enter(CallState.PROCEEDING)

    def ignore(self) -> None:
        """Answer nothing, and forget the call when the caller must have given up (timer B)."""
        self.later(self._line.endpoint.timing.give_up_s, self._forgotten)

    def ring(self) -> asyncio.Future[None]:
        """Answer 180."""
        if self.state not in (CallState.ANSWERED, CallState.ENDED):
            headers = (("Contact", self._dialog.contact), ALLOW)
            self._server.respond(reply(self.invite, 180, to_tag=self.local_tag, headers=headers))
            self.mark("ringing_sent")
            self._enter(CallState.RINGING)
        done = self._loop.create_future()
        done.set_result(None)
        return done

    def answer(self) -> asyncio.Future[None]:
        """Answer 200 with sound; the future resolves with the caller's ACK and raises CallEnded without."""
        if self.state in (CallState.ANSWERED, CallState.ENDED):
            return self._acked
        try:
            body = self._session.answer(self.invite.body) if self.invite.body else self._session.offer()
        except SdpError:
            self.refuse(488)
            return self._acked
        self.final_status = 200
        self.mark("ok_sent")
        self._answer(self._server, body)
        if self._enter(CallState.ANSWERED):
            self._session.start()
        return self._acked

    def refuse(self, status: int = 486) -> asyncio.Future[None]:
        """Answer with a final status from 300 on. Without effect once answered."""
        if self.state not in (CallState.ANSWERED, CallState.ENDED):
            self._refuse(status)
            self._end(EndedBy.LOCAL)
            self._settle(self._over)
        return self._over

    def hang_up(self) -> asyncio.Future[None]:
        """BYE, once the caller's ACK is there (§15); before the answer a refusal with 603."""
        if self.state is not CallState.ANSWERED:
            return self.refuse(DECLINE)
        if self._unacknowledged and not self._acked.done():
            self._bye_waits = True
        else:
            self._send_bye(EndedBy.LOCAL)
        return self._over

    def abandon(self) -> None:
        if self.state is CallState.ANSWERED:
            self._send_bye(EndedBy.LOCAL)
        super().abandon()

    def _refuse(self, status: int) -> None:
        if self._server.respond(reply(self.invite, status, to_tag=self.local_tag, headers=(ALLOW,))):
            self.final_status = status
            self.mark("refusal_sent")

    def _forgotten(self) -> None:
        self._server.on_settled()
        self._end(EndedBy.TIMEOUT)
        self._settle(self._over)

    def _cancelled(self, cancel: Request) -> None:
        self.mark("cancel_received")
        # A CANCEL that crossed our 200 changes nothing: the caller sends BYE (§9.2).
        if self.state not in (CallState.ANSWERED, CallState.ENDED):
            self._refuse(487)
            self._ended_by_remote(cancel)

    def _ended_by_remote(self, message: Request | Response) -> None:
        # A BYE for a call that still rings ends the INVITE as well (§15.1.2).
        if self.state not in (CallState.ANSWERED, CallState.ENDED):
            self._refuse(487)
        super()._ended_by_remote(message)

    def _acknowledged(self, server: ServerTransaction) -> None:
        if server is self._server and not self._acked.done():
            self._acked.set_result(None)
        if self._bye_waits:
            self._send_bye(EndedBy.LOCAL)

    def _end(self, ended_by: EndedBy) -> None:
        super()._end(ended_by)
        if not self._acked.done():
            self._acked.set_exception(CallEnded(self.final_status, ended_by))
