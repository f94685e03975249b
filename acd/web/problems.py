"""Every error as RFC 9457 problem details."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from acd.storage.errors import DatabaseUnreachable
from acd.web.text import fit

MEDIA_TYPE: Final = "application/problem+json"
MAX_ERRORS: Final = 100
MAX_TEXT: Final = 2000
_DETAILS: Final = {
    HTTPStatus.BAD_REQUEST: "The body is no JSON in UTF-8.",
    HTTPStatus.NOT_FOUND: "There is no such path; /openapi.json lists all of them.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This path does not know this method; /openapi.json lists what it knows.",
}


class ProblemError(BaseModel):
    """One of several things that are wrong."""

    line: int | None = Field(default=None, description="Line of the file, from 1, where it is known.")
    field: str = Field(description="What it is about.")
    message: str


class ProblemDetails(BaseModel):
    """Why a request was not carried out (RFC 9457)."""

    model_config = ConfigDict(title="Problem")

    type: str = Field(description="Name of the kind of problem; stable.", examples=["urn:acd:problem:refused"])
    title: str = Field(description="The kind of problem in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened, and what to do about it.")
    errors: list[ProblemError] = Field(default_factory=list, description="Single faults, where there may be several.")


class Problem(Exception):
    """A request that is not carried out."""

    def __init__(
        self,
        status: HTTPStatus,
        kind: str,
        detail: str,
        *,
        errors: Sequence[ProblemError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.headers = headers

    def response(self) -> Response:
        """Return what the client gets."""
        body = ProblemDetails(
            type=f"urn:acd:problem:{self.kind}",
            title=self.status.phrase,
            status=self.status,
            detail=fit(self.detail, MAX_TEXT),
            errors=[
                ProblemError(line=error.line, field=fit(error.field), message=fit(error.message, MAX_TEXT))
                for error in self.errors[:MAX_ERRORS]
            ],
        )
        return JSONResponse(
            body.model_dump(exclude_defaults=True), self.status, headers=self.headers, media_type=MEDIA_TYPE
        )


def problem_of(error: HTTPException) -> Problem:
    """Turn an error of the framework (unknown path, wrong method) into a problem."""
    status = HTTPStatus(error.status_code)
    detail = _DETAILS.get(status, str(error.detail))
    return Problem(status, status.name.lower().replace("_", "-"), detail, headers=error.headers)


def problem_of_input(error: RequestValidationError) -> Problem:
    """Turn wrong parameters into a problem. The input is not repeated: it may be hostile or huge."""
    errors = [
        ProblemError(field=".".join(map(str, fault["loc"])), message=str(fault["msg"]))
        for fault in error.errors()[:MAX_ERRORS]
    ]
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", "The request has errors; nothing was done.", errors=errors
    )


def invalid(field: str, message: str) -> Problem:
    """Return the problem with one field that only a route can see."""
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid",
        "The request has errors; nothing was done.",
        errors=[ProblemError(field=field, message=message)],
    )


def install(app: FastAPI) -> None:
    """Let the application answer all errors as problems."""

    async def ours(_: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return error.response()

    async def of_framework(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return problem_of(error).response()

    async def of_input(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problem_of_input(error).response()

    async def of_database(_: Request, __: Exception) -> Response:
        return Problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "database-away",
            "The database does not answer. Calls go on; what was stored can be read when it is back.",
            headers={"Retry-After": "5"},
        ).response()

    app.add_exception_handler(DatabaseUnreachable, of_database)
    app.add_exception_handler(Problem, ours)
    app.add_exception_handler(HTTPException, of_framework)
    app.add_exception_handler(RequestValidationError, of_input)


_TEXTS: Final = {
    400: "The body cannot be read.",
    401: "The token is missing or wrong.",
    404: "There is no such thing.",
    409: "It does not fit the present state; detail says why.",
    412: "The configuration has changed since it was read.",
    413: "The body is too large.",
    415: "The body is not in a form that is understood.",
    421: "The Host header names somebody else.",
    422: "Parameters or body have errors.",
    429: "Too many wrong tokens from this address.",
    500: "A fault of the controller; see its log.",
    503: "Something that this needs is away; detail says what.",
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route for the schema; what any request may meet is always among them."""
    return {
        status: {
            "description": _TEXTS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in sorted({*statuses, 421, 500})
    }
