"""Read the configuration in force, and apply a new one."""

import asyncio
import contextlib
from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from acd.configuration.mistakes import ConfigurationError, Mistake
from acd.domain.errors import AcdError
from acd.storage.errors import StorageError
from acd.web.problems import Problem, ProblemError, documented
from acd.web.sources import ApplyConfiguration, ReadConfiguration
from acd.web.text import FileName

YAML: Final = "application/yaml"
_ACCEPTED: Final = (YAML, "application/x-yaml", "text/yaml", "text/plain")
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {YAML: {"schema": {"type": "string"}}},
        "description": "At most 5 MB.",
    }
}
TEXT: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The configuration; ETag is its version.",
        "content": {YAML: {"schema": {"type": "string"}}},
        "headers": {"ETag": {"schema": {"type": "string"}}},
    }
}


class Applied(BaseModel):
    """What applying did, or would do in a dry run."""

    version: int | None = Field(description="Of the configuration in force; none before the first.")
    dry_run: bool
    changes: list[str] = Field(description="One sentence each.", examples=[["~ queues.support.wrapup_s: 0 -> 15"]])


# long, because three routes with their documentation stand in it
def configuration_routes(read: ReadConfiguration, apply: ApplyConfiguration) -> APIRouter:
    """Return the routes for the configuration."""
    router = APIRouter(prefix="/api/v1/configuration", tags=["configuration"], responses=documented(401, 429, 503))
    # one at a time, so that nothing can be applied between the comparison with If-Match and the application
    turn = asyncio.Lock()

    async def check_version(if_match: str | None) -> None:
        if if_match in (None, "*"):
            return
        present = await read()
        if present is None or if_match != etag(present.version):
            raise Problem(
                HTTPStatus.PRECONDITION_FAILED,
                "changed",
                "The configuration has changed since it was read: read it again, and repeat the change there.",
            )

    @router.get(
        "",
        operation_id="get_configuration",
        summary="The configuration in force",
        response_class=Response,
        responses=TEXT | documented(404),
    )
    async def get_configuration() -> Response:
        """Return the configuration as YAML in its plain form: checked, complete, and without comments."""
        present = await read()
        if present is None:
            raise Problem(HTTPStatus.NOT_FOUND, "no-configuration", "No configuration was applied yet.")
        return Response(present.text, media_type=YAML, headers={"ETag": etag(present.version)})

    @router.put(
        "",
        operation_id="put_configuration",
        summary="Apply a configuration",
        openapi_extra=_BODY,
        responses=documented(412, 413, 415, 422),
    )
    async def put_configuration(
        request: Request,
        dry_run: Annotated[bool, Query(description="Only check, and say what would change.")] = False,
        name: Annotated[FileName, Query(description="Name of the file, for messages.")] = "configuration.yaml",
        if_match: Annotated[str | None, Header(max_length=256, description="ETag of what was read.")] = None,
    ) -> Applied:
        """Check a configuration and put it in force, unless in a dry run. Calls in progress go on as before."""
        text = await _text(request)
        async with turn:
            await check_version(if_match)
            with refusals():
                applied = await apply(text, name, dry_run)
        return Applied(version=applied.version, dry_run=dry_run, changes=list(applied.changes))

    return router


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """Tell why a configuration is not put in force, as a problem with every fault."""
    try:
        yield
    except ConfigurationError as refused:
        raise _refused([_error(mistake) for mistake in refused.mistakes]) from refused
    except StorageError:
        raise
    except AcdError as refused:
        # well written, but it cannot be put in force: a sound that cannot be made, for example
        raise _refused([ProblemError(field="", message=line) for line in str(refused).splitlines()]) from refused


def etag(version: int) -> str:
    return f'"{version}"'


async def _text(request: Request) -> str:
    media_type = request.headers.get("content-type", YAML).partition(";")[0].strip().lower()
    if media_type not in _ACCEPTED or "content-encoding" in request.headers:
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "no-yaml", f"Send plain text as {YAML}.")
    try:
        return (await request.body()).decode()
    except UnicodeDecodeError as error:
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "no-yaml", "The body is not UTF-8.") from error


def _error(mistake: Mistake) -> ProblemError:
    return ProblemError(line=mistake.line, field=mistake.field, message=mistake.message)


def _refused(errors: list[ProblemError]) -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid-configuration",
        "The configuration has errors; nothing was applied.",
        errors=errors,
    )
