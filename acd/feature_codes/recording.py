"""Records the call in hand, pauses the recording, and goes on with it."""

import asyncio

from acd.domain.calls import CallId
from acd.domain.events import RecordingPauseRequested, RecordingRequested, RecordingResumeRequested
from acd.domain.feature_codes import Sentence
from acd.domain.recordings import RecordingState
from acd.domain.view import AgentView
from acd.feature_codes.centre import Centre
from acd.feature_codes.outcome import Outcome, spoken
from acd.feature_codes.phone_line import PhoneLine

CONFIRMED_WITHIN_S = 1.0
LOOK_EVERY_S = 0.02


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
    if refusal is not None:
        await line.say(spoken(refusal))
        return Outcome.REFUSED
    if not await _is_confirmed(centre, call.call_id):
        await line.say(Sentence.NOT_POSSIBLE)
        return Outcome.REFUSED
    await line.say(done)
    return Outcome.DONE


async def _is_confirmed(centre: Centre, call_id: CallId) -> bool:
    """Wait until the PBX has paused or resumed: nobody may hear that it has before it has."""
    try:
        async with asyncio.timeout(CONFIRMED_WITHIN_S):
            while (call := centre.call(call_id)) is not None and call.recording is RecordingState.UNSURE:  # noqa: ASYNC110 - the view tells nobody
                await asyncio.sleep(LOOK_EVERY_S)
    except TimeoutError:
        return False
    return call is not None
