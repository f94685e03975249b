"""Answers with what is in the store of recordings: conversations, and messages of callers."""

import asyncio
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from starlette.responses import StreamingResponse

from acd.ports import RecordingStore
from acd.recordings.errors import NotInStore, StoreError
from acd.web.problems import Problem

WAV: Final = "audio/wav"
SOUND: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "WAV.", "content": {WAV: {"schema": {"type": "string", "format": "binary"}}}}
}


async def sound_answer(store: RecordingStore, key: str, name: str) -> StreamingResponse:
    """Return a WAV of the store; `name` is that of the file for whoever keeps it, without ending. Raises Problem."""
    size, blocks = await asyncio.to_thread(_open, store, key)
    headers = {"Content-Length": str(size), "Content-Disposition": f'inline; filename="{name}.wav"'}
    return StreamingResponse(blocks, media_type=WAV, headers=headers)


def no_sound(detail: str) -> Problem:
    """Return the problem of something that has no sound."""
    return Problem(HTTPStatus.NOT_FOUND, "no-sound", detail)


def _open(store: RecordingStore, key: str) -> tuple[int, Iterator[bytes]]:
    """Return size and blocks. Blocking."""
    try:
        size = store.size(key)
        if size is not None:
            return size, store.read(key)
    except NotInStore:
        pass
    except StoreError as error:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "store-away", str(error)) from error
    raise no_sound("The store of recordings does not have it.")
