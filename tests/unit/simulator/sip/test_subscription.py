"""Lamps, against a server that answers as told and notifies as told."""

import asyncio

import pytest

from acd.simulator.sip import Phone, RequestRefused, Subscription
from acd.simulator.sip.message import Request, Response, param

from .conftest import CHALLENGE, Server

ACTIVE = "active;expires=600"


def dialog(state: str) -> bytes:
    """What RFC 4235 says of one dialog."""
    return f'<dialog-info version="0"><dialog id="*46*alice"><state>{state}</state></dialog></dialog-info>'.encode()


def notify(
    server: Server, body: bytes = b"", kind: str = "application/dialog-info+xml", state: str = ACTIVE
) -> Request:
    """A NOTIFY of the subscription that was asked for last."""
    asked = server.requests[-1]
    headers = (
        ("Via", f"SIP/2.0/UDP 127.0.0.1:1;branch=z9hG4bK{len(server.responses)}"),
        ("From", f"{asked.get('To')};tag=s"),
        ("To", asked.get("From")),
        ("Call-ID", asked.get("Call-ID")),
        ("CSeq", f"{len(server.responses) + 1} NOTIFY"),
        ("Event", asked.get("Event")),
        ("Subscription-State", state),
        ("Content-Type", kind),
    )
    return Request("NOTIFY", asked.get("Contact").strip("<>"), headers, body)


async def granted(server: Server, event: str = "dialog", expires: str = "600") -> tuple[Phone, Subscription]:
    """A subscription after its challenge."""
    phone = await server.phone()
    server.answers = [(401, (CHALLENGE,)), (200, (("Expires", expires),))]
    watched = phone.watch("*46*alice", event)
    await watched.accepted(2)
    return phone, watched


async def test_subscribes_with_digest_and_follows_the_state(server: Server) -> None:
    """Early and confirmed are on, terminated is off; each NOTIFY is answered."""
    phone, lamp = await granted(server)
    asked = server.requests[-1]
    assert (asked.method, asked.uri.partition("@")[0]) == ("SUBSCRIBE", "sip:*46*alice")
    assert (asked.get("Event"), asked.get("Accept")) == ("dialog", "application/dialog-info+xml")
    assert lamp.lit is None
    for state, lit in (("confirmed", True), ("terminated", False), ("early", True)):
        answer = await server.ask(phone, notify(server, dialog(state)))
        assert answer.status == 200
        await lamp.shows(lit, 1)
    assert len(lamp.bodies) == 3


async def test_presence_tells_busy_by_its_activity(server: Server) -> None:
    """A note for people is not read."""
    phone, lamp = await granted(server, "presence")
    assert server.requests[-1].get("Accept") == "application/pidf+xml"
    for activity, lit in (("<rpid:activities><rpid:on-the-phone/></rpid:activities>", True), ("", False)):
        body = f"<presence><note>On the phone</note><dm:person>{activity}</dm:person></presence>".encode()
        await server.ask(phone, notify(server, body, "application/pidf+xml"))
        await lamp.shows(lit, 1)


@pytest.mark.parametrize(("answers", "status"), [([(404, ())], 404), ([(401, ())], 401), ([], 408)])
async def test_refused(answers: list[tuple[int, tuple[tuple[str, str], ...]]], status: int, server: Server) -> None:
    """By the server, or by its silence."""
    phone = await server.phone()
    server.answers = list(answers)
    lamp = phone.watch("*46*mallory")
    with pytest.raises(RequestRefused) as refused:
        await lamp.accepted(3)
    assert refused.value.status == status
    assert await lamp.over(1) == f"refused with {status}"


async def test_it_is_refreshed_in_its_dialog(server: Server) -> None:
    """Before the granted time is over; and taken back with 0."""
    _, lamp = await granted(server, expires="1")
    first = server.requests[-1]
    server.answers = [(200, (("Expires", "600"),)), (200, (("Expires", "0"),))]
    await server.asked(3, 3)
    again = server.requests[-1]
    assert (again.get("Call-ID"), again.get("From")) == (first.get("Call-ID"), first.get("From"))
    assert param(again.get("To"), "tag") == "s"
    assert again.cseq[0] > first.cseq[0]
    lamp.unsubscribe()
    await server.asked(4, 2)
    assert server.requests[-1].get("Expires") == "0"


async def test_the_server_may_end_it(server: Server) -> None:
    """The reason is kept, and it is not refreshed; after that a request out of order is still answered."""
    phone, lamp = await granted(server, expires="1")
    await server.ask(phone, notify(server, state="terminated;reason=noresource"))
    assert await lamp.over(1) == "noresource"
    asked = len(server.requests)
    other = notify(server).with_header("CSeq", "9 INFO")
    answer: Response = await server.ask(phone, Request("INFO", other.uri, other.headers))
    assert answer.status == 405
    await asyncio.sleep(1.1)
    assert len(server.requests) == asked
    with pytest.raises(TimeoutError):
        await lamp.shows(True, 0.01)


async def test_a_phone_that_is_closed_asks_no_more(server: Server) -> None:
    """And a NOTIFY for a lamp that it never had is none of its business."""
    phone, lamp = await granted(server, expires="1")
    stranger = notify(server).with_header("Call-ID", "other")
    assert (await server.ask(phone, stranger)).status == 481
    asked = len(server.requests)
    phone.close()
    await asyncio.sleep(1.1)
    assert len(server.requests) == asked
    assert lamp.lit is None
