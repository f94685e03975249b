"""Records the call in hand, pauses the recording, and goes on with it."""

from acd.domain.events import RecordingPauseRequested, RecordingRequested, RecordingResumeRequested
from acd.domain.feature_codes import Sentence
from acd.domain.recordings import RecordingState
from acd.domain.view import AgentView
from acd.feature_codes.centre import Centre
from acd.feature_codes.outcome import Outcome, spoken
from acd.feature_codes.phone_line import PhoneLine


async def toggle_recording(line: PhoneLine, centre: Centre, agent: AgentView) -> Outcome:
    """What the policy forbids is refused by the engine."""
    call = centre.call(agent.call_id)
    if call is None:
        await line.say(Sentence.NO_CALL)
        return Outcome.REFUSED
    match call.recording:
        case RecordingState.OFF:
            refusal, done = centre.ask(RecordingRequested(call.call_id)), Sentence.RECORDING_STARTED
        case RecordingState.PAUSED:
            refusal, done = centre.ask(RecordingResumeRequested(call.call_id)), Sentence.RECORDING_RESUMED
        case _:
            refusal, done = centre.ask(RecordingPauseRequested(call.call_id)), Sentence.RECORDING_PAUSED
    await line.say(done if refusal is None else spoken(refusal))
    return Outcome.DONE if refusal is None else Outcome.REFUSED
