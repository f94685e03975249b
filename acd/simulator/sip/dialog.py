"""A dialog: the identifiers, sequence numbers and route that requests within a call carry (RFC 3261 §12)."""

from __future__ import annotations

from acd.simulator.sip.address import NameAddress, parse_address, parse_uri
from acd.simulator.sip.message import Headers, MessageError, Request, Response
from acd.simulator.sip.udp_socket import HostPort

MAX_FORWARDS = ("Max-Forwards", "70")
ALLOW = ("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, NOTIFY, MESSAGE")
SDP_TYPE = ("Content-Type", "application/sdp")


class Dialog:
    """One side's view. Created before the remote tag is known; completed by the first 2xx."""

    __slots__ = ("_server", "call_id", "contact", "cseq", "local", "remote", "remote_cseq", "routes", "target")

    def __init__(self, call_id: str, local: NameAddress, remote: NameAddress, target: str, contact: str,
                 server: HostPort) -> None:  # fmt: skip
        """`server` is where to send to when the target's host is a name and not an address."""
        self.call_id, self.local, self.remote = call_id, local, remote
        self.target, self.contact = target, contact
        self.routes: tuple[str, ...] = ()
        self.cseq = 0
        self.remote_cseq = 0
        self._server = server

    @classmethod
    def of_invite(cls, invite: Request, local_tag: str, contact: str, source: HostPort) -> Dialog:
        """The called side (§12.1.1)."""
        local = parse_address(invite.get("To")).tagged(local_tag)
        remote = parse_address(invite.get("From"))
        target = parse_address(invite.get("Contact")).uri or remote.uri
        dialog = cls(invite.get("Call-ID"), local, remote, target, contact, source)
        dialog.routes = invite.values("Record-Route")
        dialog.remote_cseq = invite.cseq[0]
        return dialog

    def complete(self, response: Response) -> None:
        """The calling side learns tag, target and route from the 2xx (§12.1.2)."""
        self.remote = parse_address(response.get("To"))
        self.routes = tuple(reversed(response.values("Record-Route")))
        self.refresh(response)

    def refresh(self, message: Request | Response) -> None:
        """Take the new Contact of a re-INVITE, UPDATE or their answers (§12.2)."""
        contact = parse_address(message.get("Contact")).uri
        if contact:
            self.target = contact

    def next_cseq(self) -> int:
        self.cseq += 1
        return self.cseq

    @property
    def destination(self) -> HostPort:
        """Where requests go: the first route, or the target (§8.1.2)."""
        text = parse_address(self.routes[0]).uri if self.routes else self.target
        try:
            return parse_uri(text).address or self._server
        except MessageError:
            return self._server

    def request(self, method: str, headers: Headers = (), body: bytes = b"") -> Request:
        """A request without Via and CSeq, which the exchange adds."""
        return Request(
            method,
            self.target,
            (
                *(("Route", route) for route in self.routes),
                MAX_FORWARDS,
                ("From", str(self.local)),
                ("To", str(self.remote)),
                ("Call-ID", self.call_id),
                ("Contact", self.contact),
                *headers,
            ),
            body,
        )

    def ack(self, invite: Request) -> Request:
        """The ACK of a 2xx, without Via: same number and authorization as the INVITE (§13.2.2.4, §22.1)."""
        kept = tuple(pair for pair in invite.headers if pair[0] in ("Authorization", "Proxy-Authorization"))
        return self.request("ACK", (("CSeq", f"{invite.cseq[0]} ACK"), *kept))
