"""Recordings: what people ask for during a conversation, and the sound afterwards."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import StreamingResponse

from acd.clock import Clock
from acd.domain.calls import CallId
from acd.domain.events import (
    RecordingPauseRequested,
    RecordingRequested,
    RecordingResumeRequested,
)
from acd.domain.recordings import RecordingId
from acd.ports import RecordingStore
from acd.web import models
from acd.web.call_requests import CallPath, hand_on
from acd.web.problems import Problem, documented
from acd.web.sound import SOUND, no_sound, sound_answer
from acd.web.sources import Live, RecordingById, Request
from acd.web.text import RecordingIdText


def recording_routes(live: Live, request: Request, clock: Clock) -> APIRouter:
    """Return the routes that hand people's requests to the controller."""
    router = APIRouter(prefix="/api/v1", tags=["recordings"], responses=documented(401, 404, 409, 422, 429))

    submit = hand_on(live, request, clock)

    @router.post("/calls/{call_id}/recording/start", operation_id="start_recording", summary="Record from now on")
    async def start_recording(call_id: CallPath) -> models.Call:
        """Record the conversation from now on; one that is recorded already goes on."""
        return submit(RecordingRequested(CallId(call_id)))

    @router.post("/calls/{call_id}/recording/pause", operation_id="pause_recording", summary="Record silence")
    async def pause_recording(call_id: CallPath) -> models.Call:
        """Record silence from now on, so that moments in the recording stay those of the call."""
        return submit(RecordingPauseRequested(CallId(call_id)))

    @router.post("/calls/{call_id}/recording/resume", operation_id="resume_recording", summary="Record sound again")
    async def resume_recording(call_id: CallPath) -> models.Call:
        """Record sound again."""
        return submit(RecordingResumeRequested(CallId(call_id)))

    return router


def sound_routes(stored_recording: RecordingById, store: RecordingStore) -> APIRouter:
    """Return the route for what was recorded."""
    router = APIRouter(prefix="/api/v1", tags=["recordings"], responses=documented(401, 404, 409, 422, 429, 503))

    @router.get(
        "/recordings/{recording_id}",
        operation_id="get_recording",
        summary="The sound of a recording",
        response_class=StreamingResponse,
        responses=SOUND,
    )
    async def get_recording(
        recording_id: Annotated[
            RecordingIdText, Path(description="Id of the recording.", examples=["1763719200.17-r1"])
        ],
    ) -> StreamingResponse:
        """Return the WAV: 8 kHz, 16 bit; left what the caller said, right what the caller heard."""
        recording = await stored_recording(RecordingId(recording_id))
        if recording is None:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown-recording", f"There is no recording {recording_id}.")
        if recording.file is None and recording.outcome not in models.WITHOUT_FILE:
            raise Problem(HTTPStatus.CONFLICT, "not-finished", "The recording is not finished yet; ask again later.")
        if not recording.file:
            raise no_sound(f"This recording has no sound: {recording.outcome}.")
        return await sound_answer(store, recording.file, recording_id)

    return router
