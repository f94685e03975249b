"""A whole centre on a virtual clock: the world of the property tests, in which things happen when their time has come.

What may happen are the methods of `World`, by their names; here stands what takes time, and what a controller that
dies leaves to the next.
"""

from collections import deque
from contextlib import suppress
from typing import Any

from acd.domain.agents import AgentId, AgentState
from acd.domain.callbacks import attempt_of
from acd.domain.calls import CallId, LegEndCause, LegId, OutcomeReason
from acd.domain.commands import Command, RingAgent
from acd.domain.errors import RequestRefused
from acd.domain.events import (
    CallArrived,
    Event,
    LegSeen,
    PbxConnected,
    PoolApplied,
    ResumeRequested,
    SignInRequested,
    TimerFired,
)
from acd.domain.records import AgentStint, CallEnded, CallMoved, Record
from acd.engine.outbox import Decision
from acd.engine.supervisor_legs import is_supervision
from tests.playbooks import number
from tests.property import truths
from tests.property.asked import GIVEN_AWAY, known_legs
from tests.property.recipes import Chance
from tests.property.truths import CallBefore, check_kept
from tests.property.world import DIALLED, World
from tests.storm.agenda import Agenda
from tests.storm.chance import Drawn, NotThere, Told
from tests.storm.going_on import check_going_on
from tests.storm.house import draw_house
from tests.storm.people import People
from tests.storm.store import LOST, Store, calls_of
from tests.storm.story import Item, Story
from tests.storm.timed_pbx import TimedPbx
from tests.storm.twists import Twists
from tests.storm.watch import Watch

LOOK_EVERY = 100
"""After so many steps everything is looked at; in all others what has changed."""
TRACE = 40
"""So many events are shown of a story that failed."""
BACK_S = (2.0, 60.0)
"""So long an agent stays away who is paused or signed out."""
_AWAY = (AgentState.PAUSED, AgentState.OFFLINE)
HOME_WITHIN_S = 3600.0
"""So long after the last of a story everybody went home, but for who was forgotten: an end that was not told."""
CALM_S = 120.0
"""So long after the last trouble everything has been put right by itself."""


class Centre(World):
    """A world in which one story is lived through."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.agenda = Agenda(0.0)
        self.twists = Twists(story.seed, story.odds, story.twists)
        self.alive = True
        """There is a controller."""
        self.steps = 0
        self.lived: dict[int, list[Any]] = {}
        """What was decided for each item."""
        self.trace: deque[tuple[float, Event]] = deque(maxlen=TRACE)
        """What was told last."""
        self.callers: set[CallId] = set()
        self._told: set[CallId] = set()
        """Callers of whom a controller knew."""
        self._written_off: set[CallId] = set()
        """Whose records were closed by a successor that did not find them in the PBX."""
        self._unwritten: set[CallId] = set()
        """Of whom no record was left when a controller died."""
        self._watch = Watch()
        self._decided: Decision = Decision()
        self._left: dict[CallId, CallBefore] = {}
        """What the controller that died had."""
        self._unsure: set[CallId] = set()
        """Calls of which some of its records are lost."""
        pbx = TimedPbx(self.agenda, self.twists)
        pbx.deliver, pbx.reply = self._hear, self._reply
        self.people = People(self.agenda, self.twists, pbx)
        pbx.done = self.people.does
        self._timed = pbx
        self._store: Store | None = None
        super().__init__(story.pool, pbx, story.names)

    @property
    def now(self) -> float:
        """The moment, in seconds."""
        return self.agenda.now

    @now.setter
    def now(self, moment: float) -> None:
        self.agenda.now = moment

    # living through a story

    def live(self) -> None:
        """Let everything happen, and then everybody go home. Raises AssertionError when something is not true."""
        opened = self.now
        for item in self.story.items:
            self.agenda.after(opened + item.at - self.now, self._happens, item)
        self._run(opened + max((item.at for item in self.story.items), default=0.0) + HOME_WITHIN_S)
        self.twists.calm = True
        if not self.alive:
            self.controller_comes_back(Told(()))
        elif not self.pbx.linked:
            self.connect()
        else:  # events that were lost are made good by asking
            self.pbx.lose_link()
            self.connect()
        self.store.keep_all()
        self.forget_messages()  # one would wait for ever for an agent who takes it
        self._run(self.now + CALM_S)
        self._all_served()
        self.finish()
        self.store.keep_all()
        self.talks.check(self.engine)
        self._every_caller_has_one_end()

    def _run(self, until: float) -> None:
        agenda = self.agenda
        while True:
            at = agenda.next()
            deadline = self.engine.next_deadline() if self.alive else None
            if deadline is not None and deadline <= min(at, until):
                self.now = max(self.now, deadline)
                self.tell(TimerFired())
            elif at <= until and agenda:
                agenda.do_next()
            else:
                return

    def _happens(self, item: Item) -> None:
        words = item.words
        chance: Drawn | Told = Drawn(self.story.seed * 100_003 + item.number) if words is None else Told(words)
        self._item, self.lived[item.number] = item, chance.words
        try:
            getattr(self, item.name)(chance)
        except NotThere:
            del self.lived[item.number]

    @property
    def heard_of(self) -> int:
        """How many callers a controller was told of."""
        return len(self._told)

    # one step

    @property
    def store(self) -> Store:
        """The rows."""
        if self._store is None:
            self._store = Store(self.ledger, self.talks)
        return self._store

    def tell(self, event: Event) -> None:
        """Give one event to the engine, and check what can have changed."""
        if not self.alive:
            return
        engine = self.engine
        self.trace.append((self.now, event))
        legs_before = known_legs(engine)
        asked_before = {name: person.work.asked for name, person in engine.agents.agents.items()}
        if isinstance(event, CallArrived):
            self._told.add(event.call_id)
        elif isinstance(event, PbxConnected):
            self._told.update(CallId(leg.leg_id) for leg in event.legs if leg.is_caller)
        decision = self._decided = engine.handle(event, self.now)
        self.store.put(decision.records, self.now)
        for record in decision.records:
            if isinstance(record, AgentStint) and record.next_state in _AWAY:
                name = f"{record.agent_id}/{record.seq}{engine.run}"
                self.agenda.after(self.twists.between(*BACK_S, name), self._comes_back, record.agent_id)
        # a successor may take up a call that is over in the same step
        legs_before |= {LegId(record.call_id) for record in decision.records if isinstance(record, CallEnded)}
        for command in decision.commands:
            self.asked.take(engine, command, command.lane in legs_before)
            if not self.asks(command):
                break
        self._watch.take(engine, event, decision)
        self.steps += 1
        if self.steps % LOOK_EVERY == 0 or isinstance(event, PbxConnected | PoolApplied):
            truths.check(engine, decision, asked_before)
            check_going_on(engine, self._timed)
        elif any(isinstance(command, RingAgent) for command in decision.commands):
            truths.check_choice(engine, decision, asked_before)

    def asks(self, command: Command) -> bool:
        """Ask the PBX for something; returns whether there is still somebody who can."""
        self.pbx.send(command)
        return True

    def _hear(self, event: Event) -> None:
        self._past.append(event)
        self.tell(event)

    def _reply(self, lane: LegId) -> None:
        if self.alive:
            super()._reply(lane)

    # what happens

    def arrive(self, chance: Chance) -> None:
        """Somebody calls."""
        known = chance.often(9)
        dialled = chance.pick(sorted(self.pool.entries) if known else [number(name) for name in DIALLED])
        if self.pbx.linked:
            leg_id = self.call_in(self._item.number, dialled, chance)
            self.callers.add(CallId(leg_id))
            self.people.calls(leg_id)

    def _comes_back(self, agent_id: AgentId) -> None:
        """Nobody stays away for ever."""
        agent = self.engine.agents.agents.get(agent_id)
        if agent is not None and agent.state is AgentState.PAUSED:
            self.tell(ResumeRequested(agent_id))
        elif agent is not None and agent.state is AgentState.OFFLINE:
            self.tell(SignInRequested(agent_id))

    def told(self, chance: Told) -> None:
        """An event that a story names; that of a call or an agent who is not there any more is none."""
        with suppress(RequestRefused):
            self.tell(chance.plain())

    def lease_ends(self, chance: Chance) -> None:
        """Nobody gave a sign of life for a caller, and the dialplan went on with the call."""
        if legs := self._legs(agents=False):
            self.pbx.end_leg(chance.pick(legs), LegEndCause.LEFT)

    def link_comes_back(self, chance: Chance) -> None:
        """The PBX is heard again."""
        if self.alive:
            super().link_comes_back(chance)

    def pool_changes(self, chance: Chance) -> None:
        """Somebody applies another configuration."""
        if isinstance(chance, Told):
            self.pool = chance.plain()
        else:
            self.pool = draw_house(chance, self.names)
            self.lived[self._item.number] = [self.pool]
        if not self.alive:  # whose phone was taken away meanwhile is found at nobody's, or at somebody else's
            self.ledger.seats_lost()
        self.tell(PoolApplied(self.pool))

    def controller_dies(self, chance: Chance) -> None:
        """The controller is no more; of the commands under way some are carried out."""
        lost = chance.pick(LOST)
        if not self.alive:
            return
        for lane in self.pbx.open_lanes():
            if self.twists.share(f"{self._item.number} {lane}") < 0.3:
                self.pbx.carry_out(lane)
        self.crash(lost)

    def crash(self, lost: str) -> None:
        """The controller is no more, and neither are some of its records."""
        self.alive = False
        gone = self.store.crash(lost, self.now)
        self._unwritten |= self.store.started(gone)
        self._unsure = calls_of(gone)
        self._left = self.die()

    def pbx_restarts(self, chance: Chance) -> None:
        """The PBX begins anew while no controller is there."""
        del chance
        if not self.alive:
            self.pbx.restart()
            self._bridges_gone = True

    def controller_comes_back(self, chance: Chance) -> None:
        """A successor takes over what is left."""
        del chance
        if self.alive:
            return
        legs = set(map(CallId, self.pbx.legs))
        self._written_off |= {one for one in self.ledger.started if one not in self.ledger.ended and one not in legs}
        self._unwritten -= legs
        self.alive = True
        self._watch = Watch()
        was = {leg.leg_id: leg for leg in self.pbx.snapshot()}
        self.succeed(self.store.agents())
        # whose time was over meanwhile goes where the recipe of the queue says
        sent_on = calls_of(filter(_leaves_line, self._decided.records))
        kept = {call_id: before for call_id, before in self._left.items() if call_id not in sent_on}
        check_kept(self.engine, kept, was, self._unsure)
        self._nobody_was_cut_off(was)

    def _nobody_was_cut_off(self, was: dict[LegId, LegSeen]) -> None:
        """A successor ends no conversation."""
        for command in self._decided.commands:
            leg = was.get(command.lane) if isinstance(command, GIVEN_AWAY) else None
            talks = leg is not None and leg.peer in was and leg.room_id is None
            assert not talks or is_supervision(command.lane), f"{command.lane} was cut off by a successor"

    # the end

    def _all_served(self) -> None:
        """Everybody went home, and all trouble is long over."""
        assert not self.engine.calls.calls, f"calls without callers: {sorted(self.engine.calls.calls)}"
        assert self.engine.next_deadline() is None, f"deadlines of nobody: {self.engine.timers.current()}"

    def _every_caller_has_one_end(self) -> None:
        """One final record for each caller of whom a controller knew, over all controllers."""
        for caller in self.callers:
            ends = (caller in self.ledger.ended) + (caller in self._written_off)
            known = caller in self._told and caller not in self._unwritten
            assert ends == known, f"{caller} has {ends} final records"
        ends_of = self.ledger.ended.items()
        callers = {call_id for call_id, end in ends_of if not attempt_of(call_id) and not end.voicemail}
        assert callers <= self.callers, "a call ended of nobody"


def _leaves_line(record: Record) -> bool:
    if isinstance(record, CallEnded):
        return record.outcome.reason in (OutcomeReason.TURNED_AWAY, OutcomeReason.VOICEMAIL)
    return isinstance(record, CallMoved)


def tell_story(story: Story) -> Centre:
    """Live through a story. Raises whatever shows that something is wrong."""
    centre = Centre(story)
    centre.live()
    return centre
