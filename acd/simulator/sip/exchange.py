"""A request of ours through to its final answer, digest included (RFC 3261 §22.2)."""

from __future__ import annotations

from collections.abc import Callable

from acd.simulator.sip.dialog import Dialog
from acd.simulator.sip.digest import DigestError, authorization, choose
from acd.simulator.sip.endpoint import Endpoint
from acd.simulator.sip.message import Request, Response
from acd.simulator.sip.transaction import ClientTransaction
from acd.simulator.sip.udp_socket import HostPort

#: A server may ask again with a fresh nonce (stale=true), but not for ever.
_MOST_CHALLENGES = 2


class Exchange:
    """One request; each challenge makes a new transaction with the next CSeq."""

    def __init__(
        self,
        endpoint: Endpoint,
        request: Request,
        to: HostPort,
        next_cseq: Callable[[], int],
        on_response: Callable[[Response], None],
        on_timeout: Callable[[], None],
    ) -> None:
        """Send the request (without Via and CSeq). `on_response` does not see the challenges."""
        self._endpoint, self._bare, self._to = endpoint, request, to
        self._next_cseq, self._on_response, self._on_timeout = next_cseq, on_response, on_timeout
        self._challenges = 0
        #: Set when the answer no longer matters: a challenge is then taken as a refusal.
        self.abandoned = False
        self.transaction = self._start(())

    @property
    def request(self) -> Request:
        """The request as last sent, with Via, CSeq and authorization."""
        return self.transaction.request

    def _start(self, extra: tuple[tuple[str, str], ...]) -> ClientTransaction:
        cseq = ("CSeq", f"{self._next_cseq()} {self._bare.method}")
        request = Request(self._bare.method, self._bare.uri, (*self._bare.headers, cseq, *extra), self._bare.body)
        return self._endpoint.start(request, self._to, self._response, self._on_timeout)

    def _response(self, response: Response) -> None:
        if response.status not in (401, 407) or self.abandoned or self._challenges >= _MOST_CHALLENGES:
            self._on_response(response)
            return
        proxy = response.status == 407
        try:
            challenge = choose(
                value for name, value in response.headers
                if name == ("Proxy-Authenticate" if proxy else "WWW-Authenticate")
            )  # fmt: skip
        except DigestError:
            self._on_response(response)
            return
        if self._challenges and not challenge.stale:
            self._on_response(response)  # the password was wrong, and sending it again would not help
            return
        self._challenges += 1
        value = authorization(
            challenge,
            self._endpoint.credentials,
            self._bare.method,
            self._bare.uri,
            cnonce=self._endpoint.tokens.token(),
        )
        self.transaction = self._start((("Proxy-Authorization" if proxy else "Authorization", value),))


def send_ack(endpoint: Endpoint, dialog: Dialog, invite: Request) -> None:
    """Acknowledge a 2xx of this INVITE; a transaction of its own that expects no answer (§13.2.2.4)."""
    endpoint.send(endpoint.with_via(dialog.ack(invite)).encode(), dialog.destination)
