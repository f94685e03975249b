"""A call this phone began: INVITE, its provisional and final answers, CANCEL (RFC 3261 §13.2, §9.1)."""

from __future__ import annotations

import asyncio

from acd.simulator.sip.address import NameAddress
from acd.simulator.sip.call import PhoneCall
from acd.simulator.sip.call_state import CallState, EndedBy
from acd.simulator.sip.dialog import ALLOW, SDP_TYPE, Dialog
from acd.simulator.sip.exchange import Exchange, send_ack
from acd.simulator.sip.line import Line
from acd.simulator.sip.message import Headers, Request, Response


class OutgoingCall(PhoneCall):
    def __init__(self, line: Line, caller: NameAddress, target: str, headers: Headers) -> None:
        """Send the INVITE. Raises MessageError for headers that must not be written, OSError without a port."""
        tokens = line.endpoint.tokens
        local = caller.tagged(tokens.token())
        dialog = Dialog(tokens.token(), local, NameAddress(target), target, line.contact, line.server)
        super().__init__(line, dialog)
        self._hanging_up = False
        self._cancel_sent = False
        request = dialog.request("INVITE", (ALLOW, SDP_TYPE, *headers), self._session.offer())
        self.mark("invite_sent")
        try:
            # Refused before anything is sent, so that a bad header leaves neither a socket nor a timer.
            request.encode()
        except ValueError:
            self._session.close()
            raise
        self._exchange = Exchange(line.endpoint, request, line.server, self._next_invite, self._response, self._timeout)
        self.invite = self._exchange.request

    def hang_up(self) -> asyncio.Future[None]:
        """CANCEL, or BYE once answered."""
        if self.state is CallState.ANSWERED:
            self._send_bye(EndedBy.LOCAL)
        elif self.state is not CallState.ENDED:
            self._hanging_up = True
            self._exchange.abandoned = True
            # Before the first provisional a CANCEL might overtake the INVITE, so it waits (§9.1).
            if self.state is not CallState.CALLING:
                self._cancel()
        return self._over

    def _next_invite(self) -> int:
        number = self._dialog.next_cseq()
        if number > 1:
            self.mark("invite_authorized_sent")
        return number

    def _response(self, response: Response) -> None:
        if self.state is CallState.ENDED or "ok_received" in self.marks:
            if 200 <= response.status < 300:
                self._send_ack()  # our ACK was lost (§13.2.2.4)
            return
        if response.status < 200:
            self._provisional(response)
        elif response.status < 300:
            self._accepted(response)
        else:
            self.mark("refused_received")
            self.final_status = response.status
            if self._hanging_up:
                self.end_message = response
                self._end(EndedBy.LOCAL)
                self._settle(self._over)
            else:
                self._ended_by_remote(response)

    def _provisional(self, response: Response) -> None:
        if response.status == 180:
            self.mark("ringing")
            self._enter(CallState.RINGING)
        else:
            self.mark("trying" if response.status == 100 else "progress")
            self._enter(CallState.PROCEEDING)
        self._learn_identity(response)
        if response.body and not self._hanging_up:
            self._accept_answer(response.body)  # early media: we listen, and talk once answered
        if self._hanging_up:
            self._cancel()

    def _accepted(self, response: Response) -> None:
        self.mark("ok_received")
        self.final_status = response.status
        self.invite = self._exchange.request
        self._dialog.complete(response)
        self._learn_identity(response)
        self._send_ack()
        self.mark("ack_sent")
        if self._hanging_up:
            # The answer crossed our CANCEL: there is a call now, and it has to be ended (§9.1).
            self._send_bye(EndedBy.LOCAL)
            return
        self._accept_answer(response.body)
        if self._enter(CallState.ANSWERED):
            self._session.start()

    def _send_ack(self) -> None:
        send_ack(self._line.endpoint, self._dialog, self._exchange.request)

    def _cancel(self) -> None:
        if self._cancel_sent:
            return
        self._cancel_sent = True
        self.mark("cancel_sent")
        invite = self._exchange.request
        kept = tuple(pair for pair in invite.headers if pair[0] in ("Route", "Max-Forwards", "From", "To", "Call-ID"))
        cancel = Request("CANCEL", invite.uri, (*kept, ("CSeq", f"{invite.cseq[0]} CANCEL")))
        self._line.endpoint.start(cancel, self._line.server, _ignored, _nothing, branch=invite.branch)
        # No final answer to the INVITE within 64*T1 counts as cancelled (§9.1).
        self.later(self._line.endpoint.timing.give_up_s, self._timeout)

    def _timeout(self) -> None:
        if self.final_status is None:
            self.final_status = 408
        self._end(EndedBy.LOCAL if self._hanging_up else EndedBy.TIMEOUT)
        self._settle(self._over)


def _ignored(_response: Response) -> None:
    """The answer to a CANCEL says nothing; the INVITE's does."""


def _nothing() -> None:
    pass
