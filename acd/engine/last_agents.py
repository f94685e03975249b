"""Who talked last to whom: remembered for each tenant's callers, the most recent of them."""

from collections import OrderedDict
from collections.abc import Iterable

from acd.domain.agents import AgentId
from acd.domain.caller_events import Conversation
from acd.domain.callers import CallerKey, caller_key
from acd.domain.calls import CallerId
from acd.domain.tenants import TenantId

MOST = 100_000
"""So many callers are remembered; for one more, who was not heard of for the longest time is forgotten."""


class LastAgents:
    """The agent with whom each caller had the last conversation. Who withholds the number is nobody."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._agents: OrderedDict[tuple[TenantId, CallerKey], AgentId] = OrderedDict()

    def talked(self, tenant_id: TenantId, caller: CallerId, agent_id: AgentId) -> None:
        """Note a conversation."""
        key = caller_key(caller.number)
        if key is not None:
            self._note(tenant_id, key, agent_id)

    def recall(self, conversations: Iterable[Conversation]) -> None:
        """Note conversations of the past, the newest last."""
        for one in conversations:
            self._note(one.tenant_id, one.caller, one.agent_id)

    def of(self, tenant_id: TenantId, caller: CallerId) -> AgentId | None:
        """Return who talked to a caller last; None when nobody did, or nobody remembers."""
        key = caller_key(caller.number)
        return None if key is None else self._agents.get((tenant_id, key))

    def newest(self, count: int) -> tuple[Conversation, ...]:
        """Return the conversations that were noted last, the newest last."""
        found: list[Conversation] = []
        for (tenant_id, key), agent_id in reversed(self._agents.items()):
            if len(found) == count:
                break
            found.append(Conversation(tenant_id, key, agent_id))
        return tuple(reversed(found))

    def _note(self, tenant_id: TenantId, key: CallerKey, agent_id: AgentId) -> None:
        self._agents[tenant_id, key] = agent_id
        self._agents.move_to_end((tenant_id, key))
        if len(self._agents) > self._most:
            self._agents.popitem(last=False)
