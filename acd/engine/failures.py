"""What the engine does when the PBX did not carry out a command. No failure leaves a call without a next step."""

from typing import TYPE_CHECKING

from acd.domain.calls import LegId, OfferResult
from acd.domain.commands import (
    AdoptRecording,
    Answer,
    AskWeb,
    Connect,
    HangUp,
    ListenIn,
    PauseRecording,
    Play,
    RecordingCommand,
    Refusal,
    Remember,
    ResumeRecording,
    RingAgent,
    RingOutside,
    RingSupervisor,
    SendToSafetyNet,
    StartRecording,
    StartWaiting,
    StopRecording,
    TakeMessageFrom,
)
from acd.domain.events import CommandFailed, LegEnded, PlaybackEnded
from acd.domain.records import CommandRefused
from acd.engine.call_machine import CallInput
from acd.flows.turn import NotDone, WebDidNot

if TYPE_CHECKING:
    from acd.engine.engine import Engine


def react(engine: "Engine", event: CommandFailed, now: float) -> None:
    """Go on after a command that was refused, came too late, or got no answer."""
    command, gone = event.command, event.refusal is Refusal.GONE
    if not gone:
        engine.out.records.append(CommandRefused(type(command).__name__, event.refusal.value, event.detail))
    match command:
        case StartRecording() | AdoptRecording() | StopRecording() | PauseRecording() | ResumeRecording():
            _recording_failed(engine, command, event.refusal, now)
        case Answer() | Play() | StartWaiting() | HangUp() if gone:
            engine.step(LegEnded(command.lane), now)
        case Answer() | AskWeb():
            _flow_failed(engine, command, now)
        case Play():  # a sound that cannot be played is passed over
            engine.step(PlaybackEnded(command.lane, command.playback_id, failed=True), now)
        # what could not be kept beside a room goes along with another one
        case StartWaiting() | Remember():
            engine.calls.room_failed(command.lane, command.room_id)
        case RingAgent() | RingOutside() | Connect():
            _not_reached(engine, command.agent_leg_id if isinstance(command, Connect) else command.lane, now)
        case RingSupervisor() | ListenIn():
            engine.supervision.failed(command.lane, now)
        case SendToSafetyNet() | TakeMessageFrom() if not gone:
            engine.out.commands.append(HangUp(command.lane))
        case _:
            # what could not be removed is found by reconciling
            pass


def _recording_failed(engine: "Engine", command: RecordingCommand, refusal: Refusal, now: float) -> None:
    if call := engine.calls.legs.get(command.lane):
        engine.calls.recordings.failed(call, command, refusal, now)


def _flow_failed(engine: "Engine", command: Answer | AskWeb, now: float) -> None:
    call = engine.legs.caller_on(command.lane)
    if call is None:
        return
    if isinstance(command, AskWeb):
        if call.ask_id == command.ask_id:
            engine.calls.flow.tell(call, WebDidNot(), now)
    # no answer from the PBX may come after the answer; while it is away, reconciling asks again or ends the call
    elif engine.pbx_connected and not call.answered:
        engine.calls.flow.tell(call, NotDone(), now)


def _not_reached(engine: "Engine", leg_id: LegId, now: float) -> None:
    if engine.legs.offered_on(leg_id) is not None:
        engine.calls.lose_offer(leg_id, OfferResult.FAILED, now)
    elif (call := engine.calls.legs.get(leg_id)) and (call.outside or call.attempt):
        engine.calls.outside.lost(call, CallInput.OUTSIDE_LOST, now)
