"""Rings supervisors for an agent who calls for one, and lets the first who answers listen to the conversation.

While the agent's flag is up, and not longer than the ring time, every supervisor who can be rung is rung once. The
answer lowers the flag. At the end of each step whatever does not fit any more is ended: that way no path by which an
agent or a call can go needs to know of supervisors.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.domain.agents import AgentId, AgentState, AssistanceEnd, Endpoint
from acd.domain.calls import CallerId, HangUpReason, LegId, PlaybackId
from acd.domain.commands import HangUp, ListenIn, Play, RingSupervisor, StopListening
from acd.domain.events import LegSeen
from acd.engine.agent import LiveAgent
from acd.engine.agent_desk import AgentDesk
from acd.engine.call_desk import CallDesk
from acd.engine.outbox import Outbox
from acd.engine.supervisor_legs import SupervisorLeg, leg_name
from acd.engine.timers import TimerKind, Timers

_IN_CONVERSATION = (AgentState.TALKING, AgentState.HOLDING)
_REASONS = {AssistanceEnd.ACKNOWLEDGED: HangUpReason.ANSWERED_ELSEWHERE}
"""Somebody takes care: that was no call to be missed. Who was called in vain may see it."""


@dataclass(slots=True)
class Search:
    """Supervisors are rung for an agent."""

    asker: LiveAgent
    tried: set[tuple[AgentId, Endpoint]] = field(default_factory=set)
    """Who was rung, and where: once is enough."""


class Supervision:
    """All searches for supervisors, and all who help."""

    def __init__(self, run: str, out: Outbox, timers: Timers, agents: AgentDesk, calls: CallDesk) -> None:
        self._run, self._out, self._timers, self._agents, self._calls = run, out, timers, agents, calls
        self.legs = agents.helping
        self.searches: dict[AgentId, Search] = {}
        """By the agent who called. Nobody else changes them."""
        self._made = 0
        self._at_work_on: SupervisorLeg | Search | None = None
        """What is just being looked at; after an error, that over which it was raised."""

    # what happens

    def answered(self, leg_id: LegId, now: float) -> None:
        """A supervisor picked up: the agent's call is acknowledged, and nobody else rings for it."""
        leg = self.legs.get(leg_id)
        asker = self._agents.agents.get(leg.asker_id) if leg is not None and not leg.answered else None
        if leg is None or asker is None or asker.assistance is None:
            return  # late, or not called for any more since a moment of this very step, which ends it
        leg.answered = True
        self._agents.assistance.end(asker, AssistanceEnd.ACKNOWLEDGED, now, leg.supervisor_id)
        leg.listens_to = self._conversation_of(asker)
        if leg.listens_to is not None:
            self._out.commands.append(ListenIn(leg.id, leg.listens_to, leg.ear_id, leg.bridge_id))
        else:
            self._say_who_called(leg, now)

    def is_told(self, leg_id: LegId, playback_id: PlaybackId) -> bool:
        """Tell whether this is what a supervisor hears who was called for."""
        leg = self.legs.get(leg_id)
        return leg is not None and leg.playback == playback_id

    def said(self, leg_id: LegId, playback_id: PlaybackId, now: float) -> None:
        """The sentence is over: that was all."""
        leg = self.legs.get(leg_id)
        if leg is not None and leg.playback == playback_id:
            self._end(leg, now)

    def ended(self, leg_id: LegId, now: float) -> bool:
        """A supervisor hung up or declined, or there is nothing to be heard any more. False for a leg of others."""
        if (leg := self.legs.get(leg_id)) is not None:
            self._forget(leg)
            self._agents.offer_again(leg.supervisor_id)
        elif (leg := self.legs.with_ear(leg_id)) is not None:
            self._end(leg, now)
        return leg is not None

    def failed(self, leg_id: LegId, now: float) -> None:
        """The phone could not be asked, or the conversation not be heard; hung up all the same."""
        if (leg := self.legs.get(leg_id)) is not None:
            self._end(leg, now)

    def rang_out(self, asker_id: AgentId, now: float) -> None:
        """Nobody answered in time: the flag stays up, and nobody is rung any more."""
        self._give_up(asker_id, HangUpReason.NO_ANSWER, now)

    def stop(self, now: float) -> None:
        """Hang up on everybody."""
        for leg in self.legs:
            self._end(leg, now)

    def reconcile(self, seen: Mapping[LegId, LegSeen], now: float) -> None:
        """Catch up with what the PBX holds: an answer that was missed counts from now, who listens listens on."""
        for leg in self.legs:
            there = seen.get(leg.id)
            if there is not None and not leg.answered:
                if there.answered:
                    self.answered(leg.id, now)
            elif there is None or leg.listens_to is None or there.peer != leg.ear_id:
                # what was to be played or joined may have been lost, or be under way
                self._end(leg, now)

    # the end of each step

    def settle(self, now: float, *, connected: bool) -> None:
        """Bring everything in line with where agents and calls are by now. While the PBX is away nobody is rung."""
        self._let_go_of_a_fault(now)
        news = self._agents.assistance.news
        while news:
            asker, how = news.pop(0)
            if how is None:
                self.searches[asker.spec.id] = Search(asker)
                ring_s = self._calls.pool.supervisor_rules.ring_s
                self._timers.set(TimerKind.SUPERVISORS, asker.spec.id, now + ring_s)
            else:
                self._give_up(asker.spec.id, _REASONS.get(how, HangUpReason.NORMAL), now)
        for leg in self.legs:
            self._at_work_on = leg
            if not self._may_go_on(leg):
                self._end(leg, now)
        for search in self.searches.values() if connected else ():
            self._at_work_on = search
            self._ring_whom_we_can(search)
        self._at_work_on = None

    def _let_go_of_a_fault(self, now: float) -> None:
        """What raised an error would do so in every step from now on, and every call would pay for it."""
        fault, self._at_work_on = self._at_work_on, None
        if isinstance(fault, Search):
            self._give_up(fault.asker.spec.id, HangUpReason.NORMAL, now)
        elif fault is not None and self.legs.get(fault.id) is not None:
            self._end(fault, now)

    def _may_go_on(self, leg: SupervisorLeg) -> bool:
        supervisor = self._agents.agents.get(leg.supervisor_id)
        if supervisor is None or supervisor.phone != leg.endpoint or not self._agents.may_help(supervisor):
            return False  # who left the phone, or has something else to do
        if leg.listens_to is None:
            return True
        asker = self._agents.agents.get(leg.asker_id)
        return asker is not None and self._conversation_of(asker) == leg.listens_to

    def _ring_whom_we_can(self, search: Search) -> None:
        for supervisor_id in self._agents.supervisors:
            supervisor = self._agents.agents[supervisor_id]
            where = supervisor_id, supervisor.phone
            if supervisor is search.asker or where in search.tried or not self._agents.may_be_rung_to_help(supervisor):
                continue
            search.tried.add(where)
            self._ring(supervisor, search.asker)

    def _ring(self, supervisor: LiveAgent, asker: LiveAgent) -> None:
        self._made += 1
        leg = SupervisorLeg(leg_name(self._run, self._made), supervisor.spec.id, asker.spec.id, supervisor.phone)
        self._agents.help_with(leg)
        # an agent without a number is known by the id
        shown = CallerId(asker.spec.number or asker.spec.id, asker.spec.name)
        ring_s = self._calls.pool.supervisor_rules.ring_s
        self._out.commands.append(RingSupervisor(leg.id, leg.supervisor_id, leg.endpoint, shown, ring_s))

    def _give_up(self, asker_id: AgentId, reason: HangUpReason, now: float) -> None:
        """Ring nobody any more; who answered is left alone."""
        self.searches.pop(asker_id, None)
        self._timers.cancel(TimerKind.SUPERVISORS, asker_id)
        for leg in self.legs:
            if leg.asker_id == asker_id and not leg.answered:
                self._end(leg, now, reason)

    def _conversation_of(self, asker: LiveAgent) -> LegId | None:
        """Return the agent's leg of the conversation; None when there is none."""
        if asker.state not in _IN_CONVERSATION:
            return None
        call = self._calls.calls.get(asker.hand.call_id) if asker.hand else None
        return call.agent_leg_id if call else self._calls.strays.phone_of(asker.spec.id)

    def _say_who_called(self, leg: SupervisorLeg, now: float) -> None:
        sentence = self._calls.pool.supervisor_rules.wanted.get(leg.supervisor_id)
        if sentence is None:  # the display of the phone must do
            self._end(leg, now)
            return
        leg.playback = PlaybackId(f"{leg.id}-p1")
        self._out.commands.append(Play(leg.id, leg.playback, (sentence,)))

    def _end(self, leg: SupervisorLeg, now: float, reason: HangUpReason = HangUpReason.NORMAL) -> None:
        self._out.commands.append(HangUp(leg.id, reason))
        self._forget(leg)
        self._agents.part(leg.supervisor_id, leg.id, now)

    def _forget(self, leg: SupervisorLeg) -> None:
        self.legs.remove(leg)
        if leg.listens_to is not None:
            self._out.commands.append(StopListening(leg.id, leg.ear_id, leg.bridge_id))
