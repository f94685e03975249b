"""A call centre in which anything may happen next: one method for each kind of thing, drawn by whoever drives it."""

from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from acd.domain.agents import Agent, AgentId, AgentState, Answering, AssistanceEnd, Endpoint, Seat
from acd.domain.callbacks import CallbackId, CallbackOrder, CallbackRules, attempt_of
from acd.domain.caller_events import CallerKnown
from acd.domain.calls import CallerId, CallId, CallState, LegEndCause, LegId
from acd.domain.commands import Refusal
from acd.domain.errors import UnknownAgent, UnknownCall
from acd.domain.events import (
    AgentRequest,
    AssistanceEndRequested,
    AssistanceRequested,
    CallArrived,
    CallBroken,
    DigitPressed,
    DrainRequested,
    Event,
    LegHeld,
    LegUnheld,
    MusicGone,
    NetFreedPhone,
    NetPhonesSeen,
    NetTookPhone,
    PauseRequested,
    PbxConnected,
    PbxLost,
    PhoneReachable,
    PhonesSeen,
    PhoneUnreachable,
    PoolApplied,
    ReachEvent,
    ReachLost,
    RecordingPauseRequested,
    RecordingRequest,
    RecordingRequested,
    RecordingResumeRequested,
    RecordingSpaceChanged,
    ResumeRequested,
    SignInRequested,
    SignOutRequested,
    StopRequested,
    TimerFired,
    TrunkReachable,
    TrunkUnreachable,
    WrapupEndRequested,
    WrapupExtensionRequested,
)
from acd.domain.fairness import Fairness
from acd.domain.flows import FlowId, Prompt
from acd.domain.outside import outside_endpoint
from acd.domain.pool import AcceptRules, OfferRules, Pool, SupervisorRules, VoicemailWords
from acd.domain.queues import AgentChoice, Queue, QueueId
from acd.domain.recordings import RecordingPolicy
from acd.domain.requests import (
    CallbackAdded,
    CallbackCancelled,
    CallbackRequest,
    CallbackRequested,
    FrontRequested,
    MoveRequested,
    PlaceRequest,
    PriorityRequested,
)
from acd.domain.steps import AnswerStep, HangUpStep, PlayStep, QueueStep, Step, in_a_row
from acd.domain.stored import AgentRestored, CallbackStored
from acd.domain.tenants import Entry, Number, Tenant, TenantId
from acd.domain.voicemail_events import MessageSpaceChanged, VoicemailClosed, VoicemailFetched, VoicemailWaits
from acd.domain.voicemail_rules import Voicemail
from acd.domain.voicemails import VoicemailId, voicemail_id
from acd.engine.acceptance import ACCEPT
from acd.engine.call import LiveCall
from acd.engine.engine import Engine
from acd.engine.supervisor_legs import is_supervision
from tests.playbooks import ACME, GREETING, agent, needs, number, office, queue
from tests.property.asked import Asked, known_legs
from tests.property.callbacks import GAP_S
from tests.property.demands import NUMBERS, Talks, demanding, draw_profile
from tests.property.expectations import HeadCounts
from tests.property.hours import MOMENTS, ZONES, by_day, check_hours, clock_at
from tests.property.keys import Keys
from tests.property.pbx_model import ModelLeg, PbxModel
from tests.property.places import LONGEST_PUT_BACK_S
from tests.property.recipes import Chance, draw_figures, draw_recipes
from tests.property.truths import CallBefore, Ledger, check, check_kept
from tests.property.voicemails import SOUND_MS, draw_rules

_PROFILES: tuple[dict[str, int], ...] = ({}, {"en": 5}, {"de": 5}, {"en": 9, "de": 2})
_QUEUES: tuple[Queue, ...] = (
    queue("sales", ring_timeout_s=15, wrapup_s=0, recording=RecordingPolicy.ALWAYS),
    queue("help", needs(en=3), ring_timeout_s=20, wrapup_s=12),
    queue("vip", needs(de=1), ring_timeout_s=10, wrapup_s=5, head_start_s=30, recording=RecordingPolicy.ON_DEMAND),
)
NAMES = ("ann", "ben", "cem", "dan")
_DESK = Endpoint("phone-1")
DIALLED = (*(line.id for line in _QUEUES), "sales", "help", "vip", "sales", "menu", "nobody")
_RULES = OfferRules(
    refused_rest_s=4, failed_rest_s=6, dropped_rest_s=1, failed_limit=3, ringing_within_s=3, outside_ringing_within_s=8
)
_TRUNK = Endpoint("trunk-main")
_OUTSIDE = (Endpoint("+4989555@trunk-main"), Endpoint("112233@trunk-other"))
_FAIR = Fairness(pace_s=20, at_most_s=LONGEST_PUT_BACK_S)
_HANG_UP: Step = HangUpStep()
_TO_VIP: Step = QueueStep(QueueId("vip"))
_STRETCHES = (*(0.0, 0.001, 0.1, 0.1) * 6, *(0.7,) * 4, 3.0, 3.0, 9.0, 31.0)
"""Of time, in seconds."""
LATE_MEMORY = 40
"""How many told events may be told once more."""


def draw_pool(chance: Chance, names: Sequence[str] = NAMES) -> Pool:
    """Return a house with some of the agents and queues, with or without greeting and whisper."""
    people: list[Agent] = [agent(name, **chance.pick(_PROFILES)) for name in names if chance.often(8) or name == "ann"]
    people = [_who_answers(chance, replace(person, supervisor=chance.often(5))) for person in people]
    lines = [line for line in _QUEUES if chance.often(8) or line.id == "sales"]
    lines = [replace(line, choice=chance.pick(list(AgentChoice))) for line in lines]
    before = chance.pick([(), GREETING, (AnswerStep(), *GREETING)])
    pool = office(
        *people,
        queues=lines,
        before=before,
        whisper=chance.pick(["", "acme"]),
        rules=replace(_RULES, dial_ahead_s=chance.pick([0.0, 4.0])),
    )
    # a flow that ends by itself, or leads to a queue that may not be there
    way_out: Step = chance.pick([_HANG_UP, _TO_VIP])
    menu = in_a_row(FlowId("menu"), (PlayStep((Prompt("menu"),)), way_out))
    entry = Entry(number("menu"), ACME, menu.id)
    pool = replace(pool, recipes=draw_recipes(chance, [line.id for line in lines]), figures=draw_figures(chance))
    pool = replace(pool, desks=frozenset({_DESK} if chance.often(8) else ()))
    wanted = {person.id: Prompt("supervisor-wanted") for person in people if chance.often(7)}
    pool = replace(pool, supervisor_rules=SupervisorRules(ring_s=8, wanted=wanted))
    beta = Tenant(TenantId("beta"), "Beta", weight=chance.pick([0.5, 1.0, 3.0]))
    others = {number("sales"): Entry(number("sales"), beta.id, FlowId("sales-flow"))} if chance.often(5) else {}
    pool = replace(pool, tenants={**pool.tenants, beta.id: beta}, fairness=chance.pick([None, _FAIR, _FAIR]))
    asked = {person.id: Prompt("press-1") for person in people if chance.often(7)}
    pool = replace(pool, accept_rules=AcceptRules(asked))
    entries = {**pool.entries, entry.number: entry, **others}
    pool = replace(pool, callbacks={line.id: _draw_callbacks(chance) for line in lines if chance.often(7)})
    words = VoicemailWords(keys={person.id: Prompt("keys") for person in people if chance.often(7)})
    hears = {line.id: draw_rules(chance) for line in lines if chance.often(7)}
    pool = replace(pool, voicemails=hears, voicemail_words=words)
    pool = replace(pool, entries=entries, flows={**pool.flows, menu.id: menu})
    return demanding(pool, chance, tuple(names)) if chance.often(6) else pool


def _who_answers(chance: Chance, person: Agent) -> Agent:
    """Return an agent who may have to press a key, or have a number outside."""
    answering = chance.pick([None, None, *Answering])
    outside = outside_endpoint(f"+4930{person.id}", _TRUNK) if chance.often(5) else None
    return replace(person, answering=answering, outside=outside)


def _draw_callbacks(chance: Chance) -> CallbackRules:
    return CallbackRules(
        trunk=Endpoint("trunk-main"),
        order=chance.pick(list(CallbackOrder)),
        attempts=chance.pick([1, 2, 4]),
        retry_after_s=5,
        deadline_s=chance.pick([20, 90]),
        ring_s=8,
        gap_s=GAP_S,
        allowed=chance.pick([(), ("+4930",)]),
        refused=("+4930900", "09"),
    )


class World:
    """An engine, a PBX, callers and agents."""

    def __init__(self, pool: Pool, pbx: PbxModel | None = None, names: Sequence[str] = NAMES) -> None:
        """`names` are those of all agents that any configuration of this house may have."""
        self.now = 100.0
        self.engine = Engine()
        self.pbx = PbxModel() if pbx is None else pbx
        self.names = tuple(names)
        self.phones = (_DESK, _DESK, *(Endpoint(f"agent-{name}") for name in names), Endpoint("phone-nowhere"))
        self.ledger = Ledger()
        self.talks = Talks()
        self.asked = Asked()
        self.keys = Keys()
        self.pool = pool
        self._head_counts = HeadCounts()
        self.tries_again = False
        """The next outside number that is not reached is followed by another at once."""
        self._callers = 0
        self._past: deque[Event] = deque(maxlen=LATE_MEMORY)
        self._bridges_gone = False
        self._runs = 0
        self.utc_s: float = MOMENTS[-1] - 3 * 3600
        """When the story began, by the clock as it is set now."""
        self._told_at = self.now
        self.tell(PoolApplied(pool))
        self._tell_time()
        self.tell(PbxConnected())
        for agent_id in pool.agents:
            self.tell(SignInRequested(agent_id))

    def tell(self, event: Event) -> None:
        """Give one event to the engine, and check everything."""
        legs_before = known_legs(self.engine)
        asked_before = {name: person.work.asked for name, person in self.engine.agents.agents.items()}
        decision = self.engine.handle(event, self.now)
        for record in decision.records:
            self.ledger.take(record)
            self.talks.take(record)
        check_hours(self.pool, decision.commands, self.utc_s + self.now - self._told_at)
        for command in decision.commands:
            self.asked.take(self.engine, command, command.lane in legs_before)
            self.pbx.send(command)
        self.keys.take(self.engine, event, decision)
        check(self.engine, decision, asked_before)
        self.talks.check(self.engine)
        self._head_counts.told(self.engine, self.now)

    # the way between engine and PBX

    def deliver(self, chance: Chance) -> None:
        """An event arrives."""
        if sources := self.pbx.told():
            event = self.pbx.wire[chance.pick(sources)].popleft()
            self._past.append(event)
            self.tell(event)

    def deliver_again(self, chance: Chance) -> None:
        """An event arrives a second time, perhaps much later."""
        if self._past and self.pbx.linked:
            self.tell(chance.pick(list(self._past)))

    def carry_out(self, chance: Chance) -> None:
        """A command is carried out."""
        if lanes := self.pbx.open_lanes():
            self.pbx.carry_out(chance.pick(lanes))

    def fail(self, chance: Chance) -> None:
        """A command is not carried out, or is and nobody knows."""
        if lanes := self.pbx.open_lanes():
            fault = chance.pick([Refusal.REFUSED, Refusal.UNKNOWN])
            self.pbx.carry_out(chance.pick(lanes), fault, done=fault is Refusal.UNKNOWN and chance.often(5))

    def reply(self, chance: Chance) -> None:
        """The engine learns that a command failed."""
        if self.pbx.replies:
            self._reply(chance.pick(list(self.pbx.replies)))

    def _reply(self, lane: LegId) -> None:
        self.tell(self.pbx.replies.pop(lane))

    # callers and agents

    def arrive(self, chance: Chance) -> None:
        """Somebody calls."""
        if not self.pbx.linked:
            return
        self._callers += 1
        self.call_in(self._callers, number(chance.pick(DIALLED)), chance)

    def call_in(self, caller: int, dialled: Number, chance: Chance) -> LegId:
        """The caller of this number in order dials that number."""
        leg_id = LegId(f"c{caller}")
        # some call again, and some say nothing of who calls
        again = [f"+4930100{known}" for known in (1, 2, 3)]
        shown = CallerId(chance.pick([str(caller), *(f"+4930{1000 + caller}",) * 4, *again, *NUMBERS]))
        self.pbx.arrive(leg_id, dialled, shown)
        self.pbx.emit(CallArrived(CallId(leg_id), leg_id, dialled, shown), leg_id)
        return leg_id

    def caller_recognised(self, chance: Chance) -> None:
        """A lookup tells who a caller is; perhaps too late."""
        calls = [*self.engine.calls.calls, CallId("nobody")]
        self.tell(CallerKnown(chance.pick(calls), draw_profile(chance, self.names)))

    def caller_leaves(self, chance: Chance) -> None:
        """A caller hangs up."""
        if legs := self._legs(agents=False):
            self.pbx.end_leg(chance.pick(legs))

    def phone_rings(self, chance: Chance) -> None:
        """A phone says that it rings."""
        if legs := self._legs(agents=True):
            self.pbx.ring(chance.pick(legs))

    def agent_answers(self, chance: Chance) -> None:
        """An agent picks up."""
        if legs := self._legs(agents=True):
            self.pbx.answer(chance.pick(legs))

    def agent_leaves(self, chance: Chance) -> None:
        """A phone declines, fails or hangs up."""
        if legs := self._legs(agents=True):
            self.pbx.end_leg(chance.pick(legs), chance.pick(list(LegEndCause)))

    def calls_back(self, chance: Chance) -> None:
        """Somebody wants to be called back, or a callback is taken back."""
        calls = [call.id for call in self.engine.calls.calls.values() if call.in_line()]
        number = chance.pick(["+49301001", "+49301002", "+49301003", "+4930900", "112"])
        self._callers += 1
        asked: list[CallbackRequest] = [
            *[CallbackRequested(chance.pick([*calls, CallId("nobody")]), chance.pick([None, None, number]))] * 4,
            CallbackAdded(CallbackId(f"cb-{self._callers}"), ACME, chance.pick(_QUEUES).id, number),
            CallbackCancelled(chance.pick([*self.engine.calls.callbacks.items, CallbackId("gone")])),
        ]
        with suppress(UnknownCall):
            self.tell(chance.pick(asked))

    def message_left(self, chance: Chance) -> None:
        """A caller left a message; its sound comes at once, or later."""
        self._callers += 1
        told = Voicemail(
            voicemail_id(CallId(f"m{self._callers}")),
            CallId(f"m{self._callers}"),
            ACME,
            chance.pick(_QUEUES).id,
            number(chance.pick(DIALLED)),
            chance.pick(["+49301001", "112", ""]),
            left_at=self.now - chance.pick([0.0, 30.0, 500.0]),
            sound_ms=chance.pick(SOUND_MS),
        )
        self.tell(VoicemailWaits(told))
        if chance.often(6):
            self.tell(VoicemailFetched(told.id, Prompt(told.id)))

    def message_told_of(self, chance: Chance) -> None:
        """A sound is there, somebody hears a message by other means, or the room for them changes."""
        name = chance.pick([*self.engine.calls.voicemails.items, VoicemailId("gone-v1")])
        told: list[Event] = [
            *[VoicemailFetched(name, Prompt(name))] * 8,
            *[VoicemailClosed(name)] * 2,
            MessageSpaceChanged(enough=chance.often(5)),
        ]
        self.tell(chance.pick(told))

    def agent_listens(self, chance: Chance) -> None:
        """An agent picks up for a message, or presses a key while it is played."""
        legs = [leg for leg in self._legs(agents=True) if self._is_message(leg.id)]
        if legs:
            leg = chance.pick(legs)
            if leg.answered:
                self.pbx.emit(DigitPressed(leg.id, chance.pick("1223399#")), leg.id)
            self.pbx.answer(leg)

    def _is_message(self, leg_id: LegId) -> bool:
        call = self.engine.calls.legs.get(leg_id)
        return call is not None and call.listening is not None

    def goes_outside(self, chance: Chance) -> None:
        """A waiting caller is sent to an outside number; what is not reached may be tried anew in the same step."""
        desk, numbers = self.engine.calls, _OUTSIDE
        self.tries_again = chance.often(3)
        desk.outside.failed = self._not_reached
        if in_line := [call for call in desk.calls.values() if call.in_line()]:
            desk.call_outside(chance.pick(in_line), chance.pick(numbers), 12, self.now)
            self.tell(TimerFired())  # what is asked for comes with the next decision

    def _not_reached(self, call: LiveCall, now: float) -> None:
        if self.tries_again and self.pbx.linked:
            self.tries_again = False
            self.engine.calls.call_outside(call, _OUTSIDE[0], 12, now)

    def hold(self, chance: Chance) -> None:
        """An agent puts a caller on hold or takes one back."""
        if legs := self._legs(agents=True):
            leg = chance.pick(legs)
            self.pbx.emit(LegHeld(leg.id) if chance.often(5) else LegUnheld(leg.id), leg.id)

    def key_pressed(self, chance: Chance) -> None:
        """Somebody presses a key: mostly who is told to, sometimes whoever it is."""
        told = [leg_id for leg_id in self.keys.awaited(self.engine) if leg_id in self.pbx.legs]
        if legs := told if told and chance.often(8) else list(self.pbx.legs):
            leg_id = chance.pick(legs)
            self.pbx.emit(DigitPressed(leg_id, chance.pick("1112#")), leg_id)

    def sound_ends(self, chance: Chance) -> None:
        """A greeting or whisper is over."""
        if legs := [leg for leg in self.pbx.legs.values() if leg.playing]:
            leg = chance.pick(legs)
            self.pbx.end_playback(leg, leg.playing[0])

    def agent_asks(self, chance: Chance) -> None:
        """An agent asks for something."""
        agent_id = AgentId(chance.pick(self.names))
        requests: list[AgentRequest] = [
            *[SignInRequested(agent_id)] * 3,
            *[ResumeRequested(agent_id)] * 3,
            WrapupEndRequested(agent_id),
            SignOutRequested(agent_id),
            PauseRequested(agent_id, "lunch"),
            WrapupExtensionRequested(agent_id, 7.0),
            *[AssistanceRequested(agent_id)] * 3,
            AssistanceEndRequested(agent_id, chance.pick([AssistanceEnd.ACKNOWLEDGED, AssistanceEnd.TAKEN_BACK])),
            *[SignInRequested(agent_id, chance.pick(self.phones))] * 2,
            *[SignInRequested(agent_id, seat=chance.pick(list(Seat)))] * 2,
        ]
        try:
            self.tell(chance.pick(requests))
        except UnknownAgent:
            assert agent_id not in self.pool.agents

    def supervisor_wanted(self, chance: Chance) -> None:
        """An agent in a conversation calls for a supervisor."""
        agents = self.engine.agents.agents.values()
        if talking := [agent.spec.id for agent in agents if agent.state in (AgentState.TALKING, AgentState.HOLDING)]:
            self.tell(AssistanceRequested(chance.pick(talking)))
            if self.pbx.linked and chance.often(5):
                self._supervisors_answer()

    def _supervisors_answer(self) -> None:
        """Whoever is rung, without trouble: else few would ever listen."""
        self.settle()
        for leg in self._to_supervisors():
            self.pbx.answer(leg)
        self.settle()

    def _to_supervisors(self) -> list[ModelLeg]:
        return [leg for leg in self._legs(agents=True) if is_supervision(leg.id)]

    def place_wished(self, chance: Chance) -> None:
        """Somebody moves a call to the line of another queue, or forward or back."""
        calls = [*self.engine.calls.calls, CallId("nobody")]
        call_id = chance.pick(calls)
        wishes: list[PlaceRequest] = [
            MoveRequested(call_id, QueueId(chance.pick(("sales", "help", "vip", "nowhere")))),
            PriorityRequested(call_id, chance.pick((-40.0, 0.0, 25.0, 1e9))),
            FrontRequested(call_id),
        ]
        try:
            self.tell(chance.pick(wishes))
        except UnknownCall:
            assert call_id == "nobody"

    def recording_wished(self, chance: Chance) -> None:
        """Somebody wants a call recorded, or a recording paused or resumed."""
        calls = [*self.engine.calls.calls, CallId("nobody")]
        call_id = chance.pick(calls)
        wishes: list[RecordingRequest] = [
            RecordingRequested(call_id),
            RecordingPauseRequested(call_id),
            RecordingResumeRequested(call_id),
        ]
        try:
            self.tell(chance.pick(wishes))
        except UnknownCall:
            assert call_id == "nobody"

    def reach_changes(self, chance: Chance) -> None:
        """The PBX tells of a phone, of all, or of a trunk; or cannot be asked any more."""
        phone = chance.pick(self.phones)
        some = [phone for phone in self.phones if chance.often(7)]
        told: list[ReachEvent] = [
            *(PhoneReachable(phone), PhoneUnreachable(phone)) * 2,
            PhonesSeen(frozenset(some)),
            *(NetTookPhone(phone), NetFreedPhone(phone)) * 2,
            NetPhonesSeen(frozenset(phone for phone in some if chance.often(3))),
            TrunkUnreachable(_TRUNK),
            TrunkReachable(_TRUNK),
            ReachLost(),
        ]
        self.tell(chance.pick(told))

    def disk_fills(self, chance: Chance) -> None:
        """There is no room for recordings, or again."""
        self.tell(RecordingSpaceChanged(enough=chance.often(6)))

    def music_goes(self, chance: Chance) -> None:
        """A class of music has lost its files."""
        names = [line.music for line in self.pool.queues.values()]
        names += [tenant.music for tenant in self.pool.tenants.values() if tenant.music is not None]
        self.tell(MusicGone(frozenset({chance.pick(names)})))

    def _legs(self, *, agents: bool) -> list[ModelLeg]:
        people = [leg for leg in self.pbx.legs.values() if leg.listens_to is None]
        return [leg for leg in people if (leg.endpoint is not None) == agents]

    # time and trouble

    def time_passes(self, chance: Chance) -> None:
        """The clock goes on; deadlines come when they are due."""
        self.wait(chance.pick(_STRETCHES))

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        until = self.now + seconds
        while (deadline := self.engine.next_deadline()) is not None and deadline <= until:
            self.now = max(self.now, deadline)
            self.tell(TimerFired())
        self.now = until

    def timer_fires_for_nothing(self, chance: Chance) -> None:
        """A deadline that was moved meanwhile comes all the same."""
        del chance
        self.tell(TimerFired())

    def link_breaks(self, chance: Chance) -> None:
        """The PBX cannot be heard any more."""
        del chance
        if self.pbx.linked:
            self.pbx.lose_link()
            self.tell(PbxLost())

    def link_comes_back(self, chance: Chance) -> None:
        """The PBX is heard again, and says what it holds; it may have started anew."""
        if not self.pbx.linked:
            restarted = chance.often(3)
            if restarted:
                self.pbx.restart()
                self._bridges_gone = True
            self.connect(restarted=restarted)

    def connect(self, *, restarted: bool = False) -> None:
        """Take up the link."""
        self.pbx.linked = True
        self.tell(PbxConnected(self.pbx.snapshot(), restarted, self.pbx.empty_bridges()))

    def controller_restarts(self, chance: Chance) -> None:
        """The controller dies and begins anew with what the PBX holds and what was stored: nobody is lost."""
        agents = self.engine.agents.agents.values()
        stored = [
            AgentRestored(
                *(a.spec.id, a.state, a.reason, a.since, a.endpoint, a.pause_wish, a.sign_out_wish), until=a.until
            )
            for a in agents
        ]
        before = self.die()
        complete = chance.often(7)
        was = {leg.leg_id: leg for leg in self.pbx.snapshot()}
        if not complete:
            self.ledger.seats_lost()
        self.succeed([known for known in stored if complete or chance.often(7)])
        if complete:
            check_kept(self.engine, before, was)

    def die(self) -> dict[CallId, CallBefore]:
        """The controller is no more: what it had asked for or was to be told is lost. Returns what must be kept."""
        self.pbx.lose_link()
        self.pbx.lanes.clear()
        self.pbx.replies.clear()
        self._past.clear()
        self.keys.forget()
        return {call.id: CallBefore.of(call) for call in self.engine.calls.calls.values()}

    def succeed(self, agents: Iterable[AgentRestored]) -> None:
        """Another controller begins, with the stored rows and what the PBX holds."""
        self.ledger.forget_restart(set(self.pbx.legs))
        self._runs += 1
        self.engine = Engine(str(self._runs))
        self.asked.bridges &= self.pbx.bridges.keys()
        self.tell(self.talks.stored())
        self.tell(PoolApplied(self.pool))
        self._tell_time()
        for known_agent in agents:
            self.tell(known_agent)
        for callback in self.ledger.callbacks.open():
            self.tell(CallbackStored(callback))
        for message in self.ledger.voicemails.open():
            self.tell(VoicemailWaits(message))
        for call_id in self.pbx.legs:
            if (known := self.ledger.stored(CallId(call_id))) is not None:
                self.tell(known)
        self.connect()

    def clock_is_set(self, chance: Chance) -> None:
        """It is another time of day."""
        self.utc_s, self._told_at = chance.pick(MOMENTS), self.now
        self._tell_time()

    def _tell_time(self) -> None:
        self.tell(clock_at(self.utc_s + self.now - self._told_at, self.now))
        self.tell(ZONES)

    def call_breaks(self, chance: Chance) -> None:
        """The engine is told that it raised over a call."""
        if self.engine.calls.legs:
            self.tell(CallBroken(chance.pick(list(self.engine.calls.legs))))

    def pool_changes(self, chance: Chance) -> None:
        """Somebody applies another configuration."""
        self.pool = by_day(draw_pool(chance), chance)
        self.tell(PoolApplied(self.pool))

    def drain(self, chance: Chance) -> None:
        """No new calls; sometimes an end to all."""
        self.tell(DrainRequested() if chance.often(7) else StopRequested())

    def settle_down(self, chance: Chance) -> None:
        """Sometimes all goes as it should for a moment."""
        if self.pbx.linked and chance.often(3):
            self.settle()

    # the end

    def settle(self) -> None:
        """Carry out and deliver everything, without trouble."""
        for _ in range(10_000):
            if lanes := self.pbx.open_lanes():
                self.pbx.carry_out(lanes[0])
            elif self.pbx.replies:
                self._reply(next(iter(self.pbx.replies)))
            elif sources := self.pbx.told():
                self.tell(self.pbx.wire[sources[0]].popleft())
            else:
                return
        raise AssertionError("commands and events go on for ever")

    def finish(self) -> None:
        """Everybody hangs up: nothing may be left."""
        if not self.pbx.linked:
            self.connect()
        self.tell(DrainRequested())
        self._calm_down()
        for _ in range(50):
            customers = [leg for leg in self._legs(agents=True) if attempt_of(leg.id) or self._is_message(leg.id)]
            for leg in [*self._legs(agents=False), *self._to_supervisors(), *customers]:
                self.pbx.end_leg(leg)
            self.settle()
            # what a command that failed left behind is found by asking
            self.pbx.lose_link()
            self.tell(PbxLost())
            self.connect()
            self.settle()
            if not self.pbx.legs:
                break
        self.wait(1000)
        for callback_id in list(self.engine.calls.callbacks.items):
            self.tell(CallbackCancelled(callback_id))
        self.forget_messages()
        self._check_empty()

    def forget_messages(self) -> None:
        """Somebody hears all messages by other means."""
        for name in list(self.engine.calls.voicemails.items):
            self.tell(VoicemailClosed(name))

    def _calm_down(self) -> None:
        """Without trouble every call comes through its flow and every offer to its end: none is stuck."""
        for _ in range(12):
            self.settle()
            for leg in list(self.pbx.legs.values()):
                for playback in list(leg.playing):
                    self.pbx.end_playback(leg, playback)
                if leg.endpoint is not None:
                    self.pbx.answer(leg)
                    self.pbx.emit(DigitPressed(leg.id, ACCEPT), leg.id)
        for call in self.engine.calls.calls.values():
            stuck = (CallState.IN_FLOW, CallState.OFFERED, CallState.TRANSFERRING)
            assert call.state not in stuck, f"{call.id} is stuck"

    def _check_empty(self) -> None:
        engine = self.engine
        assert not engine.calls.calls and not engine.calls.legs and not engine.calls.strays.legs()
        assert not engine.calls.callbacks.items and not self.ledger.callbacks.open()
        assert not engine.calls.voicemails.items
        assert not engine.matcher.waiting() and engine.next_deadline() is None
        assert not engine.supervision.legs and not engine.supervision.searches
        assert not self.pbx.legs, "a leg was left in the PBX"
        assert not self.ledger.recordings, "a recording has no end"
        assert self.ledger.started.keys() == self.ledger.ended.keys(), "a call has no end"
        assert self._bridges_gone or not self.asked.bridges, f"bridges were left: {self.asked.bridges}"
        busy = (AgentState.RESERVED, AgentState.RINGING, AgentState.TALKING, AgentState.HOLDING, AgentState.WRAPUP)
        assert not any(person.state in busy for person in engine.agents.agents.values())
        offered = {
            agent_id for agent_id, person in engine.agents.agents.items() if engine.agents.may_be_offered(person)
        }
        assert offered == set(engine.matcher.idle())


CALM = (
    *("deliver", "carry_out") * 5,
    "settle_down",
    "arrive",
    "phone_rings",
    *("agent_answers", "sound_ends", "key_pressed") * 2,
    "time_passes",
)
"""What happens all the time."""
USUAL = (
    *(
        "caller_leaves",
        "place_wished",
        "agent_leaves",
        "hold",
        "agent_asks",
        "supervisor_wanted",
        "recording_wished",
        "goes_outside",
        *("calls_back",) * 2,
        *("message_left", "message_told_of", "agent_listens") * 2,
        "reply",
    ),
    "caller_recognised",
    *("link_comes_back",) * 4,
)
TROUBLE = (
    "reach_changes",
    "disk_fills",
    *("clock_is_set",) * 3,
    "music_goes",
    "deliver_again",
    "fail",
    "timer_fires_for_nothing",
    "link_breaks",
    "call_breaks",
    "pool_changes",
)
RARE = ("controller_restarts", "drain")
EVERYTHING = CALM + USUAL + TROUBLE + RARE
