"""Why a call went to one agent and not to the others, or why it waits."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query

from acd.domain.calls import CallId
from acd.explain.answer import WHERE_CALLS_ARE
from acd.web.explanation_models import Explanation
from acd.web.problems import Problem, documented
from acd.web.sources import Explain
from acd.web.text import CallIdText


def explanation_routes(explain: Explain) -> APIRouter:
    """Return the route."""
    router = APIRouter(prefix="/api/v1/calls", tags=["calls"], responses=documented(401, 404, 422, 429, 503))

    @router.get("/{call_id}/explanation", operation_id="explain_call", summary="Why this agent, why not the others")
    async def explain_call(
        call_id: Annotated[CallIdText, Path(description="Id of the call.", examples=["1763719200.17"])],
        everybody: Annotated[bool, Query(alias="all", description="Cut no list.")] = False,
    ) -> Explanation:
        """Say for each offer why this agent was asked and why nobody else; for a call in line, why nobody yet."""
        found = await explain(CallId(call_id), everybody)
        if found is None:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown-call", f"There is no call {call_id}: {WHERE_CALLS_ARE}")
        return Explanation.model_validate(found)

    return router
