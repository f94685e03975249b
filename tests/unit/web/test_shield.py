"""What a request passes before any route: host, token, size; and the headers on the way out."""

from collections.abc import Iterator

import pytest
from starlette.types import Message, Receive, Scope, Send

from acd.web.gate import Gate
from acd.web.hosts import Hosts
from acd.web.shield import BODY_BYTES, CONFIGURATION_BYTES, Shield
from tests.unit.web.stage import OPEN_ROUTES, ROUTES, TOKEN, Stage

EVERY_HEADER = {
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
@pytest.mark.parametrize("token", [None, "wrong", TOKEN])
def test_every_route_needs_the_token(method: str, path: str, body: str | None, token: str | None) -> None:
    """Without it and with a wrong one nothing happens; with it the request is granted."""
    stage = Stage()
    headers = {"Content-Type": "application/yaml" if path.endswith("configuration") else "application/json"}
    answer = stage.client(token).request(method, path, content=body, headers=headers)
    if token == TOKEN:
        assert answer.is_success, answer.text
    else:
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Bearer realm="acd"'
        assert (stage.requests, stage.applied, stage.asked) == ([], [], [])


def test_paths_that_do_not_exist_need_the_token_too() -> None:
    """Nobody learns without the token which paths there are."""
    assert Stage().client(None).get("/api/v2/anything").status_code == 401
    assert Stage().client(None).get("/api/v1/configuration%00").status_code == 401


@pytest.mark.parametrize("path", OPEN_ROUTES)
def test_probes_and_the_schema_need_none(path: str) -> None:
    """Prometheus and a load balancer have no token."""
    assert Stage().client(None).get(path).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/api/v1/status", "/readyz"])
@pytest.mark.parametrize("token", [None, TOKEN])
def test_every_answer_has_the_headers(path: str, token: str | None) -> None:
    """Good or bad, nothing is cached, sniffed, framed or run."""
    answer = Stage(problems={"pbx": "gone"}).client(token).get(path)
    assert {name: answer.headers.get(name) for name in EVERY_HEADER} == EVERY_HEADER
    assert "access-control-allow-origin" not in answer.headers
    assert "server" not in answer.headers


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/api/v1/status", "/openapi.json"])
def test_a_strange_host_gets_nothing(path: str) -> None:
    """A page that lets its own name point here is turned away, even with the token."""
    answer = Stage().client().get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert answer.json()["type"] == "urn:acd:problem:unknown-host"


def test_a_configured_host_is_ours() -> None:
    """A proxy may pass its own name."""
    client = Stage().client(hosts=("acd.example",))
    assert client.get("/healthz", headers={"Host": "acd.example"}).status_code == 200


def test_a_preflight_gets_no_permission() -> None:
    """Pages of other origins may not call us."""
    answer = (
        Stage()
        .client(None)
        .options("/healthz", headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "GET"})
    )
    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers


def chunks(size: int) -> Iterator[bytes]:
    while size > 0:
        yield b" " * min(size, 4096)
        size -= 4096


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    ("method", "path", "limit"),
    [
        ("POST", "/api/v1/agents/alice/pause", BODY_BYTES),
        ("PUT", "/api/v1/configuration", CONFIGURATION_BYTES),
    ],
)
def test_a_body_has_a_limit(method: str, path: str, limit: int, chunked: bool) -> None:
    """One byte too many is 413, said beforehand or found while it comes; the limit itself is fine."""
    stage = Stage()
    for size, expected in ((limit, {200, 422}), (limit + 1, {413})):
        content = chunks(size) if chunked else b" " * size
        answer = stage.client().request(method, path, content=content)
        assert answer.status_code in expected, answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(stage.applied) <= 1


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "9" * 30, "\u0661"])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    """What a server in front may read otherwise is not guessed at."""
    answer = Stage().client().post("/api/v1/agents/alice/resume", headers={b"Content-Length": length.encode()})
    assert answer.status_code == 413


def scope_of(path: str) -> Scope:
    return {"type": "http", "method": "GET", "path": path, "headers": [(b"host", b"localhost")], "client": None}


async def nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def test_a_fault_after_the_first_byte_cuts_the_connection() -> None:
    """Half an answer must not look like a whole one."""

    async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        raise ZeroDivisionError

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    shield = Shield(breaks, Hosts(), Gate(TOKEN, lambda: 0.0))
    with pytest.raises(ZeroDivisionError):
        await shield(scope_of("/healthz"), nothing, send)
    assert [message["type"] for message in sent] == ["http.response.start"]


async def test_a_client_without_an_address_needs_the_token_as_well() -> None:
    """A server on a Unix socket tells no address."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await Stage().app()(scope_of("/api/v1/status"), nothing, send)
    assert sent[0]["status"] == 401


async def test_what_is_no_request_passes() -> None:
    """Start-up and shutdown messages are not for the shield."""
    seen: list[str] = []

    async def note(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    async def send(message: Message) -> None:
        del message

    await Shield(note, Hosts(), Gate(TOKEN, lambda: 0.0))({"type": "lifespan"}, nothing, send)
    assert seen == ["lifespan"]
