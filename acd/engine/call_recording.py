"""The recording of a conversation: begins by policy or wish, pauses, ends. No failure of it touches the call."""

from collections.abc import Callable, Iterable

from acd.domain.calls import CallState
from acd.domain.commands import (
    PauseRecording,
    RecordingCommand,
    Refusal,
    ResumeRecording,
    StartRecording,
    StopRecording,
)
from acd.domain.events import RecordingBegan, RecordingStored
from acd.domain.recordings import (
    RecordingMarkKind,
    RecordingOutcome,
    RecordingPolicy,
    RecordingState,
    recording_id,
)
from acd.domain.records import RecordingEnded, RecordingMark, RecordingStarted
from acd.domain.refusals import NO_RECORDING_SPACE, NOT_TALKING, RECORDING_NOT_ALLOWED
from acd.domain.tenants import Tenant
from acd.engine.call import LiveCall, LiveRecording
from acd.engine.outbox import Outbox, ms
from acd.engine.recording_machine import TABLE, RecordingAction, RecordingInput, Refused

_FAILURES: dict[type, RecordingInput] = {
    StartRecording: RecordingInput.REFUSED,
    PauseRecording: RecordingInput.PAUSE_FAILED,
    ResumeRecording: RecordingInput.RESUME_FAILED,
}


class RecordingPart:
    """The recordings of all calls."""

    def __init__(self, out: Outbox) -> None:
        self._out = out
        self.enough_space = True
        self._actions: dict[RecordingAction, Callable[[LiveCall, LiveRecording, RecordingOutcome, float], None]] = {
            RecordingAction.START: self._start,
            RecordingAction.NOTE_BEGINNING: self._note_beginning,
            RecordingAction.GIVE_UP: self._give_up,
            RecordingAction.PAUSE: self._pause,
            RecordingAction.RESUME: self._resume,
            RecordingAction.NOTE_PAUSE_FAILED: self._note_pause_failed,
            RecordingAction.NOTE_RESUME_FAILED: self._note_resume_failed,
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
        )
        # told again for who finishes the file: it is not one that a crash left
        self._out.records.append(_started(call, call.recording))
        if not self.enough_space:
            self._feed(call, RecordingInput.CUT, now)

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

    def failed(self, call: LiveCall, command: RecordingCommand, refusal: Refusal, now: float) -> None:
        """The PBX did not carry out a command of ours; that of a leg that is gone ended with it."""
        what = _FAILURES.get(type(command))
        if call.recording is None or call.recording.id != command.recording_id or what is None:
            return
        if refusal is Refusal.GONE and what is not RecordingInput.REFUSED:
            return
        if refusal is Refusal.UNKNOWN and what is RecordingInput.REFUSED:
            # it may record all the same, and nobody could pause what counts as not recorded
            self._out.commands.append(StopRecording(call.leg_id, command.recording_id))
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

    def _begin(self, call: LiveCall, now: float) -> None:
        assert call.queue is not None and call.agent_id is not None
        seq = call.next("recording")
        recording = LiveRecording(recording_id(call.id, seq), seq, call.queue.id, call.agent_id, since=now)
        call.recording = recording
        self._out.records.append(_started(call, recording))
        if self.enough_space:
            self._feed(call, RecordingInput.START, now)
        else:
            self._close(call, recording, RecordingOutcome.NO_SPACE, now)

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

    def _give_up(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        self._close(call, recording, RecordingOutcome.FAILED, now)

    def _pause(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        self._out.commands.append(PauseRecording(call.leg_id, recording.id))
        self._mark(recording, RecordingMarkKind.PAUSED, now)

    def _resume(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        self._out.commands.append(ResumeRecording(call.leg_id, recording.id))
        self._mark(recording, RecordingMarkKind.RESUMED, now)

    def _note_pause_failed(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        del call
        self._mark(recording, RecordingMarkKind.PAUSE_FAILED, now)

    def _note_resume_failed(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        del call
        self._mark(recording, RecordingMarkKind.RESUME_FAILED, now)

    def _finish(self, call: LiveCall, recording: LiveRecording, outcome: RecordingOutcome, now: float) -> None:
        self._close(call, recording, outcome if recording.began else RecordingOutcome.TOO_SHORT, now)

    def _stop(self, call: LiveCall, recording: LiveRecording, _: RecordingOutcome, now: float) -> None:
        self._out.commands.append(StopRecording(call.leg_id, recording.id))
        self._close(call, recording, RecordingOutcome.CUT, now)

    # records

    def _mark(self, recording: LiveRecording, kind: RecordingMarkKind, now: float) -> None:
        recording.marks += 1
        self._out.records.append(RecordingMark(recording.id, recording.marks, kind, ms(now)))

    def _close(self, call: LiveCall, recording: LiveRecording, outcome: RecordingOutcome, now: float) -> None:
        call.recording = None
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
