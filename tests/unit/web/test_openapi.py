"""The schema says what is there: ids, texts, the token."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.unit.web.stage import ROUTES, Stage

DOCS = Path(__file__).parents[3] / "docs" / "api.md"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = Stage().client(None).get("/openapi.json").json()
    return found


def operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, found) for path, methods in schema["paths"].items() for method, found in methods.items()]


def test_it_is_openapi_3_1(schema: dict[str, Any]) -> None:
    """The version that speaks plain JSON Schema."""
    assert schema["openapi"].startswith("3.1.")


def test_every_operation_is_described(schema: dict[str, Any]) -> None:
    """A name to call it by, a title, a sentence, and a group."""
    ids = [operation["operationId"] for _, _, operation in operations(schema)]
    assert len(set(ids)) == len(ids)
    for _, _, operation in operations(schema):
        assert re.fullmatch(r"[a-z_]+", operation["operationId"])
        assert operation["summary"]
        assert operation["description"].endswith(".")
        assert operation["tags"]


def test_every_shape_and_parameter_is_described(schema: dict[str, Any]) -> None:
    """Readers of the schema have nothing else."""
    for name, shape in schema["components"]["schemas"].items():
        assert shape["description"], name
    for _, _, operation in operations(schema):
        for parameter in operation.get("parameters", ()):
            assert parameter["description"]


def test_the_token_is_asked_for_where_it_is_needed(schema: dict[str, Any]) -> None:
    """Everything below /api/ and nothing else."""
    assert schema["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for path, _, operation in operations(schema):
        assert operation["security"] == ([{"token": []}] if path.startswith("/api/") else [])
        assert ("401" in operation["responses"]) == path.startswith("/api/")


def test_the_tests_know_every_route(schema: dict[str, Any]) -> None:
    """A new route must be tried without a token, too."""
    tried = {
        (method, re.sub(r"/(alice|7|acme|practice|1763719\d+\.\d+(-[rv]1|-cb)?)(?=/|$)", "/*", path.partition("?")[0]))
        for method, path, _ in ROUTES
    }
    there = {
        (method.upper(), re.sub(r"\{\w+\}", "*", path))
        for path, method, _ in operations(schema)
        if path.startswith("/api/")
    }
    assert tried == there


def test_no_page_of_somebody_else_is_served() -> None:
    """Swagger UI and ReDoc would load scripts from the internet."""
    for path in ("/docs", "/redoc", "/docs/oauth2-redirect"):
        assert Stage().client().get(path).status_code == 404


def test_it_is_made_once() -> None:
    """The same schema for everybody, and no work for the second."""
    app = Stage().app()
    assert app.openapi() is app.openapi()


def test_the_documentation_has_every_route(schema: dict[str, Any]) -> None:
    """Word for word, and no route that is gone."""
    rows = [
        f"| `{method.upper()} {path}` | {operation['description']} |" for path, method, operation in operations(schema)
    ]
    written = [line for line in DOCS.read_text().splitlines() if re.match(r"\| `(GET|PUT|POST|DELETE) /", line)]
    assert written == rows, "\n".join(["the table should be:", *rows])


def test_the_documentation_has_every_kind_of_problem() -> None:
    """Also those that the framework brings about."""
    code = "".join(path.read_text() for path in (DOCS.parents[1] / "acd" / "web").glob("*.py"))
    kinds = set(re.findall(r"HTTPStatus\.[A-Z_]+,\s*\"([a-z-]+)\"", code))
    assert len(kinds) > 10
    text = DOCS.read_text()
    assert [kind for kind in sorted(kinds) if not re.search(rf"\b{kind}\b", text)] == []
