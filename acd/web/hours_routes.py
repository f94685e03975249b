"""Opening hours: how they are, and what somebody says of them for a while."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from acd.clock import Clock
from acd.domain.hours import HoursView
from acd.domain.hours_events import HoursOverrideEnded, HoursOverrideRequested, HoursRequest
from acd.domain.tenants import TenantId
from acd.web.hours_models import NewOverride, OpeningHours, OpeningHoursList, hours_of
from acd.web.problems import Problem, documented
from acd.web.sources import Hours, Request
from acd.web.text import Slug

TenantPath = Annotated[Slug, Path(description="Id of the tenant.", examples=["acme"])]
NamePath = Annotated[Slug, Path(description="Name of the hours.", examples=["practice"])]
BY = "api"


def hours_routes(hours: Hours, request: Request, clock: Clock) -> APIRouter:
    """Return the routes for opening hours."""
    router = APIRouter(prefix="/api/v1", tags=["hours"], responses=documented(401, 404, 409, 413, 422, 429))

    def find(tenant: str, name: str) -> HoursView:
        for view in hours(TenantId(tenant)):
            if view.name == name:
                return view
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-hours", f"Tenant {tenant} has no hours {name}.")

    def grant(asked: HoursRequest) -> None:
        refusal = request(asked)
        if refusal is not None:
            raise Problem(HTTPStatus.CONFLICT, "refused", refusal)

    @router.get("/hours", operation_id="list_hours", summary="All opening hours")
    async def list_hours() -> OpeningHoursList:
        """Return the opening hours of all tenants: whether they are open, why, and what comes next."""
        return OpeningHoursList(items=[hours_of(view) for view in hours(None)])

    @router.get("/tenants/{tenant}/hours", operation_id="tenant_hours", summary="A tenant's opening hours")
    async def tenant_hours(tenant: TenantPath) -> OpeningHoursList:
        """Return the opening hours of a tenant; none for one that has none, or that there is not."""
        return OpeningHoursList(items=[hours_of(view) for view in hours(TenantId(tenant))])

    @router.put(
        "/tenants/{tenant}/hours/{name}/override",
        operation_id="override_hours",
        summary="Open or close",
        responses=documented(400),
    )
    async def override_hours(tenant: TenantPath, name: NamePath, body: NewOverride) -> OpeningHours:
        """Let hours be open, closed or holiday whatever is written, for a while or until that is taken back."""
        view = find(tenant, name)
        until = body.ends_at(clock.utc(), view.timezone)
        grant(HoursOverrideRequested(view.id, body.state, until, BY, body.reason))
        return hours_of(find(tenant, name))

    @router.delete("/tenants/{tenant}/hours/{name}/override", operation_id="clear_hours", summary="As written again")
    async def clear_hours(tenant: TenantPath, name: NamePath) -> OpeningHours:
        """Let hours be as they are written again."""
        grant(HoursOverrideEnded(find(tenant, name).id, BY))
        return hours_of(find(tenant, name))

    return router
