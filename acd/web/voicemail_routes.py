"""Messages that callers left."""

from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import StreamingResponse

from acd.clock import Clock
from acd.domain.errors import RequestRefused
from acd.domain.tenants import TenantId
from acd.domain.voicemail_events import VoicemailClosed
from acd.domain.voicemails import VoicemailId
from acd.ports import RecordingStore
from acd.storage.errors import CursorInvalid
from acd.storage.queries import PAGE_LIMIT
from acd.storage.stored import StoredVoicemail
from acd.storage.voicemails import VoicemailFilter
from acd.web.models import Moment, Shape
from acd.web.problems import Problem, documented, invalid
from acd.web.sound import SOUND, sound_answer
from acd.web.sources import Request, Voicemails
from acd.web.text import Cursor, Slug, VoicemailIdText, fit

Which = Annotated[VoicemailIdText, Path(description="Id of the message.", examples=["1763719200.17-v1"])]


class Voicemail(Shape):
    """A message that a caller left."""

    id: str = Field(examples=["1763719200.17-v1"])
    call: str = Field(description="Id of the call.", examples=["1763719200.17"])
    tenant: str | None = Field(description="None when nobody owns the number.")
    number: str = Field(description="What was dialled; empty where it is not known.")
    caller_number: str = Field(description="What the network says of the caller: letters, digits and . _ + - * # @.")
    left_at: Moment
    duration_s: float
    heard_at: Moment | None = Field(description="When it was marked as heard; none: somebody should listen.")
    queue: str | None = Field(description="Whose agents are to hear it, or were; none: it is left to people.")
    state: str | None = Field(
        description="open or offered while agents are to hear it; handled, callback or closed when it was heard; "
        "given_up, full or removed when it is left to people after all; none: it always was.",
        examples=["open"],
    )
    agent: str | None = Field(description="Agent who was offered it last; of one that is handled: who heard it.")
    listened: int | None = Field(description="How often an agent listened without being done with it.")
    changed_at: Moment | None = Field(description="Since when it is in this state.")
    in_target: bool | None = Field(description="Of one that was heard: in the time that the queue aims for.")


class VoicemailList(Shape):
    """Messages, the newest first."""

    items: list[Voicemail]
    next_cursor: str | None = Field(description="For the page that follows; none when there is none.")


def voicemail_routes(voicemails: Voicemails, store: RecordingStore, clock: Clock, request: Request) -> APIRouter:
    """Return the routes for messages of callers."""
    router = APIRouter(prefix="/api/v1/voicemails", tags=["voicemails"], responses=documented(401, 422, 429, 503))

    @router.get("", operation_id="list_voicemails", summary="Messages of callers")
    async def list_voicemails(
        tenant: Annotated[Slug | None, Query(description="Only messages for this tenant.")] = None,
        unheard: Annotated[bool, Query(description="Only those that are not marked as heard.")] = False,
        cursor: Annotated[Cursor | None, Query(description="next_cursor of the page before.")] = None,
        limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT, description="Most messages in a page.")] = 100,
    ) -> VoicemailList:
        """Return messages that callers left, the newest first."""
        only = VoicemailFilter(None if tenant is None else TenantId(tenant), unheard)
        try:
            page = await voicemails.page(only, limit, cursor)
        except CursorInvalid as error:
            raise invalid("query.cursor", str(error)) from error
        return VoicemailList(items=[_shape(one) for one in page.voicemails], next_cursor=page.next_cursor)

    @router.get(
        "/{voicemail_id}",
        operation_id="get_voicemail",
        summary="The sound of a message",
        response_class=StreamingResponse,
        responses=SOUND | documented(404),
    )
    async def get_voicemail(voicemail_id: Which) -> StreamingResponse:
        """Return the WAV: 8 kHz, 16 bit, one channel."""
        found = _there(await voicemails.find(VoicemailId(voicemail_id)), voicemail_id)
        return await sound_answer(store, found.file, voicemail_id)

    @router.post(
        "/{voicemail_id}/heard", operation_id="mark_voicemail_heard", summary="Heard", responses=documented(404)
    )
    async def mark_voicemail_heard(voicemail_id: Which) -> Voicemail:
        """Note that the message needs no more attention; the first time counts. Agents are not offered it any more."""
        at_ms = round(clock.utc().timestamp() * 1000)
        heard = _shape(_there(await voicemails.heard(VoicemailId(voicemail_id), at_ms), voicemail_id))
        # most messages are in no line
        with suppress(RequestRefused):
            request(VoicemailClosed(VoicemailId(voicemail_id)))
        return heard

    @router.post(
        "/{voicemail_id}/unheard", operation_id="mark_voicemail_unheard", summary="New again", responses=documented(404)
    )
    async def mark_voicemail_unheard(voicemail_id: Which) -> Voicemail:
        """Take the mark back: somebody should listen to the message. It does not come into a queue's line again."""
        return _shape(_there(await voicemails.heard(VoicemailId(voicemail_id), None), voicemail_id))

    return router


def _there(found: StoredVoicemail | None, voicemail_id: str) -> StoredVoicemail:
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-voicemail", f"There is no message {voicemail_id}.")
    return found


def _shape(one: StoredVoicemail) -> Voicemail:
    return Voicemail(
        id=one.voicemail_id,
        call=one.call_id,
        tenant=one.tenant_id,
        number=fit(one.number),
        caller_number=fit(one.caller_number),
        left_at=_moment(one.left_at_ms),
        duration_s=one.sound_ms / 1000,
        heard_at=None if one.heard_at_ms is None else _moment(one.heard_at_ms),
        queue=one.queue_id,
        state=one.state,
        agent=one.agent_id,
        listened=one.plays,
        changed_at=None if one.changed_at_ms is None else _moment(one.changed_at_ms),
        in_target=one.in_target,
    )


def _moment(utc_ms: int) -> datetime:
    return datetime.fromtimestamp(utc_ms / 1000, UTC)
