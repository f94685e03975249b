"""What requests within a call carry."""

from acd.simulator.sip.address import NameAddress
from acd.simulator.sip.dialog import Dialog
from acd.simulator.sip.message import Request, Response

SERVER = ("127.0.0.1", 5060)


def test_calling_side_reverses_the_route() -> None:
    """Record-Route of the 2xx from the last to the first, and the first hop is where to send (§12.1.2)."""
    dialog = Dialog("c", NameAddress("sip:a@x", "", "1"), NameAddress("sip:b@x"), "sip:b@x", "<sip:a@y>", SERVER)
    assert dialog.destination == SERVER
    headers = (
        ("To", "<sip:b@x>;tag=2"),
        ("Contact", "<sip:b@127.0.0.3:5080>"),
        ("Record-Route", "<sip:127.0.0.4;lr>, <sip:127.0.0.5:5090;lr>"),
    )
    dialog.complete(Response(200, "OK", headers))
    request = dialog.request("BYE")
    assert request.uri == "sip:b@127.0.0.3:5080"
    assert request.values("Route") == ("<sip:127.0.0.5:5090;lr>", "<sip:127.0.0.4;lr>")
    assert request.get("To") == "<sip:b@x>;tag=2"
    assert dialog.destination == ("127.0.0.5", 5090)


def test_called_side_keeps_the_route() -> None:
    """Record-Route of the INVITE as it stands, tags swapped; a name as target means its source (§12.1.1)."""
    headers = (
        ("From", '"A" <sip:a@x>;tag=1'),
        ("To", "<sip:b@x>"),
        ("Call-ID", "c"),
        ("CSeq", "4 INVITE"),
        ("Contact", "<sip:a@phone.example.net>"),
    )
    dialog = Dialog.of_invite(Request("INVITE", "sip:b@x", headers), "2", "<sip:b@y>", SERVER)
    assert (dialog.remote_cseq, dialog.destination) == (4, SERVER)
    request = dialog.request("BYE")
    assert (request.get("From"), request.get("To")) == ("<sip:b@x>;tag=2", '"A" <sip:a@x>;tag=1')
    dialog.target = "no uri"
    assert dialog.destination == SERVER


def test_ack_has_the_number_and_the_authorization_of_the_invite() -> None:
    """§13.2.2.4 and §22.1."""
    dialog = Dialog("c", NameAddress("sip:a@x", "", "1"), NameAddress("sip:b@x"), "sip:b@x", "<sip:a@y>", SERVER)
    invite = Request("INVITE", "sip:b@x", (("CSeq", "7 INVITE"), ("Authorization", "Digest x")))
    ack = dialog.ack(invite)
    assert ack.cseq == (7, "ACK")
    assert ack.get("Authorization") == "Digest x"
