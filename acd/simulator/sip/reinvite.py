"""A change of the media direction within a call: re-INVITE, its answer and ACK (RFC 3261 §14.1)."""

from __future__ import annotations

from collections.abc import Callable

from acd.simulator.sip.dialog import ALLOW, SDP_TYPE, Dialog
from acd.simulator.sip.endpoint import Endpoint
from acd.simulator.sip.exchange import Exchange, send_ack
from acd.simulator.sip.media_session import MediaSession
from acd.simulator.sip.message import Response
from acd.simulator.sip.sdp import Direction


class Reinvite:
    """One re-INVITE. Its end is told once; a repeated 2xx is acknowledged again."""

    def __init__(
        self,
        endpoint: Endpoint,
        dialog: Dialog,
        session: MediaSession,
        direction: Direction,
        accepted: Callable[[bytes], None],
        refused: Callable[[int], None],
    ) -> None:
        """Send it. `accepted` gets the other side's description, `refused` the status (408: no answer)."""
        self._endpoint, self._dialog, self._session = endpoint, dialog, session
        self._accepted, self._refused = accepted, refused
        self._before, session.wanted = session.wanted, direction
        self._over = False
        request = dialog.request("INVITE", (ALLOW, SDP_TYPE), session.offer())
        self._exchange = Exchange(
            endpoint, request, dialog.destination, dialog.next_cseq, self._response, lambda: self._failed(408)
        )

    def _response(self, response: Response) -> None:
        if response.status >= 300:
            self._failed(response.status)
        elif response.status >= 200:
            self._dialog.refresh(response)
            send_ack(self._endpoint, self._dialog, self._exchange.request)
            if not self._over:
                self._over = True
                if self._session.wanted is Direction.SENDONLY:
                    self._session.stream.received.expect_pause()
                self._accepted(response.body)

    def _failed(self, status: int) -> None:
        self._over = True
        self._session.wanted = self._before
        self._refused(status)
