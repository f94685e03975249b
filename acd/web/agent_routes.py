"""What agents ask for: sign in and out, pause, resume, ready."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from acd.clock import Clock
from acd.domain.agents import AgentId, AssistanceEnd, Seat
from acd.domain.errors import RequestRefused, UnknownAgent
from acd.domain.events import (
    AgentRequest,
    AssistanceEndRequested,
    AssistanceRequested,
    PauseRequested,
    ResumeRequested,
    SignInRequested,
    SignOutRequested,
    WrapupEndRequested,
)
from acd.domain.view import LiveView
from acd.web import from_domain, models
from acd.web.problems import Problem, documented
from acd.web.sources import Live, Request
from acd.web.text import PauseReasonText, Slug

AgentPath = Annotated[Slug, Path(description="Id of the agent.", examples=["alice"])]


class SignIn(BaseModel):
    """Where the agent sits down."""

    model_config = ConfigDict(extra="forbid")

    at: Seat | None = Field(
        default=None,
        description="`own`: at their own phone; `outside`: at their number outside, as configured. Default: where they "
        "are, at first at their own phone.",
        examples=["outside"],
    )


class Pause(BaseModel):
    """What goes with the wish for a pause."""

    model_config = ConfigDict(extra="forbid")

    reason: PauseReasonText = Field(description="Why: printable text.", examples=["lunch"])


def agent_routes(live: Live, request: Request, clock: Clock) -> APIRouter:
    """Return the routes that hand agents' requests to the controller."""
    router = APIRouter(
        prefix="/api/v1/agents/{agent_id}", tags=["agents"], responses=documented(401, 404, 409, 413, 422, 429)
    )

    def submit(asked: AgentRequest) -> models.Agent:
        _grant(asked, request)
        return _agent(asked.agent_id, live(), clock.utc())

    @router.post("/sign-in", operation_id="sign_in", summary="Start work", responses=documented(400))
    async def sign_in(agent_id: AgentPath, body: SignIn | None = None) -> models.Agent:
        """Sign the agent in, or move them to another phone; calls may be offered from now on."""
        return submit(SignInRequested(AgentId(agent_id), seat=body.at if body is not None else None))

    @router.post("/sign-out", operation_id="sign_out", summary="End work")
    async def sign_out(agent_id: AgentPath) -> models.Agent:
        """Sign the agent out; during a call it becomes a wish that is granted when the call is over."""
        return submit(SignOutRequested(AgentId(agent_id)))

    @router.post("/pause", operation_id="pause", summary="Take a pause", responses=documented(400))
    async def pause(agent_id: AgentPath, body: Pause) -> models.Agent:
        """Pause the agent; during a call it becomes a wish that is granted when the call is over."""
        return submit(PauseRequested(AgentId(agent_id), body.reason))

    @router.post("/resume", operation_id="resume", summary="Come back from a pause")
    async def resume(agent_id: AgentPath) -> models.Agent:
        """End the pause, or take back the wish for one."""
        return submit(ResumeRequested(AgentId(agent_id)))

    @router.post("/ready", operation_id="end_wrapup", summary="End the wrap-up")
    async def end_wrapup(agent_id: AgentPath) -> models.Agent:
        """End the time for notes before it is over."""
        return submit(WrapupEndRequested(AgentId(agent_id)))

    @router.post("/assistance", operation_id="call_supervisor", summary="Call for a supervisor")
    async def call_supervisor(agent_id: AgentPath) -> models.Agent:
        """Ring all supervisors; the agent shows as calling until one answers or the call in hand is over."""
        return submit(AssistanceRequested(AgentId(agent_id)))

    @router.post("/assistance/acknowledge", operation_id="acknowledge_assistance", summary="A supervisor comes")
    async def acknowledge(agent_id: AgentPath) -> models.Agent:
        """End the agent's call for a supervisor, because somebody takes care of it; no phone rings any more."""
        return submit(AssistanceEndRequested(AgentId(agent_id), AssistanceEnd.ACKNOWLEDGED))

    return router


def _grant(asked: AgentRequest, request: Request) -> None:
    try:
        refusal = request(asked)
    except UnknownAgent as error:
        raise _unknown(asked.agent_id) from error
    except RequestRefused as error:
        refusal = str(error)
    if refusal is not None:
        raise Problem(HTTPStatus.CONFLICT, "refused", refusal)


def _agent(agent_id: AgentId, view: LiveView, at: datetime) -> models.Agent:
    for agent in view.agents:
        if agent.agent_id == agent_id:
            return from_domain.agent_of(agent, at)
    raise _unknown(agent_id)


def _unknown(agent_id: AgentId) -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "unknown-agent", f"There is no agent {agent_id}.")
