"""For probes and Prometheus. Without a token: they tell nothing of callers, and are for our own network."""

from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from acd.web.problems import Problem, ProblemError, documented
from acd.web.sources import MetricsText, Ready

TEXT_FORMAT: Final = "text/plain; version=0.0.4; charset=utf-8"
_METRICS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Prometheus text format.", "content": {"text/plain": {"schema": {"type": "string"}}}}
}


class Alive(BaseModel):
    """The process answers."""

    alive: bool = True


class Readiness(BaseModel):
    """The controller can take calls."""

    ready: bool = True


def health_routes(ready: Ready, metrics_text: MetricsText) -> APIRouter:
    """Return the routes for probes and Prometheus."""
    router = APIRouter(tags=["health"], responses=documented())

    @router.get("/healthz", operation_id="get_health", summary="Does the process answer?")
    async def get_health() -> Alive:
        """Say that the process answers; restart it when this does not."""
        return Alive()

    @router.get("/readyz", operation_id="get_readiness", summary="Can it take calls?", responses=documented(503))
    async def get_readiness() -> Readiness:
        """Say whether calls can be taken; if not, what is missing. Do not restart for this: it may be the PBX."""
        problems = ready()
        if not problems:
            return Readiness()
        raise Problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "not-ready",
            "Not ready: " + "; ".join(f"{component}: {text}" for component, text in problems.items()),
            errors=[ProblemError(field=component, message=text) for component, text in problems.items()],
        )

    @router.get(
        "/metrics",
        operation_id="get_metrics",
        summary="Metrics for Prometheus",
        response_class=Response,
        responses=_METRICS,
    )
    async def get_metrics() -> Response:
        """Return all metrics in Prometheus' text format."""
        return Response(metrics_text(), headers={"Content-Type": TEXT_FORMAT})

    return router
