"""Callers who wait for certain agents alone: for whom, for how long, and when they go to anyone after all."""

from typing import TYPE_CHECKING

from acd.domain.agents import AgentId, AgentState, Reach
from acd.domain.calls import CallId
from acd.engine.call import LiveCall
from acd.engine.demand import derive
from acd.engine.timers import TimerKind

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk


class PreferencePart:
    """Decides for whom calls in line wait."""

    def __init__(self, desk: "CallDesk") -> None:
        self._desk = desk

    def derive(self, call: LiveCall, now: float) -> None:
        """Find what a call asks for that comes into a line, and for whom it waits at first."""
        derive(call, self._desk.pool, self._desk.agents.agents, self._desk.last_agents)
        self.choose(call, now)

    def choose(self, call: LiveCall, now: float) -> None:
        """Let a call that comes into line, for the first time or again, wait for whom it prefers now."""
        call.waits_for = ()
        for one in call.prefers:
            untried = tuple(agent_id for agent_id in one.agents if agent_id not in call.tried)
            if now < call.queued_at + one.for_s and any(map(self._is_there, untried)):
                call.waits_for = untried
                self._desk.timers.set(TimerKind.PREFERENCE, call.id, call.queued_at + one.for_s)
                return

    def offered(self, call: LiveCall, agent_id: AgentId) -> None:
        """An agent is asked: nobody is for whom the call waits alone a second time."""
        if call.prefers:
            call.tried = (*call.tried, agent_id)
            self.forget(call)

    def forget(self, call: LiveCall) -> None:
        """The call is not in line any more."""
        self._desk.timers.cancel(TimerKind.PREFERENCE, call.id)

    def over(self, call_id: str, now: float) -> None:
        """The call has waited long enough for these alone."""
        self._stand_again(self._desk.calls[CallId(call_id)], now)

    def settle(self, now: float) -> None:
        """At the end of a step: nobody waits for agents who went in it, if all have."""
        touched, self._desk.agents.touched = self._desk.agents.touched, set()
        for agent_id in touched:
            for call_id in self._desk.matcher.waiting_for(agent_id):
                call = self._desk.calls.get(call_id)  # None: a message, which is spared to somebody for a while
                if call is not None and not any(map(self._is_there, call.waits_for)):
                    self._stand_again(call, now)

    def _stand_again(self, call: LiveCall, now: float) -> None:
        """Let a caller in line wait for whom it prefers now, or for anyone, at the same rank."""
        self.forget(call)
        self.choose(call, now)
        self._desk.line_up(call)
        self._desk.recipes.staffing_changed(call, now)

    def _is_there(self, agent_id: AgentId) -> bool:
        """Tell whether an agent is at work and stays, as far as is known: busy or not, but neither gone nor paused."""
        agent = self._desk.agents.agents.get(agent_id)
        if agent is None or agent.state in (AgentState.OFFLINE, AgentState.PAUSED) or agent.wish is not None:
            return False
        return self._desk.agents.reach_of(agent) is not Reach.UNREACHABLE
