"""Requests through to their final answer."""

from .conftest import CHALLENGE, STALE, Server


async def test_a_stale_nonce_is_tried_once_more(server: Server) -> None:
    """stale=true is no wrong password."""
    phone = await server.phone()
    server.answers = [(401, (CHALLENGE,)), (401, (STALE,)), (200, ())]
    await phone.register()
