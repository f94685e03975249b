"""Moves agents through their states, and keeps the matcher told who is idle."""

from collections.abc import Collection, Iterable

from acd.domain.agents import ON_A_CALL, Agent, AgentId, AgentState, AssistanceEnd, Endpoint, Reach, Seat
from acd.domain.calls import LegId, OfferResult
from acd.domain.events import (
    NetFreedPhone,
    NetPhonesSeen,
    NetTookPhone,
    PhoneReachable,
    PhonesSeen,
    PhoneUnreachable,
    ReachEvent,
    ReachLost,
    TrunkReachable,
    TrunkUnreachable,
)
from acd.domain.outside import is_outside
from acd.domain.pool import OfferRules
from acd.domain.records import AgentStint
from acd.domain.refusals import EXTENDED_BEFORE, NO_OUTSIDE_NUMBER
from acd.domain.stored import AgentRestored
from acd.engine.aftermath import NO_DOING_OF_THEIRS, count
from acd.engine.agent import Hand, LiveAgent
from acd.engine.agent_machine import TABLE, AgentInput, Reaction
from acd.engine.assistance import AssistancePart
from acd.engine.dial_ahead import DialAhead
from acd.engine.hot_desk import HotDesk
from acd.engine.matching import Matcher
from acd.engine.outbox import Outbox
from acd.engine.parting import PARTING_WITHIN_S, PartingLegs
from acd.engine.presence import Presence
from acd.engine.reach import ReachBook
from acd.engine.staff import Staff
from acd.engine.stints import close_stint, left_meanwhile
from acd.engine.supervisor_legs import SupervisorLeg, SupervisorLegs
from acd.engine.timers import TimerKind, Timers
from acd.engine.wishes import take_wish
from acd.engine.work import Work

_AWAY = (AgentState.OFFLINE, AgentState.PAUSED)
_WITHOUT_CALL = (AgentState.OFFLINE, AgentState.AVAILABLE, AgentState.PAUSED)


class AgentDesk:
    """All agents of the pool."""

    def __init__(self, out: Outbox, matcher: Matcher, timers: Timers) -> None:
        self.agents: dict[AgentId, LiveAgent] = {}
        self.freed: list[AgentId] = []
        """Agents who became idle in this step; the engine pairs them at its end."""
        self.touched: set[AgentId] = set()
        """Agents who may have gone in this step: callers who wait for them alone are looked at at its end."""
        self.rules = OfferRules()
        self.reach = ReachBook()
        self.parting = PartingLegs()
        self.helping = SupervisorLegs()
        self.presence = Presence()
        self.staff = Staff()
        self.ahead = DialAhead(timers)
        self.supervisors: list[AgentId] = []
        """Who can be rung for others, if they are free."""
        self._out = out
        self._matcher = matcher
        self._timers = timers
        self._seats = HotDesk(self.agents)
        self.assistance = AssistancePart(out)
        self.asked = 0
        """Offers so far."""
        self._seq = 0
        self._left: dict[AgentId, int] = {}
        """How many stints those had who are not configured any more: numbers must not come twice."""

    def apply(self, agents: Iterable[Agent], rules: OfferRules, now: float, desks: Collection[Endpoint] = ()) -> None:
        """Take over configured agents; one who was removed, or whose phone was, leaves when the call is over."""
        self.rules, self.ahead.seconds = rules, rules.dial_ahead_s
        specs = {agent.id: agent for agent in agents}
        self.supervisors = [agent_id for agent_id, spec in specs.items() if spec.supervisor]
        self._seats.phones = frozenset(desks) | {agent.endpoint for agent in specs.values()}
        for agent_id, spec in specs.items():
            if agent_id not in self.agents:
                self.agents[agent_id] = LiveAgent(spec, since=now, booked=now, stints=self._left.pop(agent_id, 0))
            agent = self.agents[agent_id]
            agent.spec, agent.leaving = spec, False
            self._note_presence(agent)
            if self._matcher.is_idle(agent_id):  # skills may have changed
                self._matcher.add_agent(agent_id, spec.profile, agent.standing())
                self.freed.append(agent_id)
        for agent in [known for agent_id, known in self.agents.items() if agent_id not in specs]:
            agent.leaving = True
            self.touched.add(agent.spec.id)
            self._note_presence(agent)
            if agent.state is AgentState.OFFLINE:
                self._drop(agent)
            else:
                self._feed(agent, AgentInput.SIGN_OUT, now)
        for agent in self._seats.without_phone():
            self.request(agent.spec.id, AgentInput.SIGN_OUT, now)
        self._matcher.forget_skills()

    def restore(self, stored: AgentRestored, now: float) -> None:
        """Take over a stored state before any call: who was on a call is talking until the PBX says otherwise."""
        agent, state = self.agents.get(stored.agent_id), stored.state
        stints = self._left.get(stored.agent_id, 0) if agent is None else agent.stints
        if stints or (agent is not None and agent.state is not AgentState.OFFLINE):
            return  # what happened since we started counts more
        if agent is None or not self._has_phone(agent, stored):
            if state is not AgentState.OFFLINE:
                self._sign_out_stored(stored, agent, now)
            return
        agent.since = agent.booked = now if stored.since is None else min(stored.since, now)
        agent.reason, agent.pause_wish, agent.sign_out_wish = stored.reason, stored.pause_wish, stored.sign_out_wish
        if state in ON_A_CALL:
            agent.state, agent.stored = AgentState.TALKING, state
            # whoever loses that caller without a conversation keeps the turn: as far as it is known
            agent.idle_since, agent.idle_seq = agent.since, self._next_seq()
        elif state is AgentState.WRAPUP:
            agent.state = state
            self._go_on_with_notes(agent, stored.until, now)
        else:
            agent.state = state
            if state is AgentState.AVAILABLE:
                self._idle(agent, agent.since)
        self._note_presence(agent)

    def _has_phone(self, agent: LiveAgent, stored: AgentRestored) -> bool:
        """Give a stored agent the phone back. False: it was removed, or somebody else sits there."""
        if stored.state is AgentState.OFFLINE:
            return True
        phone = stored.endpoint or agent.phone
        if not self._seats.is_free(agent, phone):
            return False
        self._seats.take(agent, phone)
        return True

    def _sign_out_stored(self, stored: AgentRestored, agent: LiveAgent | None, now: float) -> None:
        """Agent or phone were removed while no controller ran, or somebody else sits there: say so to the next one."""
        self._keep(left_meanwhile(stored, 1, now))
        if agent is None:
            self._left[stored.agent_id] = 1
        else:
            agent.stints = 1
            agent.since = agent.booked = now

    def take_over(self, agent_id: AgentId, hand: Hand, state: AgentState, now: float) -> bool:
        """Put a call of an earlier controller into the agent's hand. False when they cannot have it."""
        agent = self.agents.get(agent_id)
        # a wrap-up of ours has a call in hand; a stored one may be out of date
        if agent is None or agent.hand is not None:
            return False
        self._keep_as_wish(agent)
        if agent.stored is not None:  # the stint in which the agent was goes on
            agent.state, agent.stored, agent.hand = agent.stored, None, hand
        if agent.state is not state:
            self._become(agent, state, now)
        agent.hand = hand
        return True

    def forgotten(self, agent_id: AgentId) -> bool:
        """Tell whether the agent was restored as talking, and no conversation was found yet."""
        agent = self.agents.get(agent_id)
        return agent is not None and agent.state is AgentState.TALKING and agent.hand is None

    def request(self, agent_id: AgentId, what: AgentInput, now: float, reason: str | None = None) -> None:
        """Carry out what a person asks for; a refusal is put into the decision."""
        agent = self.agents[agent_id]
        answer = TABLE[agent.state][what]
        if isinstance(answer, AgentState):
            if what in (AgentInput.SIGN_IN, AgentInput.RESUME):
                agent.in_a_row.clear()
            self._become(agent, answer, now, reason)
            self._grant_wish(agent, now)
        elif answer is Reaction.WISH:
            before = agent.pause_wish, agent.sign_out_wish
            take_wish(agent, what, reason)
            if before != (agent.pause_wish, agent.sign_out_wish):
                self._book(agent, now)
        elif answer is Reaction.ASKED:
            self.assistance.ask(agent, now)
            if agent.ahead:
                self.ahead.notes_end(agent)
                self._matcher.remove_agent(agent_id)
        elif answer not in (Reaction.IGNORED, Reaction.EXTENDED):
            self._out.refusal = answer.value

    def sign_in(
        self, agent_id: AgentId, now: float, endpoint: Endpoint | None = None, seat: Seat | None = None
    ) -> None:
        """Let an agent start work, or move to another phone; who sits there idle is signed out.

        A refusal is put into the decision.
        """
        agent = self.agents[agent_id]
        phone = endpoint or self._seats.place(agent, seat)
        self._out.refusal = NO_OUTSIDE_NUMBER if phone is None else self._seats.obstacle(agent, phone)
        if phone is None or self._out.refusal is not None:
            return
        other = self._seats.sitting(phone)
        if other is not None and other is not agent:
            self._feed(other, AgentInput.SIGN_OUT, now)
        moved, was = phone != agent.phone, self._rings(agent)
        self._seats.take(agent, phone)
        if moved and agent.state is not AgentState.OFFLINE:  # what is stored says where they are
            self._book(agent, now)
            self._reach_changed(agent, was)
        self.request(agent_id, AgentInput.SIGN_IN, now)

    def extend_wrapup(self, agent_id: AgentId, seconds: float, now: float) -> None:
        """Let the wrap-up end later, once; a refusal is put into the decision."""
        self.request(agent_id, AgentInput.EXTEND_WRAPUP, now)
        agent = self.agents[agent_id]
        until = self._timers.deadline(TimerKind.WRAPUP, agent_id)
        if until is not None and agent.extended:
            self._out.refusal = EXTENDED_BEFORE
        elif until is not None:  # set in wrap-up, and only there
            self._matcher.remove_agent(agent_id)
            agent.extended, agent.until = True, until + seconds
            self._note_until(agent)
            self._book(agent, now)

    def at_phones(self) -> dict[Endpoint, AgentId]:
        """Return who sits at each phone; at one where nobody signed in, its owner."""
        return self._seats.everybody()

    def reserve(self, agent_id: AgentId, hand: Hand, now: float) -> None:
        """Choose the agent for a call."""
        agent = self.agents[agent_id]
        agent.notes = self.ahead.left_of(agent)
        self._feed(agent, AgentInput.RESERVE, now)
        agent.hand = hand
        self.asked += 1
        agent.work.asked = self.asked

    def feed(self, agent_id: AgentId, what: AgentInput, now: float) -> None:
        """Tell of a step in the call in hand: ring, connect, hold or unhold."""
        self._feed(self.agents[agent_id], what, now)

    def release(self, agent_id: AgentId, result: OfferResult, now: float) -> None:
        """Free the agent from an offer that led to no conversation."""
        agent = self.agents[agent_id]
        reason, rest_s = count(agent, result, self.rules), self.rules.rest_s(result)
        if reason is not None and agent.pause_wish is None:
            agent.pause_wish = reason
        agent.resting = rest_s > 0
        agent.unreached = result is OfferResult.FAILED
        if agent.resting:
            self._timers.set(TimerKind.REST, agent_id, now + rest_s)
        if result not in NO_DOING_OF_THEIRS:  # who lost a caller without one keeps the turn
            agent.idle_since = now
            agent.idle_seq = self._next_seq()
        notes = agent.notes
        if notes is not None and notes.until > now:
            agent.until = notes.until
            self._feed(agent, AgentInput.BACK_TO_NOTES, now)
            agent.hand, agent.extended = notes.hand, notes.extended
            self._timers.set(TimerKind.WRAPUP, agent_id, notes.until)
            self.ahead.again(agent, result)
            return
        self._feed(agent, AgentInput.RELEASE, now)
        self._grant_wish(agent, now)

    def part(self, agent_id: AgentId, leg_id: LegId, now: float) -> None:
        """Keep the agent from being rung until a leg of theirs that is being hung up is gone."""
        self.parting.begin(leg_id, agent_id)
        self._matcher.remove_agent(agent_id)
        self._timers.set(TimerKind.PARTING, leg_id, now + PARTING_WITHIN_S)

    def parted(self, leg_id: LegId) -> bool:
        """The leg is gone, or its time is over: offer calls to its agent again. False for a leg of nobody."""
        agent_id = self.parting.end(leg_id)
        if agent_id is None:
            return False
        self._timers.cancel(TimerKind.PARTING, leg_id)
        self.offer_again(agent_id)
        return True

    def offer_again(self, agent_id: AgentId) -> None:
        """Offer calls to the agent again, if nothing else is against it; who was removed meanwhile is gone."""
        agent = self.agents.get(agent_id)
        if agent is not None:
            self._offerable(agent)

    def help_with(self, leg: SupervisorLeg) -> None:
        """Note that a supervisor is rung for another agent: no call is offered until that is over."""
        self.helping.add(leg)
        self._matcher.remove_agent(leg.supervisor_id)

    def may_help(self, agent: LiveAgent) -> bool:
        """Tell whether an agent is a supervisor without a call in hand, at a phone here that is nobody else's now."""
        is_free = agent.state in _WITHOUT_CALL and not agent.leaving
        # a voicemail that picks up outside would be the supervisor who came
        is_here = not is_outside(agent.phone) and self._seats.is_free(agent, agent.phone)
        return agent.spec.supervisor and is_free and is_here

    def may_be_rung_to_help(self, agent: LiveAgent) -> bool:
        """Tell whether a supervisor can be rung at once: as far as anybody knows the phone rings, and is free."""
        agent_id = agent.spec.id
        is_busy = self.helping.holds(agent_id) or self.parting.holds(agent_id)
        return self.may_help(agent) and not is_busy and self._rings(agent)

    def finish(self, agent_id: AgentId, wrapup_s: float, now: float) -> None:
        """End the conversation and start the wrap-up."""
        agent = self.agents[agent_id]
        agent.in_a_row.clear()
        agent.until = now + wrapup_s if wrapup_s > 0 else None
        self._feed(agent, AgentInput.FINISH, now)
        if agent.until is not None:
            self._note_until(agent)
        else:
            self.wrapup_over(agent_id, now)

    def wrapup_over(self, agent_id: AgentId, now: float) -> None:
        """End the wrap-up because its time is over."""
        agent = self.agents[agent_id]
        self._feed(agent, AgentInput.WRAPUP_END, now)
        self._grant_wish(agent, now)

    def nearly_done(self, agent_id: AgentId) -> None:
        """The wrap-up is so near its end that calls may be offered."""
        agent = self.agents[agent_id]
        if self.ahead.may_begin(agent, self._next_seq()):
            self._offerable(agent)

    def rest_over(self, agent_id: AgentId) -> None:
        """Offer calls to the agent again."""
        agent = self.agents[agent_id]
        agent.resting = False
        self._offerable(agent)

    def reach_told(self, event: ReachEvent) -> None:
        """Offer calls to those alone whose phones ring as far as the PBX knows; who is busy is left alone."""
        match event:
            case (
                PhoneReachable(endpoint) | PhoneUnreachable(endpoint) | NetTookPhone(endpoint) | NetFreedPhone(endpoint)
            ):
                sitting = self._seats.sitting(endpoint)
                told = [] if sitting is None else [sitting]
            case PhonesSeen() | ReachLost() | NetPhonesSeen() | TrunkReachable() | TrunkUnreachable():
                told = list(self.agents.values())
            case _:
                told = []
        before = [self._rings(agent) for agent in told]
        self.reach.take(event)
        for agent, was in zip(told, before, strict=True):
            self._reach_changed(agent, was)

    def reach_of(self, agent: LiveAgent) -> Reach:
        """Tell whether the PBX reaches the agent's phone."""
        return self.reach.phone(agent.phone)

    def _rings(self, agent: LiveAgent) -> bool:
        """Tell whether the phone rings, as far as anybody knows, and for nobody else."""
        return self.reach_of(agent) is not Reach.UNREACHABLE and not self.reach.in_net(agent.phone)

    def _reach_changed(self, agent: LiveAgent, was: bool) -> None:
        self.touched.add(agent.spec.id)
        self._note_presence(agent)
        if agent.state is not AgentState.AVAILABLE and not agent.ahead:
            return
        if not self._rings(agent):
            self._matcher.remove_agent(agent.spec.id)
        elif not was:
            if agent.resting and agent.unreached:  # it was rung before it was told that it is gone
                self._timers.cancel(TimerKind.REST, agent.spec.id)
                agent.resting = False
            if not agent.resting:
                self._offerable(agent)

    def found_talking(self, agent_id: AgentId, now: float) -> bool:
        """Take an agent for busy whom the PBX holds in a conversation that is no call of ours.

        Returns False when the agent is busy with a call of ours. Who was not at work is not afterwards either.
        """
        agent = self.agents[agent_id]
        if isinstance(TABLE[agent.state][AgentInput.FOUND_TALKING], AgentState):
            self._keep_as_wish(agent)
            self._become(agent, AgentState.TALKING, now)
            agent.hand = None
        return agent.hand is None

    def close_books(self, now: float) -> None:
        """Write down everybody's time so far, as the process is about to end; nobody's state changes."""
        for agent in self.agents.values():
            if agent.state is not AgentState.OFFLINE:
                self._book(agent, now)
            self.assistance.end(agent, AssistanceEnd.CONTROLLER_STOPPED, now)

    def _keep_as_wish(self, agent: LiveAgent) -> None:
        """Who was not at work is not afterwards either."""
        if agent.state is AgentState.OFFLINE:
            agent.sign_out_wish = True
        elif agent.state is AgentState.PAUSED:
            agent.pause_wish = agent.reason or ""

    def _feed(self, agent: LiveAgent, what: AgentInput, now: float) -> None:
        answer = TABLE[agent.state][what]
        if isinstance(answer, AgentState):
            self._become(agent, answer, now)

    def _become(self, agent: LiveAgent, state: AgentState, now: float, reason: str | None = None) -> None:
        self._keep(close_stint(agent, state, reason, now))
        self.assistance.state_changes(agent, state, now)
        self._seats.state_changes(agent, state)
        if agent.state is AgentState.WRAPUP:
            self._timers.cancel(TimerKind.WRAPUP, agent.spec.id)
            self.ahead.notes_end(agent)
        was_offered, was_away = agent.state in (AgentState.RESERVED, AgentState.RINGING), agent.state in _AWAY
        agent.count_work(now)
        if agent.state is AgentState.OFFLINE:
            agent.work = Work()
        elif was_offered and state is AgentState.TALKING:
            agent.work.calls += 1
        agent.state, agent.reason, agent.since = state, reason, now
        agent.stored, agent.extended = None, False
        if was_away or state in _AWAY or agent.wish is not None:  # else nothing changes with a call
            self._note_presence(agent)
        if state not in (AgentState.RESERVED, AgentState.RINGING):
            agent.notes = None
        if state is not AgentState.WRAPUP:
            agent.until = None
        if state is AgentState.AVAILABLE:
            agent.hand = None
            self._idle(agent, now, keep_turn=was_offered)
            return
        self._matcher.remove_agent(agent.spec.id)
        if state in _AWAY:
            agent.hand = None
            agent.pause_wish, agent.resting = None, False
            # a wish to leave is granted in a pause too
            agent.sign_out_wish = agent.sign_out_wish and state is AgentState.PAUSED
            self._timers.cancel(TimerKind.REST, agent.spec.id)
        if agent.leaving and state is AgentState.OFFLINE:
            self._drop(agent)

    def _note_until(self, agent: LiveAgent) -> None:
        assert agent.until is not None
        self._timers.set(TimerKind.WRAPUP, agent.spec.id, agent.until)
        self.ahead.notes_begin(agent)

    def _book(self, agent: LiveAgent, now: float) -> None:
        """Write down the time so far and how it goes on: what is stored last is what a successor knows."""
        self._keep(close_stint(agent, agent.state, agent.reason, now))
        self._note_presence(agent)

    def _keep(self, stint: AgentStint) -> None:
        self.touched.add(stint.agent_id)
        self._out.records.append(stint)

    def _go_on_with_notes(self, agent: LiveAgent, until: float | None, now: float) -> None:
        """Let a stored wrap-up take the time that is left of it."""
        if until is not None and until > now:
            agent.until = until
            self._note_until(agent)
        else:
            self._become(agent, AgentState.AVAILABLE, now)
            self._grant_wish(agent, now)

    def _idle(self, agent: LiveAgent, now: float, *, keep_turn: bool = False) -> None:
        if not keep_turn:
            agent.idle_since = now
            agent.idle_seq = self._next_seq()
        if not agent.resting:
            self._offerable(agent)

    def may_be_offered(self, agent: LiveAgent) -> bool:
        """Tell whether an agent is idle, rings as far as anybody knows, and has no leg to help or to get rid of."""
        agent_id, idle = agent.spec.id, (agent.state is AgentState.AVAILABLE or agent.ahead) and not agent.resting
        is_busy = self.helping.holds(agent_id) or self.parting.holds(agent_id)
        return idle and not is_busy and self._rings(agent)

    def _offerable(self, agent: LiveAgent) -> None:
        if not self.may_be_offered(agent):
            return  # later: when the rest is over, the phone is back, the net has done with it, or the leg is gone
        self._matcher.add_agent(agent.spec.id, agent.spec.profile, agent.standing())
        self.freed.append(agent.spec.id)

    def _grant_wish(self, agent: LiveAgent, now: float) -> None:
        if agent.state not in (AgentState.AVAILABLE, AgentState.PAUSED):
            return
        if agent.wish is AgentState.OFFLINE:
            self._feed(agent, AgentInput.SIGN_OUT, now)
        elif agent.pause_wish is not None:
            self._become(agent, AgentState.PAUSED, now, agent.pause_wish)

    def _drop(self, agent: LiveAgent) -> None:
        del self.agents[agent.spec.id]
        self._left[agent.spec.id] = agent.stints

    def _note_presence(self, agent: LiveAgent) -> None:
        there = agent.state is not AgentState.OFFLINE
        self.presence.note(agent.spec.id, agent.spec.profile if there else None)
        works = there and agent.state is not AgentState.PAUSED and agent.wish is None and self._rings(agent)
        self.staff.note(agent.spec.id, agent.spec.profile if works else None)

    def _next_seq(self) -> int:
        self._seq += 1
        return self._seq
