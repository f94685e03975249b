"""The engine: one event in, one decision out. Owns the desks and the dispatch by event type; nothing else."""

from collections.abc import Callable
from functools import partial
from typing import Any, get_args

from acd.domain.agents import AgentId
from acd.domain.caller_events import CallerKnown, CallsRecalled, ConversationsRecalled, MessagesTold
from acd.domain.calls import (
    CallId,
    HangUpReason,
    LegId,
    OfferResult,
    Outcome,
    OutcomeClass,
    OutcomeReason,
)
from acd.domain.commands import HangUp, SendToSafetyNet
from acd.domain.errors import UnknownAgent, UnknownCall
from acd.domain.events import (
    AgentRequest,
    AssistanceEndRequested,
    AssistanceRequested,
    CallArrived,
    CallBroken,
    CommandFailed,
    DrainRequested,
    Event,
    LegMeasured,
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
    RecordingAdopted,
    RecordingBegan,
    RecordingMuted,
    RecordingPauseRequested,
    RecordingRequest,
    RecordingRequested,
    RecordingResumeRequested,
    RecordingSpaceChanged,
    RegistrationChanged,
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
from acd.domain.flows import NO_FLOW
from acd.domain.hours_events import ClockTold
from acd.domain.records import CallEnded, CallStarted
from acd.domain.requests import CallbackRequest, CallbackRequested, PlaceRequest
from acd.domain.stored import AgentRestored, CallbackStored, CallStored
from acd.domain.tenants import TenantId
from acd.domain.voicemail_events import MessageSpaceChanged, VoicemailClosed, VoicemailFetched, VoicemailWaits
from acd.domain.zones import ZonesTold
from acd.engine import failures, lost_agents, restore
from acd.engine.agent_desk import AgentDesk
from acd.engine.agent_machine import AgentInput
from acd.engine.call import LiveCall, run_mark
from acd.engine.call_desk import CallDesk
from acd.engine.call_machine import CallInput
from acd.engine.leg_events import LegEvents
from acd.engine.leg_quality import quality_of
from acd.engine.matching import Matcher
from acd.engine.outbox import Decision, Outbox, ms
from acd.engine.recording_machine import RecordingInput
from acd.engine.supervision import Supervision
from acd.engine.takeover import give_up
from acd.engine.timers import TimerKind, Timers

_REQUESTS = {
    SignOutRequested: AgentInput.SIGN_OUT,
    PauseRequested: AgentInput.PAUSE,
    ResumeRequested: AgentInput.RESUME,
    WrapupEndRequested: AgentInput.WRAPUP_END,
    AssistanceRequested: AgentInput.ASK_ASSISTANCE,
}

_RECORDING_REQUESTS = {
    RecordingRequested: RecordingInput.START,
    RecordingPauseRequested: RecordingInput.PAUSE,
    RecordingResumeRequested: RecordingInput.RESUME,
}

_REACH = (
    PhoneReachable,
    PhoneUnreachable,
    PhonesSeen,
    TrunkReachable,
    TrunkUnreachable,
    RegistrationChanged,
    NetTookPhone,
    NetFreedPhone,
    NetPhonesSeen,
    ReachLost,
)


class Engine:
    """The call centre's behaviour as a function of events and time."""

    def __init__(self, run: str = "") -> None:
        """`run` is a word that no controller before this one had: it marks the names of what is taken over."""
        self.run = run_mark(run)
        self.out = Outbox()
        self.timers = Timers()
        self.matcher = Matcher()
        self.agents = AgentDesk(self.out, self.matcher, self.timers)
        self.calls = CallDesk(self.out, self.matcher, self.timers, self.agents)
        self.calls.attempts.run = self.run if run else ""
        self.supervision = Supervision(self.run, self.out, self.timers, self.agents, self.calls)
        self.legs = LegEvents(self.calls, self.agents, self.supervision, partial(restore.stray_ended, self))
        self.pbx_connected = False
        self.pbx_lost_at: float | None = None
        """When the link broke; None while it is up, and before the first one."""
        self.draining = False
        self._handlers: dict[type, Callable[[Any, float], None]] = {
            CallArrived: self.call_arrived,
            **self.legs.handlers(),
            CommandFailed: self._command_failed,
            TimerFired: self._timer_fired,
            PbxConnected: self._pbx_connected,
            PbxLost: self._pbx_lost,
            PoolApplied: self._pool_applied,
            AgentRestored: self._agent_restored,
            CallStored: self._call_stored,
            DrainRequested: self._drain_requested,
            StopRequested: self._stop_requested,
            CallBroken: self._call_broken,
            CallerKnown: self._caller_known,
            ConversationsRecalled: self._conversations_recalled,
            CallsRecalled: self._calls_recalled,
            MessagesTold: self._messages_told,
            ZonesTold: self._zones_told,
            MusicGone: self._music_gone,
            RecordingBegan: self._recording_began,
            RecordingMuted: self._recording_muted,
            RecordingAdopted: self._recording_adopted,
            RecordingSpaceChanged: self._recording_space_changed,
            LegMeasured: self._leg_measured,
            **dict.fromkeys(_REQUESTS, self._agent_requested),
            SignInRequested: self._sign_in_requested,
            WrapupExtensionRequested: self._extension_requested,
            AssistanceEndRequested: self._assistance_end_requested,
            **dict.fromkeys(_REACH, self._reach_told),
            **dict.fromkeys(_RECORDING_REQUESTS, self._recording_requested),
            **dict.fromkeys(get_args(PlaceRequest), self._place_requested),
            **dict.fromkeys(get_args(CallbackRequest), self._callback_requested),
            CallbackStored: self._callback_stored,
            VoicemailWaits: self._voicemail_waits,
            VoicemailFetched: self.calls.voicemails.fetched,
            VoicemailClosed: self._voicemail_closed,
            MessageSpaceChanged: self._message_space_changed,
            **self.calls.openings.handlers(),
            ClockTold: self._clock_told,
        }
        self._deadlines: dict[TimerKind, Callable[[str, float], None]] = {
            TimerKind.RING: self._rang_out,
            TimerKind.RINGING_WITHIN: self._never_rang,
            TimerKind.ACCEPT: self._rang_out,  # picked up, and nobody is there: nobody answered
            TimerKind.OUTSIDE: self.calls.outside.rang_out,
            TimerKind.CALLBACK: self.calls.callbacks.due,
            TimerKind.CALLBACK_GAP: self.calls.callbacks.gap_over,
            TimerKind.VOICEMAIL: self.calls.voicemails.due,
            TimerKind.LISTENING: self.calls.listening.over,
            TimerKind.WRAPUP: self._wrapup_over,
            TimerKind.AHEAD: self._nearly_done,
            TimerKind.REST: self._rest_over,
            TimerKind.FLOW: self.calls.flow.time_over,
            TimerKind.RECIPE: self._recipe_due,
            TimerKind.PARTING: self._parting_over,
            TimerKind.RECORDING: self._recording_again,
            TimerKind.PREFERENCE: self.calls.preferences.over,
            TimerKind.SUPERVISORS: self._supervisors_rang_out,
            TimerKind.HOURS: self.calls.openings.over,
        }

    def handle(self, event: Event, now: float) -> Decision:
        """Take one event at a moment (monotonic seconds, never going back) and decide.

        Raises UnknownAgent for a request of an agent who is not configured, and UnknownCall for a request about a
        call that is not in progress.
        """
        self.step(event, now)
        self.supervision.settle(now, connected=self.pbx_connected)
        self.calls.preferences.settle(now)
        self.calls.recipes.settle(now)
        self._pair(now)
        return self._told()

    def step(self, event: Event, now: float) -> None:
        """Take one event without deciding yet; for parts of the engine that find out that something happened."""
        self._handlers[type(event)](event, now)

    def take_fault(self) -> tuple[LegId | None, Decision]:
        """After `handle` raised: return the caller's leg of the call over which it did, and what was decided till then.

        The half of a decision counts: the state has moved on with it, and other calls may be in it. None is for an
        error that is no call's.
        """
        call, self.calls.in_hand = self.calls.in_hand, None
        return self.calls.half_taken or (call.leg_id if call else None), self._told()

    def _told(self) -> Decision:
        self.calls.forecast.learn(self.out.records)
        self.calls.callers.learn(self.out.records)
        return self.out.take()

    def next_deadline(self) -> float | None:
        """Return when `TimerFired` is due (monotonic seconds), or None."""
        return self.timers.next_deadline()

    # calls

    def call_arrived(self, event: CallArrived, now: float, run: str = "") -> None:
        """Take a call, or turn it away; `run` marks the names of what is made for it."""
        if self.calls.knows(event.call_id):
            return
        pool = self.calls.pool
        entry = pool.entries.get(event.number)
        tenant_id = entry.tenant_id if entry else None
        self.out.records.append(CallStarted(event.call_id, tenant_id, event.number, event.caller, started_ms=ms(now)))
        if entry is None:
            self.out.commands.append(HangUp(event.leg_id, HangUpReason.UNALLOCATED_NUMBER))
            self._turn_away(event, None, OutcomeReason.UNKNOWN_NUMBER, now)
            return
        if self.draining:  # the dialplan can still take care of the caller
            self.out.commands.append(SendToSafetyNet(event.leg_id))
            self._turn_away(event, tenant_id, OutcomeReason.DRAINING, now)
            return
        if self.calls.tenant_is_full(entry.tenant_id):
            self.out.commands.append(HangUp(event.leg_id, HangUpReason.BUSY))
            self._turn_away(event, tenant_id, OutcomeReason.TENANT_FULL, now)
            return
        flow = pool.flows.get(entry.flow_id, NO_FLOW)
        call = LiveCall(
            *(event.call_id, event.leg_id, entry.tenant_id, event.number, event.caller, flow), arrived=now, run=run
        )
        tenant = pool.tenants.get(entry.tenant_id)
        call.profile = tenant.callers.find(event.caller) if tenant else None
        self.calls.admit(call, now)

    def _turn_away(self, event: CallArrived, tenant_id: TenantId | None, reason: OutcomeReason, now: float) -> None:
        self.calls.turned_away(event.call_id)
        self.out.records.append(
            CallEnded(
                call_id=event.call_id,
                tenant_id=tenant_id,
                queue_id=None,
                agent_id=None,
                started_ms=ms(now),
                ended_ms=ms(now),
                outcome=Outcome(OutcomeClass.REJECTED, reason),
            )
        )

    def _caller_known(self, event: CallerKnown, now: float) -> None:
        del now
        call = self.calls.calls.get(event.call_id)
        if call is not None and call.queue is None:  # in line, the caller's place is given
            call.profile = event.profile

    def _conversations_recalled(self, event: ConversationsRecalled, now: float) -> None:
        del now
        self.calls.last_agents.recall(event.conversations)

    def _calls_recalled(self, event: CallsRecalled, now: float) -> None:
        self.calls.callers.recall(event.calls, now)

    def _messages_told(self, event: MessagesTold, now: float) -> None:
        del now
        self.calls.messages.told(event)

    def _command_failed(self, event: CommandFailed, now: float) -> None:
        failures.react(self, event, now)

    def _call_broken(self, event: CallBroken, now: float) -> None:
        if event.leg_id == self.calls.half_taken:
            give_up(self, event.leg_id, now)
        elif call := self.calls.legs.get(event.leg_id):
            self.calls.feed(call, CallInput.BROKEN, now)
        # what the error kept from being done
        strays = self.calls.strays.agents()
        lost_agents.free_from_lost_calls(self.agents, self.matcher, self.calls.calls, strays, now)
        self.pair_everybody()

    # agents

    def _agent_requested(self, event: AgentRequest, now: float) -> None:
        self._known(event.agent_id)
        reason = event.reason if isinstance(event, PauseRequested) else None
        self.agents.request(event.agent_id, _REQUESTS[type(event)], now, reason)

    def _sign_in_requested(self, event: SignInRequested, now: float) -> None:
        self.agents.sign_in(self._known(event.agent_id), now, event.endpoint, event.seat)

    def _extension_requested(self, event: WrapupExtensionRequested, now: float) -> None:
        self.agents.extend_wrapup(self._known(event.agent_id), event.seconds, now)

    def _assistance_end_requested(self, event: AssistanceEndRequested, now: float) -> None:
        agent = self.agents.agents[self._known(event.agent_id)]
        self.agents.assistance.end_requested(agent, event.how, now)

    def _known(self, agent_id: AgentId) -> AgentId:
        if agent_id not in self.agents.agents:
            raise UnknownAgent(f"there is no agent {agent_id!r} in the configuration")
        return agent_id

    def _agent_restored(self, event: AgentRestored, now: float) -> None:
        self.agents.restore(event, now)

    def _call_stored(self, event: CallStored, now: float) -> None:
        del now
        self.calls.stored[event.call_id] = event

    def _music_gone(self, event: MusicGone, now: float) -> None:
        del now
        for call in self.calls.calls.values():
            self.calls.music_gone(call, event.classes)

    # recordings

    def _recording_requested(self, event: RecordingRequest, now: float) -> None:
        call = self._in_progress(event.call_id)
        self.calls.recordings.request(call, _RECORDING_REQUESTS[type(event)], now)

    def _recording_began(self, event: RecordingBegan, now: float) -> None:
        if call := self.legs.caller_on(event.leg_id):
            self.calls.recordings.began(call, event, now)

    def _recording_muted(self, event: RecordingMuted, now: float) -> None:
        if call := self.legs.caller_on(event.leg_id):
            self.calls.recordings.muted(call, event, now)

    def _recording_adopted(self, event: RecordingAdopted, now: float) -> None:
        if call := self.legs.caller_on(event.leg_id):
            self.calls.recordings.adopted(call, event, now)

    def _recording_space_changed(self, event: RecordingSpaceChanged, now: float) -> None:
        self.calls.recordings.space_changed(event.enough, self.calls.calls.values(), now)

    def _recording_again(self, call_id: str, now: float) -> None:
        self.calls.recordings.again(self.calls.calls[CallId(call_id)], now)

    def _leg_measured(self, event: LegMeasured, now: float) -> None:
        if (record := quality_of(event, self.calls.knows, now)) is not None:
            self.out.records.append(record)

    def _place_requested(self, event: PlaceRequest, now: float) -> None:
        self.calls.place.request(self._in_progress(event.call_id), event, now)

    def _callback_requested(self, event: CallbackRequest, now: float) -> None:
        call = self._in_progress(event.call_id) if isinstance(event, CallbackRequested) else None
        self.calls.attempts.request(event, call, now)

    def _callback_stored(self, event: CallbackStored, now: float) -> None:
        self.calls.callbacks.restore(event.callback, now)
        if self.pbx_connected:
            self.calls.callbacks.reconcile(now)

    def _voicemail_waits(self, event: VoicemailWaits, now: float) -> None:
        self.calls.voicemails.add(event.voicemail, now)
        if self.pbx_connected:
            self.calls.voicemails.reconcile(now)

    def _voicemail_closed(self, event: VoicemailClosed, now: float) -> None:
        self.out.refusal = self.calls.voicemails.close(event.voicemail_id, now)

    def _message_space_changed(self, event: MessageSpaceChanged, now: float) -> None:
        del now
        self.calls.voicemails.has_space = event.enough

    def _in_progress(self, call_id: CallId) -> LiveCall:
        call = self.calls.calls.get(call_id)
        if call is None:
            raise UnknownCall(f"there is no call {call_id!r} in progress")
        return call

    # time

    def _timer_fired(self, event: TimerFired, now: float) -> None:
        del event
        while (due := self.timers.pop_due(now)) is not None:
            kind, owner = due
            self._deadlines[kind](owner, now)

    def _rang_out(self, leg_id: str, now: float) -> None:
        # while the PBX is away nobody knows whether the agent answered
        result = OfferResult.MISSED if self.pbx_connected else OfferResult.FAILED
        self.calls.lose_offer(LegId(leg_id), result, now)

    def _never_rang(self, leg_id: str, now: float) -> None:
        self.calls.lose_offer(LegId(leg_id), OfferResult.FAILED, now)

    def _wrapup_over(self, agent_id: str, now: float) -> None:
        self.agents.wrapup_over(AgentId(agent_id), now)

    def _nearly_done(self, agent_id: str, now: float) -> None:
        del now
        self.agents.nearly_done(AgentId(agent_id))

    def _rest_over(self, agent_id: str, now: float) -> None:
        del now
        self.agents.rest_over(AgentId(agent_id))

    def _recipe_due(self, call_id: str, now: float) -> None:
        self.calls.recipes.go_on(self.calls.calls[CallId(call_id)], now)

    def _parting_over(self, leg_id: str, now: float) -> None:
        del now
        self.agents.parted(LegId(leg_id))

    def _supervisors_rang_out(self, agent_id: str, now: float) -> None:
        self.supervision.rang_out(AgentId(agent_id), now)

    # the PBX, the configuration, the end

    def _pbx_connected(self, event: PbxConnected, now: float) -> None:
        restore.reconcile(self, event, now)

    def _pbx_lost(self, event: PbxLost, now: float) -> None:
        del event
        self.pbx_connected, self.pbx_lost_at = False, now

    def _reach_told(self, event: ReachEvent, now: float) -> None:
        del now
        self.agents.reach_told(event)

    def _pool_applied(self, event: PoolApplied, now: float) -> None:
        self.calls.pool = event.pool
        self.agents.apply(event.pool.agents.values(), event.pool.offer_rules, now, event.pool.desks)
        self.calls.forecast.pace.forget(event.pool)
        self.calls.callbacks.applied(now)
        self.calls.voicemails.applied(now)
        self.calls.openings.applied(event.pool.hours, now)

    def _clock_told(self, event: ClockTold, now: float) -> None:
        self.calls.openings.clock_told(event, now)
        self.calls.utc_offset_s = event.utc_offset_s
        self.calls.callbacks.hours_told(now)

    def _zones_told(self, event: ZonesTold, now: float) -> None:
        self.calls.zones = event.zones
        self.calls.callbacks.hours_told(now)

    def _drain_requested(self, event: DrainRequested, now: float) -> None:
        del event
        self.draining = True
        self.calls.callbacks.drain(now)
        self.calls.voicemails.drain()

    def _stop_requested(self, event: StopRequested, now: float) -> None:
        del event
        self.draining = True
        self.calls.callbacks.drain(now)
        self.calls.voicemails.drain()
        for call in list(self.calls.calls.values()):
            self.calls.feed(call, CallInput.STOPPED, now)
        self.agents.close_books(now)
        self.supervision.stop(now)

    # pairs

    def pair_everybody(self) -> None:
        """Look at every idle agent at the end of this step, not only at those freed by it."""
        self.agents.freed = self.matcher.idle()

    def _pair(self, now: float) -> None:
        """Match who became idle and who came into line in this step.

        Everybody else was matched before: no caller waits beside an idle agent who may serve them.
        While the PBX is away nobody can be rung; all are paired when it is back.
        """
        freed, self.agents.freed = self.agents.freed, []
        queued, self.calls.queued = self.calls.queued, []
        if not self.pbx_connected:
            return
        for pick in self.matcher.take_pairs(freed, queued):
            self.calls.offer(pick, now)
        self.calls.ring_all.ring_more(freed, now)
