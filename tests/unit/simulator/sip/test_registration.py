"""Registering, against a registrar that answers as told."""

import pytest

from acd.simulator.sip import RequestRefused
from acd.simulator.sip.digest import parse_challenge

from .conftest import CHALLENGE, Server


async def test_registers_with_digest_and_unregisters(server: Server) -> None:
    """The challenge is answered with the next CSeq in the same Call-ID; 0 seconds take the contact back."""
    phone = await server.phone()
    server.answers = [(401, (CHALLENGE,)), (200, ()), (200, ())]
    await phone.register(600)
    first, second = server.requests
    assert first.get("Authorization") == ""
    assert 'username="1001"' in second.get("Authorization")
    assert second.cseq[0] == first.cseq[0] + 1
    assert second.get("Call-ID") == first.get("Call-ID")
    assert second.branch != first.branch
    assert parse_challenge(second.get("Authorization")).nonce == "n1"
    await phone.unregister()
    assert server.requests[-1].get("Expires") == "0"


@pytest.mark.parametrize(
    ("answers", "status"),
    [([(401, (CHALLENGE,))] * 3, 401), ([(401, ())], 401), ([(403, ())], 403), ([], 408)],
)
async def test_registration_refused(
    answers: list[tuple[int, tuple[tuple[str, str], ...]]], status: int, server: Server
) -> None:
    """A wrong password, no challenge, a plain refusal and no answer at all each end with their status."""
    phone = await server.phone()
    server.answers = list(answers)
    with pytest.raises(RequestRefused) as refused:
        await phone.register()
    assert refused.value.status == status


async def test_registration_is_refreshed(server: Server) -> None:
    """Before the granted time is over the phone registers again."""
    phone = await server.phone()
    server.answers = [(200, (("Contact", "<sip:other>;expires=99"), ("Expires", "1")))] * 2
    await phone.register(3600)
    await server.asked(2, 3)
