"""What the API answers is what its schema says, for every route and every status that a request can bring about."""

import functools
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from acd.configuration.mistakes import Mistake
from acd.configuration.tree import LARGEST
from acd.storage.errors import DatabaseUnreachable
from acd.web.gate import FAILURES
from tests.unit.web.stage import OPEN_ROUTES, ROUTES, Stage

Schema = dict[str, Any]


@functools.cache
def the_schema() -> Schema:
    found: Schema = Stage().client(None).get("/openapi.json").json()
    return found


def operation_of(schema: Schema, method: str, path: str) -> Schema:
    """Find the operation of a concrete path; templates match piece by piece."""
    pieces = path.partition("?")[0].split("/")
    for template, operations in schema["paths"].items():
        wanted = template.split("/")
        fits = len(wanted) == len(pieces) and all(
            want == piece or want.startswith("{") for want, piece in zip(wanted, pieces, strict=True)
        )
        if fits and method.lower() in operations:
            found: Schema = operations[method.lower()]
            return found
    raise AssertionError(f"{method} {path} is not in the schema")


def check(
    client: TestClient, method: str, path: str, status: int, content: str | bytes | None = None, **headers: str
) -> None:
    """Ask, and hold status, media type and body to the schema."""
    schema = the_schema()
    in_json = ("/pause", "/undo", "/move", "/priority", "/callbacks", "/override")
    content_type = "application/json" if path.endswith(in_json) else "application/yaml"
    answer = client.request(method, path, content=content, headers={"Content-Type": content_type, **headers})
    assert answer.status_code == status, answer.text
    documented = operation_of(schema, method, path)["responses"]
    assert str(status) in documented, f"{method} {path} does not document {status}"
    if status == HTTPStatus.NO_CONTENT:
        assert (answer.content, "content" in documented[str(status)]) == (b"", False)
        return
    media_type = answer.headers["content-type"].partition(";")[0]
    shape = documented[str(status)]["content"][media_type]["schema"]
    body = answer.json() if media_type.endswith("json") else answer.text
    validator = Draft202012Validator(
        {**shape, "components": schema["components"]}, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    validator.validate(body)


@pytest.mark.parametrize(("method", "path", "content"), ROUTES)
def test_granted(method: str, path: str, content: str | None) -> None:
    """Every route with the token."""
    made = {
        "DELETE/api/v1/tenants/acme/hours/practice/override": HTTPStatus.OK,
        "POST/api/v1/callbacks": HTTPStatus.CREATED,
    }
    usual = {"DELETE": HTTPStatus.NO_CONTENT}
    status = made.get(method + path) or usual.get(method, HTTPStatus.OK)
    check(Stage().client(), method, path, status, content)


@pytest.mark.parametrize("path", [path for path in OPEN_ROUTES if path != "/openapi.json"])
def test_open(path: str) -> None:
    """Probes and metrics."""
    check(Stage().client(None), "GET", path, 200)


@pytest.mark.parametrize(("method", "path", "content"), ROUTES)
def test_without_token(method: str, path: str, content: str | None) -> None:
    """401 everywhere."""
    check(Stage().client(None), method, path, 401, content)


@pytest.mark.parametrize(("method", "path", "content"), ROUTES)
def test_too_many_wrong_tokens(method: str, path: str, content: str | None) -> None:
    """429 everywhere."""
    client = Stage().client("wrong")
    for _ in range(FAILURES):
        client.get("/api/v1/status")
    check(client, method, path, 429, content)


@pytest.mark.parametrize(("method", "path", "content"), [*ROUTES, ("GET", "/healthz", None), ("GET", "/metrics", None)])
def test_strange_host(method: str, path: str, content: str | None) -> None:
    """421 everywhere."""
    check(Stage().client(), method, path, 421, content, Host="evil.example")


@pytest.mark.parametrize("path", [f"/api/v1/{name}" for name in ("status", "queues", "agents", "calls", "calls/1.1")])
def test_fault(path: str) -> None:
    """500 wherever the view is read."""
    with capture_logs():
        check(Stage(broken=ZeroDivisionError()).client(), "GET", path, 500)


@pytest.mark.parametrize("path", ["/api/v1/calls?state=ended", "/api/v1/calls/1.1"])
def test_database_away(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 wherever storage is asked."""
    stage = Stage()

    async def away(*_: object) -> None:
        raise DatabaseUnreachable("sqlite", "locked")

    monkeypatch.setattr(stage, "history", away)
    monkeypatch.setattr(stage, "stored_call", away)
    check(stage.client(), "GET", path, 503)


AGENT_ROUTES = [(path, content) for _, path, content in ROUTES if "/agents/" in path]


@pytest.mark.parametrize(("path", "content"), AGENT_ROUTES)
def test_agents_requests_that_are_not_granted(path: str, content: str | None) -> None:
    """Refused, unknown, of a wrong form, too large."""
    check(Stage(refusal="no").client(), "POST", path, 409, content)
    check(Stage().client(), "POST", path.replace("alice", "nobody"), 404, content)
    check(Stage().client(), "POST", path.replace("alice", "a b"), 422, content)
    check(Stage().client(), "POST", path, 413, b" " * 20_000)


PLACE_ROUTES = [
    (path, content)
    for _, path, content in ROUTES
    if path.endswith(("/move", "/priority", "/front", "/recording/start"))
]


@pytest.mark.parametrize(("path", "content"), PLACE_ROUTES)
def test_requests_about_calls_that_are_not_granted(path: str, content: str | None) -> None:
    """Refused, unknown, of a wrong form."""
    check(Stage(refusal="no").client(), "POST", path, 409, content)
    check(Stage().client(), "POST", path.replace("1763719200.18", "9.9"), 404, content)
    check(Stage().client(), "POST", path.replace("1763719200.18", "a b"), 422, content)


@pytest.mark.parametrize("path", [path for path, content in PLACE_ROUTES if content])
def test_requests_about_places_without_sense(path: str) -> None:
    """Nothing in it, too much, no JSON."""
    check(Stage().client(), "POST", path, 422, "{}")
    check(Stage().client(), "POST", path, 400, b"[\xff")
    check(Stage().client(), "POST", path, 413, b" " * 20_000)


def test_a_body_that_cannot_be_read() -> None:
    """Neither JSON nor UTF-8."""
    check(Stage().client(), "POST", "/api/v1/agents/alice/pause", 400, b"[\xff")


def test_other_answers_of_the_configuration() -> None:
    """None yet, mistakes, changed meanwhile, too large, no text."""
    path = "/api/v1/configuration"
    check(Stage(configuration=None).client(), "GET", path, 404)
    check(Stage(mistakes=(Mistake(1, "a", "b", "c"),)).client(), "PUT", path, 422, "x")
    check(Stage().client(), "PUT", f"{path}?dry_run=perhaps", 422, "x")
    check(Stage().client(), "PUT", path, 412, "x", **{"If-Match": '"1"'})
    check(Stage().client(), "PUT", path, 413, b" " * (LARGEST + 1))
    check(Stage().client(), "PUT", path, 415, b"\xff")


def test_other_answers_of_calls_and_probes() -> None:
    """Unknown, wrong parameters, not ready."""
    check(Stage().client(), "GET", "/api/v1/calls/1.1", 404)
    check(Stage().client(), "GET", "/api/v1/calls/a%20b", 422)
    check(Stage().client(), "GET", "/api/v1/calls?limit=0", 422)
    check(Stage(problems={"pbx": "gone"}).client(), "GET", "/readyz", 503)


def test_the_schema_is_a_schema() -> None:
    """Every shape can be used by a validator, and every reference leads somewhere."""
    schema = the_schema()
    for shape in schema["components"]["schemas"].values():
        Draft202012Validator.check_schema(shape)

    def references(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            for key, value in part.items():
                if key == "$ref":
                    yield value
                else:
                    yield from references(value)
        elif isinstance(part, list):
            for value in part:
                yield from references(value)

    names = {reference.rpartition("/")[2] for reference in references(schema)}
    assert names <= set(schema["components"]["schemas"])
    assert set(schema["components"]["schemas"]) <= names, "a shape that nothing uses"
