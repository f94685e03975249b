"""Queues, agents, trunks, and all of it at one moment."""

from fastapi import APIRouter

from acd.clock import Clock
from acd.web import from_domain, models
from acd.web.problems import documented
from acd.web.sources import Live


def live_routes(live: Live, clock: Clock) -> APIRouter:
    """Return the routes that read the live view."""
    router = APIRouter(prefix="/api/v1", tags=["live"], responses=documented(401, 429))

    @router.get("/status", operation_id="get_status", summary="Everything at one moment")
    async def get_status() -> models.Status:
        """Return queues, agents and calls in progress as they are at one and the same moment."""
        return from_domain.status_of(live(), clock.utc())

    @router.get("/queues", operation_id="list_queues", summary="All queues")
    async def list_queues() -> models.QueueList:
        """Return every queue with its callers and the agents that could serve it."""
        return models.QueueList(items=[from_domain.queue_of(queue) for queue in live().queues])

    @router.get("/agents", operation_id="list_agents", summary="All agents")
    async def list_agents() -> models.AgentList:
        """Return every agent with state, wish and call in hand."""
        at = clock.utc()
        return models.AgentList(items=[from_domain.agent_of(agent, at) for agent in live().agents])

    @router.get("/trunks", operation_id="list_trunks", summary="All trunks")
    async def list_trunks() -> models.TrunkList:
        """Return every trunk: whether it answers, and how our registration there stands."""
        return models.TrunkList(items=[from_domain.trunk_of(trunk) for trunk in live().trunks])

    return router
