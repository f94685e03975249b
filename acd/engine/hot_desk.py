"""Who sits at which phone: one agent a phone. Knows the seats, moves nobody through states."""

from collections.abc import Mapping

from acd.domain.agents import ON_A_CALL, AgentId, AgentState, Endpoint, Seat
from acd.domain.refusals import IN_CALL_ELSEWHERE, NO_PHONE, PHONE_IN_CALL
from acd.engine.agent import LiveAgent
from acd.engine.agent_machine import TABLE, AgentInput


class HotDesk:
    """The seats of all agents at work."""

    def __init__(self, agents: Mapping[AgentId, LiveAgent]) -> None:
        """`agents` are the desk's own, and change under us."""
        self.phones: frozenset[Endpoint] = frozenset()
        """All that there are: agents' own, and those that are nobody's."""
        self._agents = agents
        self._seats: dict[Endpoint, AgentId] = {}
        """Who sat down last at each phone; counts only as long as they are there."""

    def sitting(self, phone: Endpoint) -> LiveAgent | None:
        """Return who is at work at this phone."""
        agent_id = self._seats.get(phone)
        agent = None if agent_id is None else self._agents.get(agent_id)
        if agent is None or agent.state is AgentState.OFFLINE or agent.phone != phone:
            return None
        return agent

    def is_free(self, agent: LiveAgent, phone: Endpoint) -> bool:
        """Tell whether there is such a phone, and nobody else sits there."""
        return self._exists(agent, phone) and self.sitting(phone) in (None, agent)

    def place(self, agent: LiveAgent, seat: Seat | None) -> Endpoint | None:
        """Return where an agent is rung who takes this seat; None for one that they do not have."""
        match seat:
            case None:
                return agent.phone
            case Seat.OWN:
                return agent.spec.endpoint
            case _:
                return agent.spec.outside

    def obstacle(self, agent: LiveAgent, phone: Endpoint) -> str | None:
        """Return why the agent cannot sit down at this phone; None when they can."""
        if not self._exists(agent, phone):
            return NO_PHONE
        if phone != agent.phone and agent.state in ON_A_CALL:
            return IN_CALL_ELSEWHERE
        other = self.sitting(phone)
        if other is None or other is agent:
            return None
        leaves = isinstance(TABLE[other.state][AgentInput.SIGN_OUT], AgentState)
        return None if leaves else PHONE_IN_CALL

    def take(self, agent: LiveAgent, phone: Endpoint) -> None:
        """Let the agent sit at this phone."""
        agent.endpoint = None if phone == agent.spec.endpoint else phone
        self._seats[phone] = agent.spec.id

    def state_changes(self, agent: LiveAgent, state: AgentState) -> None:
        """Note that the agent comes or goes; who goes sits nowhere."""
        if state is AgentState.OFFLINE:
            agent.endpoint = None
        elif agent.state is AgentState.OFFLINE and self.sitting(agent.phone) is None:
            self._seats[agent.phone] = agent.spec.id

    def _exists(self, agent: LiveAgent, phone: Endpoint) -> bool:
        # an agent who was removed, and talks, has a phone until the end; an outside number is one agent's
        return phone in self.phones or phone in (agent.spec.endpoint, agent.spec.outside)

    def without_phone(self) -> list[LiveAgent]:
        """Return who sits at a phone that is not there any more."""
        return [agent for agent in self._agents.values() if not self._exists(agent, agent.phone)]

    def everybody(self) -> dict[Endpoint, AgentId]:
        """Return who is to be taken for the one who talks at each phone: who sits there, else its owner."""
        specs = [agent.spec for agent in self._agents.values()]
        owners = {spec.outside: spec.id for spec in specs if spec.outside is not None}
        owners |= {spec.endpoint: spec.id for spec in specs}
        seated = (self.sitting(phone) for phone in list(self._seats))
        return owners | {agent.phone: agent.spec.id for agent in seated if agent is not None}
