"""An agent's call for a supervisor: a flag beside the agent's state, and what is recorded of it."""

from typing import Final

from acd.domain.agents import AgentId, AgentState, AssistanceEnd
from acd.domain.records import AssistanceAsked, AssistanceEnded
from acd.domain.refusals import NO_ASSISTANCE
from acd.engine.agent import Assistance, LiveAgent
from acd.engine.outbox import Outbox, ms

_IN_CALL: Final = (AgentState.TALKING, AgentState.HOLDING)
_WITH_CALL: Final = (*_IN_CALL, AgentState.WRAPUP)


class AssistancePart:
    """The calls for a supervisor of all agents."""

    def __init__(self, out: Outbox) -> None:
        self.news: list[tuple[LiveAgent, AssistanceEnd | None]] = []
        """Who asked (None) and how it ended, in this step; at its end supervisors are rung, or not any more."""
        self._out = out

    def ask(self, agent: LiveAgent, now: float) -> None:
        """Raise the flag; asking twice is asking once."""
        if agent.assistance is not None:
            return
        hand = agent.hand
        agent.assistance = Assistance(now, hand)
        self.news.append((agent, None))
        self._out.records.append(
            AssistanceAsked(
                agent_id=agent.spec.id,
                call_id=hand.call_id if hand else None,
                queue_id=hand.queue_id if hand else None,
                tenant_id=hand.tenant_id if hand else None,
                at_ms=ms(now),
            )
        )

    def end_requested(self, agent: LiveAgent, how: AssistanceEnd, now: float) -> None:
        """Lower the flag because a person says so; a refusal is put into the decision."""
        if agent.assistance is None:
            self._out.refusal = NO_ASSISTANCE
        self.end(agent, how, now)

    def state_changes(self, agent: LiveAgent, state: AgentState, now: float) -> None:
        """Lower the flag when the call is over for which a supervisor was called, or the agent goes."""
        if state is AgentState.OFFLINE:
            self.end(agent, AssistanceEnd.SIGNED_OUT, now)
        elif agent.state in _WITH_CALL and state not in _IN_CALL:
            self.end(agent, AssistanceEnd.CALL_ENDED, now)

    def end(self, agent: LiveAgent, how: AssistanceEnd, now: float, supervisor_id: AgentId | None = None) -> None:
        """Lower the flag, if it is up."""
        asked, agent.assistance = agent.assistance, None
        if asked is None:
            return
        self.news.append((agent, how))
        hand = asked.hand
        self._out.records.append(
            AssistanceEnded(
                agent_id=agent.spec.id,
                call_id=hand.call_id if hand else None,
                queue_id=hand.queue_id if hand else None,
                tenant_id=hand.tenant_id if hand else None,
                started_ms=ms(asked.since),
                # a call that died with the PBX ended when the link broke, and the agent may have asked since
                ended_ms=ms(max(now, asked.since)),
                how=how,
                supervisor_id=supervisor_id,
            )
        )
