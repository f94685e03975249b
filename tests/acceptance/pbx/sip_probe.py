"""The smallest SIP party: one UDP socket, plain text. It sends one request at a time and shows what comes back."""

import hashlib
import re
import socket
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType

_ANSWER_LIMIT_S = 10.0

_SDP = (
    "v=0",
    "o=- 1 1 IN IP4 {0}",
    "s=-",
    "c=IN IP4 {0}",
    "t=0 0",
    "m=audio 4000 RTP/AVP 8",
    "a=rtpmap:8 PCMA/8000",
    "",
)


@dataclass(slots=True)
class SipProbe:
    """A phone or a trunk at `address`, talking to an Asterisk at 127.0.0.1:`port`."""

    name: str
    port: int
    address: str = "127.0.0.1"
    wire: socket.socket = field(init=False)

    def __enter__(self) -> "SipProbe":
        """Takes a port."""
        self.wire = socket.socket(type=socket.SOCK_DGRAM)
        self.wire.bind((self.address, 0))
        self.wire.settimeout(_ANSWER_LIMIT_S)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Gives it back."""
        self.wire.close()

    @property
    def own_port(self) -> int:
        """UDP port of this party."""
        return int(self.wire.getsockname()[1])

    @property
    def contact(self) -> str:
        """Where it can be reached."""
        return f"sip:{self.name}@{self.address}:{self.own_port}"

    def register(self, password: str) -> int:
        """Final status of a registration with a password."""
        uri = f"sip:127.0.0.1:{self.port}"
        contact = f"Contact: <{self.contact}>"
        challenge = self.ask("REGISTER", uri, [contact])
        if status(challenge) != 401:
            return status(challenge)
        return status(self.ask("REGISTER", uri, [contact, self._credentials(challenge, uri, password)]))

    def invite(self, number: str) -> str:
        """The final answer to a call to `number`."""
        self.call(number)
        return self.final()

    def call(self, number: str) -> None:
        """Starts a call and does not wait."""
        uri = f"sip:{number}@127.0.0.1:{self.port}"
        body = "\r\n".join(_SDP).format(self.address)
        self._start("INVITE", uri, [f"Contact: <{self.contact}>", "Content-Type: application/sdp"], body)

    def final(self) -> str:
        """The final answer to the call that was started, acknowledged."""
        answer = self.wait_for(lambda text: "CSeq: 1 INVITE" in text and status(text) >= 200)
        uri = re.findall(r"^To: <([^>]*)>", answer, re.MULTILINE)[0]
        self._send([f"ACK {uri} SIP/2.0", *_kept(answer, "INVITE", "ACK"), "Max-Forwards: 70"])
        return answer

    def ring(self, invite: str) -> None:
        """Tells that it rings: a call of which nothing was heard yet may not be cancelled."""
        self._send(["SIP/2.0 180 Ringing", *_kept(invite)])

    def accept(self, invite: str) -> None:
        """Answers a call that came in."""
        lines = [f"{line};tag=callee" if line.startswith("To:") else line for line in _kept(invite)]
        extra = [f"Contact: <{self.contact}>", "Content-Type: application/sdp"]
        self._send(["SIP/2.0 200 OK", *lines, *extra], "\r\n".join(_SDP).format(self.address))

    def hang_up(self, answer: str) -> int:
        """Ends the call that was answered; status of the BYE."""
        uri = re.findall(r"^Contact: <([^>]*)>", answer, re.MULTILINE)[0]
        self._send([f"BYE {uri} SIP/2.0", *_kept(answer, "1 INVITE", "2 BYE"), "Max-Forwards: 70"])
        return status(self.wait_for(lambda text: "CSeq: 2 BYE" in text))

    def ask(self, method: str, uri: str, extra: list[str]) -> str:
        """Sends a request; returns its final answer."""
        call_id = self._start(method, uri, extra)
        return self.wait_for(lambda text: call_id in text and status(text) >= 200)

    def _start(self, method: str, uri: str, extra: list[str], body: str = "") -> str:
        """Sends a request; returns its Call-ID."""
        call_id = uuid.uuid4().hex
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.address}:{self.own_port};branch=z9hG4bK{call_id};rport",
            f"From: <sip:{self.name}@127.0.0.1>;tag={call_id}",
            f"To: <{uri if method == 'INVITE' else f'sip:{self.name}@127.0.0.1'}>",
            f"Call-ID: {call_id}",
            f"CSeq: 1 {method}",
            "Max-Forwards: 70",
            *extra,
        ]
        self._send(lines, body)
        return call_id

    def wait_for(self, wanted: Callable[[str], bool]) -> str:
        """The first message that is `wanted`; questions whether we are alive are answered on the way."""
        while True:
            text = self.wire.recv(65535).decode()
            if text.startswith("OPTIONS "):
                self._send(["SIP/2.0 200 OK", *_kept(text)])
            if wanted(text):
                return text

    def _send(self, lines: list[str], body: str = "") -> None:
        text = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", body])
        self.wire.sendto(text.encode(), ("127.0.0.1", self.port))

    def _credentials(self, challenge: str, uri: str, password: str) -> str:
        given = dict(re.findall(r'(realm|nonce|opaque)="([^"]*)"', challenge))
        secret = _md5(f"{self.name}:{given['realm']}:{password}")
        response = _md5(f"{secret}:{given['nonce']}:00000001:c:auth:{_md5(f'REGISTER:{uri}')}")
        return (
            f'Authorization: Digest username="{self.name}",realm="{given["realm"]}",nonce="{given["nonce"]}",'
            f'uri="{uri}",response="{response}",algorithm=MD5,qop=auth,nc=00000001,cnonce="c",'
            f'opaque="{given.get("opaque", "")}"'
        )


def status(message: str) -> int:
    """Status of a SIP answer; 0 for a request."""
    found = re.match(r"SIP/2\.0 (\d{3})", message)
    return int(found.group(1)) if found else 0


def _kept(message: str, old: str = "", new: str = "") -> list[str]:
    """The header lines that an answer, or a later request of the same dialog, repeats."""
    lines = re.findall(r"^(?:Via|From|To|Call-ID|CSeq): .*$", message, re.MULTILINE)
    return [line.strip().replace(old, new) if line.startswith("CSeq") and old else line.strip() for line in lines]


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
