"""One port: repetitions and noise."""

from .conftest import Server, outside


async def test_a_repeated_request_gets_the_same_answer(server: Server) -> None:
    """The second OPTIONS of one transaction is not a new request (§17.2.2)."""
    phone = await server.phone()
    assert await server.ask(phone, outside("OPTIONS")) == await server.ask(phone, outside("OPTIONS"))


async def test_garbage_is_counted_and_ignored(server: Server) -> None:
    """Keep-alives, noise and half a request do not stop the phone."""
    phone = await server.phone()
    for noise in (b"\r\n\r\n", b"\x00" * 50, b"INVITE sip:x SIP/2.0\r\n\r\n", b"SIP/2.0 200 OK\r\n\r\n"):
        server.socket.send(noise, phone.address)
    assert (await server.ask(phone, outside("OPTIONS"))).status == 200
