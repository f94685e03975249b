"""Every configuration that was applied, and the way back to one of them."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response

from acd.storage.errors import UnknownVersion
from acd.storage.settings import LAST_VERSION, Version
from acd.web.configuration_routes import TEXT, YAML, Applied, etag, refusals
from acd.web.models import Moment, Shape
from acd.web.problems import Problem, documented
from acd.web.sources import Versions
from acd.web.text import fit

MOST = 500
Number = Annotated[int, Path(ge=1, le=LAST_VERSION, description="Number of a version.")]


class ConfigurationVersion(Shape):
    """A configuration that was put in force."""

    version: int
    applied_at: Moment
    file: str | None = Field(description="Name of the file; none where it is not known.", examples=["acme.yaml"])
    changes: int | None = Field(description="Places that differ from the version before, where it is known.")
    restores: int | None = Field(description="The version that was brought back; none when a file was applied.")


class ConfigurationVersions(Shape):
    """Versions, the newest first; the first one is in force."""

    items: list[ConfigurationVersion]


class Undo(Shape):
    """Which version to go back to."""

    version: int | None = Field(
        default=None, ge=1, le=LAST_VERSION, description="Without it: the one before the one in force."
    )


def version_routes(versions: Versions) -> APIRouter:
    """Return the routes for earlier configurations."""
    router = APIRouter(prefix="/api/v1/configuration", tags=["configuration"], responses=documented(401, 422, 429, 503))

    @router.get("/versions", operation_id="list_configuration_versions", summary="What was applied")
    async def list_configuration_versions(
        limit: Annotated[int, Query(ge=1, le=MOST, description="How many at most.")] = 50,
    ) -> ConfigurationVersions:
        """Return the versions of the configuration, the newest first: that one is in force."""
        return ConfigurationVersions(items=[_shape(one) for one in await versions.newest(limit)])

    @router.get(
        "/versions/{version}",
        operation_id="get_configuration_version",
        summary="An earlier configuration",
        response_class=Response,
        responses=TEXT | documented(404),
    )
    async def get_configuration_version(version: Number) -> Response:
        """Return a version as YAML in its plain form, in force or not."""
        found = await versions.find(version)
        if found is None:
            raise _unknown(f"There is no version {version}.")
        return Response(found[1], media_type=YAML, headers={"ETag": etag(found[0].version)})

    @router.post(
        "/undo", operation_id="undo_configuration", summary="Go back to an earlier one", responses=documented(404)
    )
    async def undo_configuration(
        to: Undo, dry_run: Annotated[bool, Query(description="Only say what would change.")] = False
    ) -> Applied:
        """Put an earlier version in force again, as a new version. Calls in progress go on as before."""
        try:
            with refusals():
                applied = await versions.undo(to.version, dry_run)
        except UnknownVersion as unknown:
            raise _unknown(str(unknown)) from unknown
        return Applied(version=applied.version, dry_run=dry_run, changes=list(applied.changes))

    return router


def _shape(one: Version) -> ConfigurationVersion:
    return ConfigurationVersion(
        version=one.version,
        applied_at=datetime.fromtimestamp(one.applied_at_ms / 1000, UTC),
        file=None if one.file_name is None else fit(one.file_name, 255),
        changes=one.changes,
        restores=one.restores,
    )


def _unknown(detail: str) -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "unknown-version", detail)
