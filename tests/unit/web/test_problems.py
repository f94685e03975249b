"""Every error is a problem by RFC 9457."""

import json
from http import HTTPStatus

import pytest
from structlog.testing import capture_logs

from acd.domain.errors import AcdError
from acd.storage.errors import DatabaseUnreachable
from acd.web.problems import MAX_ERRORS, Problem, ProblemError, documented, invalid
from tests.unit.web.stage import Stage


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("GET", "/api/v1/nowhere", 404, "not-found"),
        ("DELETE", "/api/v1/agents", 405, "method-not-allowed"),
        ("GET", "/api/v1/calls?limit=0", 422, "invalid"),
        ("GET", "/api/v1/calls/%20", 422, "invalid"),
        ("GET", "/api/v1/calls/unknown", 404, "unknown-call"),
        ("POST", "/api/v1/agents/nobody/resume", 404, "unknown-agent"),
    ],
)
def test_errors_are_problems(method: str, path: str, status: int, kind: str) -> None:
    """Type, title, status and detail are there, under the media type of the RFC."""
    answer = Stage().client().request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == f"urn:acd:problem:{kind}"
    assert body["status"] == status
    assert body["title"] == HTTPStatus(status).phrase
    assert body["detail"]


def test_input_is_not_repeated() -> None:
    """An error says where, not what: the input may be hostile or huge."""
    answer = Stage().client().get("/api/v1/calls", params={"limit": "<script>" * 100})
    assert answer.json()["errors"][0]["field"] == "query.limit"
    assert "script" not in answer.text


def test_a_database_that_is_away_is_said_without_its_address() -> None:
    """503, come back; the address with its user stays in the log."""
    stage = Stage(broken=DatabaseUnreachable("postgresql://acd:***@db.internal/acd", "refused"))
    answer = stage.client().get("/api/v1/calls?state=ended")
    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:acd:problem:database-away"
    assert answer.headers["retry-after"] == "5"
    assert "internal" not in answer.text


@pytest.mark.parametrize("fault", [ZeroDivisionError("secret"), AcdError("secret")])
def test_a_fault_of_ours_tells_nothing(fault: Exception) -> None:
    """500 as a problem, with headers, and without the text of the error; the log has it once."""
    with capture_logs() as lines:
        answer = Stage(broken=fault).client().get("/api/v1/status")
    assert [(line["action"], line["path"], line["exc_info"]) for line in lines] == [("http", "/api/v1/status", True)]
    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:acd:problem:fault"
    assert "secret" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_text_that_json_cannot_carry_is_replaced() -> None:
    """An error about a broken text must not break itself."""
    errors = [ProblemError(line=3, field="\ud800", message="\ud800" * 5000)] * (MAX_ERRORS + 1)
    body = json.loads(bytes(Problem(HTTPStatus.CONFLICT, "x", "\ud800", errors=errors).response().body))
    assert body["detail"] == "?"
    assert len(body["errors"]) == MAX_ERRORS
    assert body["errors"][0] == {"line": 3, "field": "?", "message": "?" * 2000}


def test_single_faults_and_documentation() -> None:
    """What a route alone can see is told like the rest; what any request may meet is always documented."""
    assert [error.field for error in invalid("query.cursor", "no").errors] == ["query.cursor"]
    assert list(documented(404)) == [404, 421, 500]
