"""What must be true of the engine after every step, whatever happened."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Set
from dataclasses import dataclass

from acd.domain.agents import AgentId, AgentState, AssistanceEnd, Reach
from acd.domain.callbacks import attempt_of
from acd.domain.calls import (
    CallId,
    CallState,
    LegId,
    OfferResult,
    OutcomeClass,
    OutcomeReason,
    SegmentKind,
)
from acd.domain.commands import (
    HangUp,
    RingAgent,
    RingSupervisor,
    StartRecording,
)
from acd.domain.events import LegSeen
from acd.domain.queues import AgentChoice, Queue, QueueId, Skill
from acd.domain.recordings import RecordingId, RecordingMarkKind, RecordingState
from acd.domain.records import (
    AgentStint,
    AssistanceAsked,
    AssistanceEnded,
    CallConnected,
    CallEnded,
    CallQueued,
    CallStarted,
    OfferEnded,
    OfferMade,
    Record,
    RecordingEnded,
    RecordingMark,
    RecordingStarted,
    Segment,
)
from acd.domain.stored import CallStored, RecordingStored
from acd.engine.agent import LiveAgent
from acd.engine.call import LiveCall, is_for_outside
from acd.engine.callback_attempt import is_customer
from acd.engine.engine import Engine
from acd.engine.outbox import Decision, ms
from acd.engine.ring_all import is_rung_for
from acd.engine.supervisor_legs import is_supervision
from acd.engine.timers import TimerKind
from tests.property.callbacks import CallbackBook, check_callbacks, check_outside_timers
from tests.property.demands import check_preferences, requirements, serves
from tests.property.offers_made import OffersMade
from tests.property.places import Places, check_places
from tests.property.voicemails import VoicemailBook, check_voicemails, standing

_UNDONE = (RecordingState.UNSTARTED, RecordingState.UNSURE)
_OFFERED = (AgentState.RESERVED, AgentState.RINGING)
_OUTSIDE = (CallState.TRANSFERRING, CallState.OUTSIDE)
_TALKING = (AgentState.TALKING, AgentState.HOLDING)
_TALKS = (SegmentKind.TALK, SegmentKind.HOLD, SegmentKind.VOICEMAIL)


class Ledger:
    """Reads all records in order, and knows what they must add up to."""

    def __init__(self) -> None:
        self.started: dict[CallId, CallStarted] = {}
        self.ended: dict[CallId, CallEnded] = {}
        self.offers: Counter[AgentId] = Counter()
        self.places = Places()
        self.callbacks = CallbackBook()
        self.voicemails = VoicemailBook()
        self._segments: dict[CallId, list[Segment]] = defaultdict(list)
        self._stints: dict[AgentId, AgentStint] = {}
        self._connected: dict[CallId, CallConnected] = {}
        self._accepted: set[CallId] = set()
        self.outside: set[CallId] = set()
        """Calls that ended in a conversation with an outside number, or after one."""
        self._queued: dict[CallId, CallQueued] = {}
        self._offer_seqs: dict[CallId, set[int]] = defaultdict(set)
        self._offers_made = OffersMade()
        self.recordings: dict[RecordingId, RecordingStarted] = {}
        """Those that have not ended."""
        self.helped: dict[AgentId, AssistanceAsked] = {}
        """Who calls for a supervisor."""
        self._recorded: Counter[CallId] = Counter()
        self._left: dict[CallId, RecordingStarted] = {}
        """Those that had not ended when the controller did."""
        self._marks: dict[RecordingId, list[RecordingMarkKind]] = defaultdict(list)

    def take(self, record: Record) -> None:  # noqa: C901 - one row for each kind of record
        """Check a record against those before it."""
        self.places.take(record)
        self.callbacks.take(record)
        self.voicemails.take(record)
        match record:
            case CallStarted():
                assert record.call_id not in self.started, "a call started twice"
                self.started[record.call_id] = record
            case CallQueued():
                assert record.call_id not in self._queued, "a call was put in line twice"
                self._queued[record.call_id] = record
            case CallConnected():
                assert record.call_id not in self._connected, "a call was connected twice"
                self._connected[record.call_id] = record
            case Segment():
                self._take_segment(record)
            case OfferMade():
                self._offers_made.take(record, self.places.queue)
            case OfferEnded():
                self._offers_made.end(record)
                assert record.seq not in self._offer_seqs[record.call_id], "two offers have one number"
                self._offer_seqs[record.call_id].add(record.seq)
                assert record.started_ms <= record.ended_ms
                self.offers[record.agent_id] += 1
                if record.result is OfferResult.ACCEPTED:
                    self._accepted.add(record.call_id)
            case AgentStint():
                self._take_stint(record)
            case AssistanceAsked() | AssistanceEnded():
                self._take_assistance(record)
            case RecordingStarted() | RecordingMark() | RecordingEnded():
                self._take_recording(record)
            case CallEnded():
                self._take_end(record)

    def _take_assistance(self, record: AssistanceAsked | AssistanceEnded) -> None:
        if isinstance(record, AssistanceAsked):
            assert record.agent_id not in self.helped, "an agent calls twice for a supervisor"
            self.helped[record.agent_id] = record
            return
        asked = self.helped.pop(record.agent_id)
        assert (record.started_ms, record.call_id) == (asked.at_ms, asked.call_id)
        assert record.started_ms <= record.ended_ms
        assert record.supervisor_id is None or record.how is AssistanceEnd.ACKNOWLEDGED
        assert record.supervisor_id != record.agent_id, "somebody came to their own help"

    def _take_recording(self, record: RecordingStarted | RecordingMark | RecordingEnded) -> None:
        match record:
            case RecordingStarted():
                if self._left.pop(record.call_id, None) != record:  # else it was taken over
                    # a number may be left out: one that a controller that died may have given without telling anybody
                    assert record.seq > self._recorded[record.call_id], "recordings are not numbered in order"
                assert record.call_id not in {one.call_id for one in self.recordings.values()}, "two recordings at once"
                assert record.call_id in self._connected, "somebody is recorded who talks to nobody"
                self._recorded[record.call_id] = record.seq
                self.recordings[record.recording_id] = record
            case RecordingMark():
                assert record.recording_id in self.recordings, "a mark outside of its recording"
                self._marks[record.recording_id].append(record.kind)
                assert record.seq == len(self._marks[record.recording_id]), "marks are not numbered in order"
            case RecordingEnded():
                started = self.recordings.pop(record.recording_id, None)
                assert started is not None, "a recording ended twice, or never began"
                assert (record.call_id, record.seq) == (started.call_id, started.seq)
                assert started.started_ms <= record.started_ms <= record.ended_ms, "a recording is negative"

    def lost(self, records: Iterable[Record]) -> None:
        """These died with the controller."""
        for record in records:
            if isinstance(record, OfferMade):
                self._offers_made.lost(record)

    def seats_lost(self) -> None:
        """Some of what was stored of agents was lost with the controller."""
        self._offers_made.seats_lost(self.started)

    def forget_restart(self, legs: Set[str]) -> None:
        """The controller died: calls whose legs are gone are closed by others, agents' numbers begin anew."""
        for call_id in [known for known in self.started if known not in self.ended and known not in legs]:
            del self.started[call_id]
        self._stints.clear()
        self.helped.clear()
        # the next controller finds the files, or goes on with it
        self._left = {record.call_id: record for record in self.recordings.values()}
        self.recordings.clear()

    def stored(self, call_id: CallId) -> CallStored | None:
        """Return what a database would know of a call."""
        start = self.started.get(call_id)
        if start is None:
            return None
        segments = self._segments.get(call_id, [])
        queued, connected = self._queued.get(call_id), self._connected.get(call_id)
        return CallStored(
            call_id=call_id,
            tenant_id=start.tenant_id,
            started=_moment(start.started_ms),
            ended=call_id in self.ended,
            queue_id=self.places.queue.get(call_id),
            queued_at=_moment(queued.at_ms) if queued else None,
            connected_at=_moment(connected.at_ms) if connected else None,
            agent_id=connected.agent_id if connected else None,
            segments=len(segments),
            last_kind=segments[-1].kind if segments else None,
            last_queue_id=segments[-1].queue_id if segments else None,
            last_end=_moment(segments[-1].ended_ms) if segments else None,
            offers=max(self._offer_seqs[call_id] | self._offers_made.numbers(call_id), default=0),
            open_offers=tuple(sorted(self._offers_made.numbers(call_id) - self._offer_seqs[call_id])),
            recordings=self._recorded[call_id],
            moves=self.places.moves[call_id],
            recording=self._going_on(call_id),
        )

    def _going_on(self, call_id: CallId) -> RecordingStored | None:
        left = self._left.get(call_id)
        if left is None:
            return None
        marks = self._marks[left.recording_id]
        return RecordingStored(
            left.recording_id,
            left.seq,
            left.queue_id,
            left.agent_id,
            _moment(left.started_ms),
            len(marks),
            paused=bool(marks) and marks[-1] in (RecordingMarkKind.PAUSED, RecordingMarkKind.RESUME_FAILED),
        )

    def _take_segment(self, segment: Segment) -> None:
        before = self._segments[segment.call_id]
        since = before[-1].ended_ms if before else self.started[segment.call_id].started_ms
        assert segment.started_ms == since, "segments leave a gap or overlap"
        assert segment.ended_ms >= segment.started_ms, "a segment is negative"
        assert segment.seq == len(before) + 1, "segments are not numbered in order"
        before.append(segment)

    def _take_stint(self, stint: AgentStint) -> None:
        before = self._stints.get(stint.agent_id)
        assert stint.ended_ms >= stint.started_ms, "a stint is negative"
        if before is not None:
            assert stint.seq == before.seq + 1, "stints are not numbered in order"
            assert (stint.state, stint.reason) == (before.next_state, before.next_reason), "a state was skipped"
            assert stint.started_ms == before.ended_ms or stint.state is AgentState.OFFLINE, "stints leave a gap"
        idle = (AgentState.OFFLINE, AgentState.AVAILABLE, AgentState.PAUSED)
        assert stint.state not in idle or stint.call_id is None, "an idle agent has a call in hand"
        self._stints[stint.agent_id] = stint

    def _take_end(self, end: CallEnded) -> None:
        assert end.call_id in self.started, "a call ended that never started"
        assert end.call_id not in self.ended, "a call ended twice"
        left = [one.recording_id for one in self.recordings.values() if one.call_id == end.call_id]
        assert not left, f"{left} outlives its call"
        self.ended[end.call_id] = end
        segments = self._segments.pop(end.call_id, [])
        total = Counter({kind: 0 for kind in SegmentKind})
        for segment in segments:
            total[segment.kind] += segment.ended_ms - segment.started_ms
        assert sum(total.values()) == end.ended_ms - end.started_ms, "segments do not add up to the call"
        assert end.talk_ms == sum(total[kind] for kind in _TALKS), "talk time is not its segments"
        if total[SegmentKind.OUTSIDE]:
            self.outside.add(end.call_id)
        went_out = end.outcome.reason is OutcomeReason.OUTSIDE
        assert not went_out or (end.talk_ms == 0 and end.outcome.cls is OutcomeClass.EXITED), "nobody was outside"
        wait_ms = total[SegmentKind.QUEUE] + total[SegmentKind.RING]
        assert end.wait_ms == (wait_ms if end.call_id in self._queued else None), "wait is not its segments"
        connected = self._connected.pop(end.call_id, None)
        assert (connected is not None) == (end.call_id in self._accepted), "accepted and connected differ"
        assert end.agent_id == (connected.agent_id if connected else None)


def _moment(at_ms: int) -> float:
    return (at_ms + 0.5) / 1000


@dataclass(frozen=True)
class CallBefore:
    """What must not change when the controller does."""

    state: CallState
    agent_id: AgentId | None
    queue: QueueId | None
    arrived_ms: int
    queued_ms: int
    rank_ms: int
    order: int
    place: tuple[float, int]
    """What was asked for, and how often the call was moved."""

    @classmethod
    def of(cls, call: LiveCall) -> "CallBefore":
        """Note a call."""
        queue = call.queue.id if call.queue else None
        place = call.asked_ahead, call.counts.get("move", 0)
        return cls(
            call.state,
            call.agent_id,
            queue,
            ms(call.arrived),
            ms(call.queued_at),
            ms(call.rank[0] + call.raised),
            call.rank[1],
            place,
        )

    def talks(self) -> bool:
        """Tell whether it was a conversation."""
        return self.state in (CallState.CONNECTED, CallState.HELD)


def check_kept(
    engine: Engine, before: dict[CallId, CallBefore], seen: dict[LegId, LegSeen], unsure: Container[CallId] = ()
) -> None:
    """Every call whose legs the PBX held is there again: same queue, same times, same agent, same state.

    Of calls with lost records (`unsure`) the memo must suffice for who talks to whom, and for the place in line.
    """
    for call_id, was in before.items():
        leg, call = seen.get(LegId(call_id)), engine.calls.calls.get(call_id)
        if leg is None or (leg.memo is None and (was.queue is None or call_id in unsure)):
            continue
        if attempt_of(call_id) and not is_customer(leg):
            continue  # a customer who is not on the line is called again
        if was.talks() and leg.peer is not None and was.agent_id in engine.agents.agents:
            assert call is not None and call.agent_id == was.agent_id, "a talk was lost"
            assert call.state is was.state or call_id in unsure, "a hold was lost"
        if was.state is CallState.OUTSIDE and leg.peer is not None:
            assert call is not None and call.state is CallState.OUTSIDE, "a caller lost the number outside"
        told = None if leg.memo is None else (leg.memo.queue_id, leg.memo.moves)
        place_is_known = call_id not in unsure or told == (was.queue, was.place[1])
        waits = was.state in (CallState.WAITING, CallState.OFFERED, CallState.TRANSFERRING)
        if waits and leg.peer is None and place_is_known:
            gone = was.queue not in engine.calls.pool.queues
            # the other side may have left already
            parted = is_for_outside(leg.bridge_id)
            there = call is not None and (call.in_line() or call.state is CallState.TRANSFERRING)
            assert gone or parted or there, "a caller lost the line"
        if call is not None:
            assert ms(call.arrived) == was.arrived_ms, "a call began anew"
            if was.queue is not None and place_is_known:
                _check_place(call, was, leg)


def _check_place(call: LiveCall, was: CallBefore, leg: LegSeen) -> None:
    assert call.queue is not None
    assert (call.queue.id, ms(call.queued_at)) == (was.queue, was.queued_ms), "a call was not kept as it was"
    # else the controller died before the PBX had the last word about the place
    memo = leg.memo
    if memo is not None and memo.ahead is not None and (memo.asked_ahead, memo.moves) == was.place:
        assert abs(ms(call.rank[0] + call.raised) - was.rank_ms) <= 1, "a caller lost the place"
        assert call.rank[1] == was.order, "a caller lost the place among those who came at the same moment"


def check(engine: Engine, decision: Decision, asked_before: Mapping[AgentId, int]) -> None:
    """Check all that can be seen between two events; `asked_before`: when each agent was last asked till then."""
    check_pairs(engine)
    check_seats(engine)
    check_legs(engine)
    check_timers(engine)
    check_matcher(engine)
    check_places(engine)
    check_callbacks(engine)
    check_voicemails(engine)
    check_choice(engine, decision, asked_before)
    check_preferences(engine, decision)
    check_recordings(engine, decision)
    check_supervision(engine, decision)


def check_pairs(engine: Engine) -> None:
    """No agent has two calls, no call two agents; what call and agent say of each other is the same."""
    holders: dict[AgentId, LiveCall] = {}
    for call in engine.calls.calls.values():
        assert call.state not in (CallState.ARRIVING, CallState.ENDED), "a call stands in no state of a live one"
        assert (call.offer is not None) == (call.state is CallState.OFFERED)
        talks = call.state in (CallState.CONNECTED, CallState.HELD)
        assert (call.agent_leg_id is not None) == talks
        assert (call.outside is not None) == (call.state in _OUTSIDE), "a number is called for nobody"
        assert (call.outside_at is not None) == (call.state is CallState.OUTSIDE)
        assert not call.beside or not any(offer.taken for offer in call.offers), "phones ring for a call in hand"
        asked = [offer.agent_id for offer in call.offers]
        for agent_id in asked if call.agent_id is None else [*asked, call.agent_id]:
            assert agent_id not in holders, f"{agent_id} has two calls"
            holders[agent_id] = call
    strays = engine.calls.strays.agents()
    for agent_id, agent in engine.agents.agents.items():
        assert agent.spec.id == agent_id
        check_agent(engine, agent, holders.pop(agent_id, None), agent_id in strays)
    assert not holders, "a call is in the hand of nobody"
    assert strays <= engine.agents.agents.keys()


def check_agent(engine: Engine, agent: LiveAgent, call: LiveCall | None, stray: bool) -> None:
    """The agent's state is that of the call in hand."""
    if call is None:
        assert agent.state not in _OFFERED, "an agent is asked for no call"
        busy = agent.state in _TALKING
        assert busy == stray or not engine.pbx_connected, "an agent talks to nobody, or talks and is not busy"
    else:
        assert not stray, "an agent has a call and a conversation of nobody's"
        expected = {CallState.OFFERED: _OFFERED, CallState.CONNECTED: (AgentState.TALKING,)}
        assert agent.state in expected.get(call.state, (AgentState.HOLDING,)), "call and agent disagree"
        assert agent.hand is not None and agent.hand.call_id == call.id
    if agent.state in (AgentState.AVAILABLE, AgentState.PAUSED, AgentState.OFFLINE):
        assert agent.hand is None and agent.wish is None, "an idle agent has a call or a wish"
    assert not agent.resting or agent.state in (AgentState.AVAILABLE, AgentState.WRAPUP, *_TALKING)
    assert not agent.ahead or agent.state is AgentState.WRAPUP
    assert agent.notes is None or agent.state in _OFFERED


def check_seats(engine: Engine) -> None:
    """One agent a phone, of those who can be rung; who is gone sits nowhere, and calls for nobody."""
    idle = (AgentState.AVAILABLE, AgentState.PAUSED, AgentState.WRAPUP)
    agents = engine.agents.agents.values()
    there = {*engine.calls.pool.desks, *(agent.endpoint for agent in engine.calls.pool.agents.values())}
    phones = Counter(agent.phone for agent in agents if agent.state in idle and agent.wish is None)
    assert not phones or max(phones.values()) == 1, f"two agents sit at one phone: {phones}"
    for agent in agents:
        if agent.state is AgentState.OFFLINE:
            assert agent.endpoint is None and agent.assistance is None
        elif agent.endpoint is not None and agent.wish is not AgentState.OFFLINE:
            assert agent.endpoint in {*there, agent.spec.outside}


def check_legs(engine: Engine) -> None:
    """Every leg that is known belongs to exactly one live call or stray conversation."""
    legs = {}
    for call in engine.calls.calls.values():
        for leg_id in (
            call.leg_id,
            *(offer.leg_id for offer in call.offers),
            call.agent_leg_id,
            call.outside and call.outside.leg_id,
        ):
            if leg_id:
                assert leg_id not in legs
                legs[leg_id] = call
    assert legs == engine.calls.legs
    assert not legs.keys() & set(engine.calls.strays.legs()), "a leg is in a call and in a stray conversation"


def check_timers(engine: Engine) -> None:
    """There is a deadline for everything that has one, and for nothing else."""
    current = set(engine.timers.current())
    offers = [offer for call in engine.calls.calls.values() for offer in call.offers]
    ringing = {offer.leg_id for offer in offers if not offer.answered and offer.rung}
    assert {owner for kind, owner in current if kind is TimerKind.RING} == ringing
    assert {owner for kind, owner in current if kind is TimerKind.RINGING_WITHIN} <= ringing
    check_outside_timers(engine)
    agents = engine.agents.agents.items()
    wrapup = {agent_id for agent_id, agent in agents if agent.state is AgentState.WRAPUP}
    assert {owner for kind, owner in current if kind is TimerKind.WRAPUP} == wrapup
    assert {owner for kind, owner in current if kind is TimerKind.AHEAD} <= wrapup
    asked_again = {
        call.id for call in engine.calls.calls.values() if call.recording and call.recording.state in _UNDONE
    }
    assert {owner for kind, owner in current if kind is TimerKind.RECORDING} == asked_again
    recipes = {call.id for call in engine.calls.calls.values() if call.course and call.course.next_at() is not None}
    waiting = {call.id for call in engine.calls.calls.values() if call.state is CallState.WAITING}
    assert recipes & waiting <= {owner for kind, owner in current if kind is TimerKind.RECIPE} <= recipes
    resting = {agent_id for agent_id, agent in agents if agent.resting}
    assert {owner for kind, owner in current if kind is TimerKind.REST} == resting
    assert {owner for kind, owner in current if kind is TimerKind.PARTING} == set(engine.agents.parting.legs())


def check_matcher(engine: Engine) -> None:
    """In line stand the waiting, in the rows the idle; and none of them could be paired."""
    calls = engine.calls.calls.values()
    waiting = [call for call in calls if call.state is CallState.WAITING]
    idle = [a for a in engine.agents.agents.values() if engine.agents.may_be_offered(a)]
    stands = {CallId(name) for name in engine.calls.callbacks.standing.values()} | standing(engine)
    assert set(engine.matcher.waiting()) == {call.id for call in waiting} | stands
    assert len({call.rank[1] for call in waiting}) == len(waiting), "two callers have one place in the order"
    assert set(engine.matcher.idle()) == {agent.spec.id for agent in idle}
    if engine.pbx_connected:
        for call in waiting:
            assert not any(serves(engine, call, agent) for agent in idle), f"{call.id} waits beside an idle agent"
        for call in calls:
            rings_all = call.queue is not None and call.queue.choice is AgentChoice.RING_ALL
            if rings_all and is_rung_for(call) and call.attempt is None and call.listening is None:
                tried = call.tried if call.waits_for else ()
                left = [agent for agent in idle if serves(engine, call, agent) and agent.spec.id not in tried]
                assert not left, f"{call.id} does not ring everybody"


def check_recordings(engine: Engine, decision: Decision) -> None:
    """Only conversations are recorded, and none of them without space."""
    for call in engine.calls.calls.values():
        talks = call.state in (CallState.CONNECTED, CallState.HELD)
        if call.recording is not None:
            assert talks, "a call is recorded that is no conversation"
            assert call.recording.state is not RecordingState.OFF, "a recording that is over was not put away"
            assert engine.calls.recordings.enough_space, "a recording fills the disk"
    if not engine.calls.recordings.enough_space:
        assert not any(isinstance(command, StartRecording) for command in decision.commands)


def check_supervision(engine: Engine, decision: Decision) -> None:
    """A leg to a supervisor is for one agent who calls or is listened to; nobody is rung for help and for a call."""
    agents, legs, searches = engine.agents.agents, list(engine.supervision.legs), engine.supervision.searches
    own = {leg.id for leg in legs} | {leg.ear_id for leg in legs}
    assert not own & {*engine.calls.legs, *engine.calls.strays.legs()}, "a leg to a supervisor is one of a call"
    assert not any(map(is_supervision, (*engine.calls.legs, *engine.calls.strays.legs()))), "so is one of another run"
    assert len({leg.supervisor_id for leg in legs}) == len({leg.endpoint for leg in legs}) == len(legs)
    current = {owner for kind, owner in engine.timers.current() if kind is TimerKind.SUPERVISORS}
    assert current == searches.keys() <= {one for one, agent in agents.items() if agent.assistance is not None}
    for leg in legs:
        supervisor = agents[leg.supervisor_id]
        assert leg.supervisor_id != leg.asker_id, "somebody is rung for themselves"
        assert supervisor.spec.supervisor and supervisor.phone == leg.endpoint
        assert supervisor.state in (AgentState.OFFLINE, AgentState.AVAILABLE, AgentState.PAUSED), "a helper is busy"
        assert not engine.matcher.is_idle(leg.supervisor_id), "a helper is offered calls"
        assert leg.answered or leg.asker_id in searches, "a phone rings for nobody"
        assert leg.answered == (leg.listens_to is not None or leg.playback is not None)
        if leg.listens_to is not None:
            assert agents[leg.asker_id].state in _TALKING, "a supervisor listens to nobody"
            assert leg.listens_to in {*engine.calls.strays.legs(), *engine.calls.legs}
    for asker_id, search in searches.items() if engine.pbx_connected else ():
        for helper in agents.values():
            asked = (helper.spec.id, helper.phone) in search.tried
            assert asked or helper.spec.id == asker_id or not engine.agents.may_be_rung_to_help(helper)
    for command in decision.commands:
        assert not isinstance(command, HangUp) or command.lane not in own, "who is still helping was hung up"
        if isinstance(command, RingSupervisor):
            assert engine.pbx_connected, "a supervisor is rung while the PBX is away"
            assert engine.agents.reach_of(agents[command.agent_id]) is not Reach.UNREACHABLE
            assert not engine.agents.reach.in_net(command.endpoint), "a phone rings beside a caller of the safety net"


def check_choice(engine: Engine, decision: Decision, asked_before: Mapping[AgentId, int]) -> None:
    """The caller offered came first of all whom that agent may serve; the agent asked is whom the queue prefers."""
    calls, agents = engine.calls.calls, engine.agents.agents
    for command in decision.commands:
        if isinstance(command, RingAgent):
            assert engine.pbx_connected, "an agent is rung while the PBX is away"
            call, agent = calls[command.call_id], agents[command.agent_id]
            if call.attempt is not None and call.attempt.caller_first:
                continue  # the agent was chosen before the customer was dialled
            assert serves(engine, call, agent), "the agent lacks the skills"
            assert engine.agents.reach_of(agent) is not Reach.UNREACHABLE, "a phone is rung that is gone"
            for other in calls.values():
                if other.state is CallState.WAITING and serves(engine, other, agent):
                    assert other.rank > call.rank, f"{other.id} was passed over"
            assert call.queue is not None
            beside = command.lane in {other.leg_id for other in call.beside}
            if call.queue.choice is AgentChoice.RANDOM or call.waits_for or beside or call.listening is not None:
                continue  # anybody may be asked, or certain agents in their own order
            if call.queue.choice is AgentChoice.BEST_SKILLED and call.course is not None:
                continue  # of the skills that are asked for at this moment: see the tests of the matcher
            key = _preference(call, call.queue, agent, asked_before.get(agent.spec.id, 0))
            for rival in agents.values():
                if engine.agents.may_be_offered(rival) and serves(engine, call, rival):
                    rivals = _preference(call, call.queue, rival, rival.work.asked)
                    assert rivals > key, f"{rival.spec.id} goes before {agent.spec.id}: {call.queue.choice}"


def _preference(call: LiveCall, queue: Queue, agent: LiveAgent, asked: int) -> tuple[float, ...]:
    """Say in the plainest way what a queue compares."""
    levels = dict(agent.spec.profile)
    measure: tuple[float, ...] = {
        AgentChoice.LONGEST_IDLE: (),
        AgentChoice.ROUND_ROBIN: (asked,),
        AgentChoice.FEWEST_CALLS: (agent.work.calls,),
        AgentChoice.LEAST_TALK: (agent.work.talk_s,),
        AgentChoice.LEAST_OCCUPIED: (agent.work.load(),),
        AgentChoice.BEST_SKILLED: (-_skilled(call, levels),),
        AgentChoice.LEAST_SKILLED: (len(levels), sum(levels.values())),
        AgentChoice.LINEAR: (agent.spec.place,),
        AgentChoice.RING_ALL: (),
    }[queue.choice]
    return *measure, agent.idle_since, agent.idle_seq


def _skilled(call: LiveCall, levels: Mapping[Skill, int]) -> int:
    """Add up the levels of the skills that are asked for: with the best of the sets that the agent has."""
    asked = requirements(call)
    all_of = {skill for one in asked for skill, _ in one.minimum}
    sets = [wanted for one in asked for wanted in one.any_of if all(levels.get(skill, 0) >= at for skill, at in wanted)]
    totals = [all_of | {skill for skill, _ in wanted} for wanted in sets or [frozenset()]]
    return max(sum(levels.get(skill, 0) for skill in skills) for skills in totals)
