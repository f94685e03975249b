"""Agents who are rung while their notes run out, so that the next caller is there when they are done. Off by default.

Who is idle goes before them: their turn counts from the end of the notes. An offer that comes to nothing before that
moment gives them back what is left of it.
"""

from acd.domain.agents import AgentState
from acd.domain.calls import OfferResult
from acd.engine.aftermath import NO_DOING_OF_THEIRS
from acd.engine.agent import LiveAgent, Notes
from acd.engine.timers import TimerKind, Timers


class DialAhead:
    """Knows from when on an agent with notes may be rung."""

    def __init__(self, timers: Timers) -> None:
        self.seconds = 0.0
        """So long before the end of the notes; 0: never."""
        self._timers = timers

    def notes_begin(self, agent: LiveAgent) -> None:
        """The notes begin, go on or end later: until their last seconds no call is offered."""
        agent.ahead = False
        if self.seconds > 0 and agent.until is not None:
            self._timers.set(TimerKind.AHEAD, agent.spec.id, agent.until - self.seconds)

    def notes_end(self, agent: LiveAgent) -> None:
        """They are over, or were interrupted by an offer."""
        agent.ahead = False
        self._timers.cancel(TimerKind.AHEAD, agent.spec.id)

    def may_begin(self, agent: LiveAgent, turn: int) -> bool:
        """Let calls be offered from now on; not to who leaves or pauses afterwards, or calls for a supervisor."""
        if agent.until is None or agent.wish is not None or agent.assistance is not None:
            return False
        agent.ahead, agent.idle_since, agent.idle_seq = True, agent.until, turn
        agent.count_work(agent.until)
        return True

    def left_of(self, agent: LiveAgent) -> Notes | None:
        """Return the notes that an offer interrupts."""
        if agent.state is not AgentState.WRAPUP or agent.until is None:
            return None
        return Notes(agent.until, agent.hand, agent.extended)

    def again(self, agent: LiveAgent, result: OfferResult) -> None:
        """The notes go on after an offer that came to nothing; who did not take it is left in peace till their end."""
        if result in NO_DOING_OF_THEIRS:
            self.notes_begin(agent)
