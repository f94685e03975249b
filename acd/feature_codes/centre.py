"""What a code may know and ask of the call centre, in words of the domain."""

import hmac
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from acd.domain.agents import AgentId, AgentState, Endpoint
from acd.domain.calls import CallId
from acd.domain.errors import RequestRefused
from acd.domain.events import AgentRequest, CallRequest
from acd.domain.hours import HoursId, HoursView
from acd.domain.hours_events import HoursRequest
from acd.domain.queues import QueueId
from acd.domain.view import AgentView, CallView, LiveView


@dataclass(frozen=True, slots=True)
class Centre:
    """The running call centre, as a few questions."""

    live: Callable[[], LiveView]
    request: Callable[[AgentRequest | CallRequest | HoursRequest], str | None]
    """Returns why not, or None when it is granted. Raises RequestRefused."""
    queues_of: Callable[[AgentId], Collection[QueueId]]
    """Those that an agent serves."""
    pin_of: Callable[[AgentId], str]
    hours: Callable[[], Sequence[HoursView]]
    utc: Callable[[], datetime]

    def at(self, phone: Endpoint) -> AgentView | None:
        """Return who is signed in at this phone."""
        here = (agent for agent in self.live().agents if agent.endpoint == phone)
        return next((agent for agent in here if agent.state is not AgentState.OFFLINE), None)

    def agent(self, agent_id: AgentId) -> AgentView | None:
        """Return one agent."""
        return next((agent for agent in self.live().agents if agent.agent_id == agent_id), None)

    def call(self, call_id: CallId | None) -> CallView | None:
        """Return a call in progress."""
        return next((call for call in self.live().calls if call.call_id == call_id), None)

    def hours_of(self, hours_id: HoursId | None) -> HoursView | None:
        """Return hours as they are."""
        return next((view for view in self.hours() if view.id == hours_id), None)

    def waiting(self, queues: Collection[QueueId]) -> int:
        """Return how many wait in these queues together."""
        return sum(queue.waiting for queue in self.live().queues if queue.queue_id in queues)

    def has_queue(self, queue_id: QueueId) -> bool:
        """Tell whether there is such a queue."""
        return any(queue.queue_id == queue_id for queue in self.live().queues)

    def ask(self, request: AgentRequest | CallRequest | HoursRequest) -> str | None:
        """Ask the engine; returns why it is refused, or None when it is granted."""
        try:
            return self.request(request)
        except RequestRefused as error:
            return str(error)

    def is_pin(self, agent_id: AgentId | None, pin: str) -> bool:
        """Tell whether this is the agent's PIN, in the same time whatever it is, and for nobody as well."""
        right = self.pin_of(agent_id or AgentId(""))
        return hmac.compare_digest(right.encode(), pin.encode()) and agent_id is not None
