"""The recording of a conversation: begins by policy or wish, pauses, ends. No failure of it touches the call."""

from collections.abc import Callable, Iterable
from typing import Final

from acd.domain.calls import CallState
from acd.domain.commands import (
    AdoptRecording,
    PauseRecording,
    RecordingCommand,
    Refusal,
    ResumeRecording,
    StartRecording,
    StopRecording,
)
from acd.domain.consent import CONSENT, Consent
from acd.domain.events import RecordingAdopted, RecordingBegan, RecordingMuted
from acd.domain.recordings import (
    RecordingMarkKind,
    RecordingOutcome,
    RecordingPolicy,
    RecordingState,
    recording_id,
)
from acd.domain.records import RecordingEnded, RecordingMark, RecordingStarted
from acd.domain.refusals import NO_RECORDING_SPACE, NOT_TALKING, RECORDING_NOT_ALLOWED
from acd.domain.stored import RecordingStored
from acd.domain.tenants import Tenant
from acd.engine.call import LiveCall, LiveRecording
from acd.engine.outbox import Outbox, ms
from acd.engine.recording_machine import TABLE, RecordingAction, RecordingInput, Refused
from acd.engine.timers import TimerKind, Timers

_FAILURES: dict[type, RecordingInput] = {
    StartRecording: RecordingInput.REFUSED,
    AdoptRecording: RecordingInput.UNADOPTED,
    PauseRecording: RecordingInput.PAUSE_FAILED,
    ResumeRecording: RecordingInput.RESUME_FAILED,
}

FIRST_AGAIN_S: Final = 1.0
"""When the PBX is asked again for what it did not do."""
MOST_DOUBLINGS: Final = 5
"""Each further time it is left in peace twice as long, up to 32 s."""

LATE_S: Final = 0.5
"""A pause that the PBX confirms later than this gets one more mark: what was said before may be in the file."""


class RecordingPart:
    """The recordings of all calls."""

    def __init__(self, out: Outbox, timers: Timers) -> None:
        self._out = out
        self._timers = timers
        self.enough_space = True
        self._actions: dict[RecordingAction, Callable[[LiveCall, LiveRecording, RecordingOutcome, float], None]] = {
            RecordingAction.START: self._start,
            RecordingAction.NOTE_BEGINNING: self._note_beginning,
            RecordingAction.TRY_LATER: self._try_later,
            RecordingAction.START_AGAIN: self._start_again,
            RecordingAction.GIVE_UP: self._give_up,
            RecordingAction.WISH_PAUSE: self._wish_pause,
            RecordingAction.WISH_RESUME: self._wish_resume,
            RecordingAction.PAUSE: self._pause,
            RecordingAction.RESUME: self._resume,
            RecordingAction.NOTE_PAUSE_FAILED: self._note_pause_failed,
            RecordingAction.NOTE_RESUME_FAILED: self._note_resume_failed,
            RecordingAction.NOTE_PAUSED: self._note_paused,
            RecordingAction.NOTE_RESUMED: self._note_resumed,
            RecordingAction.ADOPT_LATER: self._ask_again_later,
            RecordingAction.FINISH: self._finish,
            RecordingAction.STOP: self._stop,
        }

    # what happens to the call

    def conversation_began(self, call: LiveCall, tenant: Tenant | None, now: float) -> None:
        """Find out the policy, and record if it says so."""
        self._find_policy(call, tenant)
        if call.recording_policy is RecordingPolicy.ALWAYS:
            self._begin(call, now)

    def taken_over(self, call: LiveCall, tenant: Tenant | None, known: RecordingStored | None, now: float) -> None:
        """Go on with what the controller before recorded, paused or not: people may pause and resume it."""
        self._find_policy(call, tenant)
        if known is None:
            return
        state = RecordingState.PAUSED if known.paused else RecordingState.RUNNING
        call.recording = LiveRecording(
            known.recording_id,
            known.seq,
            known.queue_id,
            known.agent_id,
            known.since,
            state,
            began=True,
            marks=known.marks,
            silent=known.paused,
        )
        # told again for who finishes the file: it is not one that a crash left
        self._tell(call, call.recording)
        if not self.enough_space:
            self._feed(call, RecordingInput.CUT, now)

    def goes_on(self, call: LiveCall) -> None:
        """The two still talk: make sure that the PBX does what was asked for, also in the moment before the crash."""
        if call.recording is not None:
            call.recording.adopting, call.recording.confirmed = True, False
            self._adopt(call, call.recording)

    def begins_anew(self, call: LiveCall, tenant: Tenant | None) -> None:
        """The controller before connected the two, and nothing is stored of it: it may record all the same.

        By policy it is one recording, whoever began it. One that somebody asked for ends: nobody knows of it, so
        nobody could pause it; its file is found by the sweep.
        """
        self._find_policy(call, tenant)
        if call.recording_policy is RecordingPolicy.ALWAYS and self.enough_space:
            call.inherits_recording = True
        elif call.recording_policy is not RecordingPolicy.NEVER:
            left = recording_id(call.id, call.next("recording"))
            self._out.commands.append(StopRecording(call.leg_id, left))

    def conversation_ended(self, call: LiveCall, outcome: RecordingOutcome, now: float) -> None:
        """The leg is gone or about to go, and takes the recording with it."""
        self._feed(call, RecordingInput.END, now, outcome)

    def set_free(self, call: LiveCall, now: float) -> None:
        """The two talk on without us: nobody could pause the recording any more."""
        self._feed(call, RecordingInput.CUT, now)

    # what people ask for

    def request(self, call: LiveCall, what: RecordingInput, now: float) -> None:
        """Carry out what a person asks for; a refusal is put into the decision."""
        if call.state not in (CallState.CONNECTED, CallState.HELD):
            self._out.refusal = NOT_TALKING
        elif what is not RecordingInput.START or call.recording is not None:
            if call.recording is not None:
                call.recording.tries = 0
            self._feed(call, what, now)
        elif call.recording_policy is RecordingPolicy.NEVER:
            self._out.refusal = RECORDING_NOT_ALLOWED
        elif not self.enough_space:
            self._out.refusal = NO_RECORDING_SPACE
        else:
            self._begin(call, now)

    # what the PBX and the disk say

    def began(self, call: LiveCall, event: RecordingBegan, now: float) -> None:
        """The PBX records."""
        if call.recording is not None and call.recording.id == event.recording_id:
            self._feed(call, RecordingInput.BEGAN, now)

    def muted(self, call: LiveCall, event: RecordingMuted, now: float) -> None:
        """The PBX is silent, or not any more; what it did for an earlier wish does not count."""
        recording = call.recording
        if recording is None or recording.id != event.recording_id or event.muted is not recording.silent:
            return
        if not recording.confirmed and now - recording.asked > LATE_S:
            self._mark(call, recording, RecordingMarkKind.PAUSED if event.muted else RecordingMarkKind.RESUMED, now)
        recording.confirmed = True

    def adopted(self, call: LiveCall, event: RecordingAdopted, now: float) -> None:
        """The PBX records for us what an earlier controller began; what that one stored last may be older."""
        recording = call.recording
        if recording is None or recording.id != event.recording_id or not recording.adopting:
            return
        recording.adopting = False
        # what begins now was asked for earlier, and is there since it was answered
        since = now if event.since is None or event.begun else min(now, event.since)
        if event.begun:
            recording.began = False
        self._feed(call, RecordingInput.BEGAN, since)
        self._tell(call, recording)
        if recording.asked:
            return  # somebody has asked for something meanwhile: that answers for itself
        if event.muted is not recording.silent:
            found = RecordingInput.FOUND_PAUSED if event.muted else RecordingInput.FOUND_RESUMED
            self._feed(call, found, max(recording.since, since))
        recording.confirmed = True

    def failed(self, call: LiveCall, command: RecordingCommand, refusal: Refusal, now: float) -> None:
        """The PBX did not carry out a command of ours; that of a leg that is gone ended with it."""
        what = _FAILURES.get(type(command))
        if call.recording is None or call.recording.id != command.recording_id or what is None:
            return
        if what is RecordingInput.UNADOPTED and not call.recording.adopting:
            return
        if refusal is Refusal.GONE:
            what = RecordingInput.GONE if what is RecordingInput.REFUSED else None
        elif refusal is Refusal.UNKNOWN and what is RecordingInput.REFUSED:
            # it may record all the same, and nobody could pause what counts as not recorded
            self._out.commands.append(StopRecording(call.leg_id, command.recording_id))
            call.recording.renamed = True
        if what is not None:
            self._feed(call, what, now)

    def again(self, call: LiveCall, now: float) -> None:
        """It is time to ask the PBX again for what is wanted."""
        assert call.recording is not None
        what = RecordingInput.AGAIN
        if call.recording.state is RecordingState.UNSURE and call.recording.adopting:
            # no wish of anybody's: the PBX tells what was wished last
            call.recording.state = RecordingState.PAUSED if call.recording.silent else RecordingState.RUNNING
            self._adopt(call, call.recording)
            return
        if call.recording.state is RecordingState.UNSURE:
            what = RecordingInput.PAUSE if call.recording.silent else RecordingInput.RESUME
        self._feed(call, what, now)

    def space_changed(self, enough: bool, calls: Iterable[LiveCall], now: float) -> None:
        """End all recordings before the disk is full; with room again, calls that follow are recorded."""
        self.enough_space = enough
        if not enough:
            for call in calls:
                self._feed(call, RecordingInput.CUT, now)

    # the crank

    def _find_policy(self, call: LiveCall, tenant: Tenant | None) -> None:
        assert call.queue is not None
        written = tenant.recording if tenant is not None else None
        call.recording_policy = call.queue.recording if written is None else written
        if call.progress is not None and call.progress.values.get(CONSENT) == Consent.REFUSED:
            call.recording_policy = RecordingPolicy.NEVER

    def _begin(self, call: LiveCall, now: float) -> None:
        recording = self._new(call, now)
        if call.inherits_recording:
            recording.state, call.inherits_recording = RecordingState.STARTING, False
            self.goes_on(call)
        elif self.enough_space:
            self._feed(call, RecordingInput.START, now)
        else:
            self._close(call, recording, RecordingOutcome.NO_SPACE, now)

    def _new(self, call: LiveCall, now: float) -> LiveRecording:
        assert call.queue is not None and call.agent_id is not None
        seq = call.next("recording")
        recording = LiveRecording(recording_id(call.id, seq), seq, call.queue.id, call.agent_id, since=now)
        call.recording = recording
        if not call.inherits_recording:  # since when is known when the PBX tells it
            self._tell(call, recording)
        return recording

    def _feed(
        self,
        call: LiveCall,
        what: RecordingInput,
        now: float,
        outcome: RecordingOutcome = RecordingOutcome.RECORDED,
    ) -> None:
        recording = call.recording
        state = RecordingState.OFF if recording is None else recording.state
        answer = TABLE[state][what]
        if isinstance(answer, Refused):
            self._out.refusal = answer.value
        elif answer is not None:
            assert recording is not None
            recording.state = answer.next_state
            self._actions[answer.action](call, recording, outcome, now)

    # the table's actions

    def _start(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        del now
        self._out.commands.append(StartRecording(call.leg_id, recording.id, call.tenant_id))

    def _note_beginning(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        del call
        if not recording.began:
            recording.began, recording.since = True, now

    def _try_later(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        recording.began = False
        self._ask_again_later(call, recording, _, now)

    def _start_again(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        if recording.renamed:
            # whatever it records is in a file of its own, and must not go on beside the new one
            self._out.commands.append(StopRecording(call.leg_id, recording.id))
            before = recording
            self._close(call, before, RecordingOutcome.RETRIED, now)
            recording = self._new(call, now)
            recording.state, recording.silent, recording.tries = before.state, before.silent, before.tries
        self._out.commands.append(StartRecording(call.leg_id, recording.id, call.tenant_id))
        if recording.silent:
            self._feed(call, RecordingInput.PAUSE, now)

    def _ask_again_later(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        wait_s = FIRST_AGAIN_S * 2 ** min(recording.tries, MOST_DOUBLINGS)
        recording.tries += 1
        self._timers.set(TimerKind.RECORDING, call.id, now + wait_s)

    def _wish_pause(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        del call, now
        recording.silent = True

    def _wish_resume(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        del call, now
        # a pause that was asked for before the start was refused is behind us in the lane: there was nothing to pause
        recording.silent, recording.confirmed = False, True

    def _give_up(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        self._close(call, recording, RecordingOutcome.FAILED, now)

    def _pause(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        self._ask(call, recording, True, now)
        self._timers.cancel(TimerKind.RECORDING, call.id)
        self._out.commands.append(PauseRecording(call.leg_id, recording.id))
        self._mark(call, recording, RecordingMarkKind.PAUSED, now)

    def _resume(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        self._ask(call, recording, False, now)
        self._timers.cancel(TimerKind.RECORDING, call.id)
        self._out.commands.append(ResumeRecording(call.leg_id, recording.id))
        self._mark(call, recording, RecordingMarkKind.RESUMED, now)

    def _ask(self, call: LiveCall, recording: LiveRecording, silent: bool, now: float) -> None:
        recording.silent, recording.confirmed, recording.asked = silent, False, now
        if recording.adopting:  # first; it may have failed, and nobody asks again for what was wished before
            self._adopt(call, recording)

    def _adopt(self, call: LiveCall, recording: LiveRecording) -> None:
        self._out.commands.append(AdoptRecording(call.leg_id, recording.id, call.tenant_id))

    def _note_paused(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        recording.silent = True
        self._mark(call, recording, RecordingMarkKind.PAUSED, now)

    def _note_resumed(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        recording.silent = False
        self._mark(call, recording, RecordingMarkKind.RESUMED, now)

    def _note_pause_failed(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        self._mark(call, recording, RecordingMarkKind.PAUSE_FAILED, now)
        self._ask_again_later(call, recording, _, now)

    def _note_resume_failed(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        self._mark(call, recording, RecordingMarkKind.RESUME_FAILED, now)
        self._ask_again_later(call, recording, _, now)

    def _finish(self, call: LiveCall, recording: LiveRecording, outcome: RecordingOutcome, now: float) -> None:
        self._close(call, recording, outcome if recording.began else RecordingOutcome.TOO_SHORT, now)

    def _stop(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        self._out.commands.append(StopRecording(call.leg_id, recording.id))
        self._close(call, recording, RecordingOutcome.CUT, now)

    # records

    def _tell(self, call: LiveCall, recording: LiveRecording) -> None:
        """Keep that there is such a recording, before anything else is kept of it."""
        if not recording.told:
            recording.told = True
            self._out.records.append(_started(call, recording))

    def _mark(self, call: LiveCall, recording: LiveRecording, kind: RecordingMarkKind, now: float) -> None:
        self._tell(call, recording)
        recording.marks += 1
        self._out.records.append(RecordingMark(recording.id, recording.marks, kind, ms(now)))

    def _close(self, call: LiveCall, recording: LiveRecording, outcome: RecordingOutcome, now: float) -> None:
        self._tell(call, recording)
        call.recording = None
        self._timers.cancel(TimerKind.RECORDING, call.id)
        self._out.records.append(
            RecordingEnded(
                recording_id=recording.id,
                call_id=call.id,
                seq=recording.seq,
                tenant_id=call.tenant_id,
                queue_id=recording.queue_id,
                agent_id=recording.agent_id,
                started_ms=ms(recording.since),
                ended_ms=ms(now),
                outcome=outcome,
            )
        )


def _started(call: LiveCall, recording: LiveRecording) -> RecordingStarted:
    return RecordingStarted(
        recording_id=recording.id,
        call_id=call.id,
        seq=recording.seq,
        tenant_id=call.tenant_id,
        queue_id=recording.queue_id,
        agent_id=recording.agent_id,
        started_ms=ms(recording.since),
    )
