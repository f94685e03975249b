"""What Asterisk keeps for us beside bridges and channels: a memo as short text in one variable, and back.

It comes back in `GET channels` and `GET bridges`. A bridge gets it with the request that makes it, so it costs
nothing. A channel gets it in a request of its own, which waits behind anything that is played to the channel (3.5 s
behind a greeting of 4 s): so only right before something is played.
"""

from typing import Any

import msgspec

from acd.clock import UtcScale
from acd.domain.agents import AgentId
from acd.domain.calls import PlaybackId
from acd.domain.flows import FlowId, StepName
from acd.domain.memo import CallMemo
from acd.domain.progress import Phase, Progress
from acd.domain.queues import QueueId
from acd.domain.recipes import RecipeKind, RecipeMark
from acd.domain.tenants import TenantId

VARIABLE = "ACD_CALL"


class _Progress(msgspec.Struct, omit_defaults=True):
    """Where the call is in its flow."""

    n: str
    p: Phase = Phase.NOTHING
    t: int = 0
    y: str = ""
    c: int = 0
    u: dict[str, str] = {}
    j: tuple[str, ...] = ()
    l: str | None = None  # noqa: E741 - a letter as the others


class _Written(msgspec.Struct, omit_defaults=True):
    """Short names, as the text is repeated in every event of the bridge or channel. Moments are UTC milliseconds."""

    t: str
    a: int
    f: str | None = None
    v: int = 0
    p: _Progress | None = None
    d: bool = False
    s: str | None = None
    q: str | None = None
    w: int = 0
    h: int | None = None
    k: int = 0
    b: int = 0
    e: int = 0
    m: int = 0
    o: int = 0
    g: str | None = None
    r: tuple[RecipeKind, int, int, int] | None = None
    """Kind, since when, steps by time, steps by place."""


_decoder = msgspec.json.Decoder(_Written)


def variables(memo: CallMemo, scale: UtcScale) -> dict[str, Any]:
    """Return the variables of a bridge that is made, and of a channel within `variables`."""
    return {VARIABLE: {"value": write(memo, scale), "report_events": True}}


def write(memo: CallMemo, scale: UtcScale) -> str:
    """Return a memo as text."""
    mark = memo.recipe
    queued = 0 if memo.queue_id is None else scale.utc_ms(int(memo.queued_at * 1000))
    written = _Written(
        t=memo.tenant_id,
        a=scale.utc_ms(int(memo.arrived * 1000)),
        f=memo.flow_id,
        v=memo.flow_version,
        p=None if memo.progress is None else _written(memo.progress),
        d=memo.away,
        s=memo.playback,
        q=memo.queue_id,
        w=queued,
        h=None if memo.ahead is None else round(memo.ahead * 1000),
        k=round(memo.asked_ahead * 1000),
        b=round(memo.put_back * 1000),
        e=round(memo.raised * 1000),
        m=memo.moves,
        r=None if mark is None else (mark.kind, scale.utc_ms(int(mark.since * 1000)), mark.timed, mark.placed),
        o=memo.order,
        g=memo.agent_id,
    )
    return msgspec.json.encode(written).decode()


def read(text: str | None, scale: UtcScale) -> CallMemo | None:
    """Return the memo of a text; None for one that is none: an operator may have set the variable."""
    if text is None:
        return None
    try:
        written = _decoder.decode(text)
    except msgspec.MsgspecError:
        return None
    return CallMemo(
        tenant_id=TenantId(written.t),
        arrived=scale.moment(written.a),
        flow_id=None if written.f is None else FlowId(written.f),
        flow_version=written.v,
        progress=None if written.p is None else _progress(written.p),
        away=written.d,
        playback=None if written.s is None else PlaybackId(written.s),
        queue_id=None if written.q is None else QueueId(written.q),
        queued_at=0.0 if written.q is None else scale.moment(written.w),
        order=written.o,
        agent_id=None if written.g is None else AgentId(written.g),
        ahead=None if written.q is None or written.h is None else written.h / 1000,
        asked_ahead=written.k / 1000,
        put_back=max(0, written.b) / 1000,
        raised=max(0, written.e) / 1000,
        moves=max(0, written.m),
        recipe=None if written.r is None else _mark(*written.r, scale),
    )


def _written(progress: Progress) -> _Progress:
    return _Progress(
        n=progress.step,
        p=progress.phase,
        t=progress.tries,
        y=progress.typed,
        c=progress.taken,
        u=dict(progress.values),
        j=progress.tags,
        l=progress.line,
    )


def _progress(written: _Progress) -> Progress:
    line = None if written.l is None else StepName(written.l)
    return Progress(
        StepName(written.n),
        written.p,
        max(0, written.t),
        written.y,
        max(0, written.c),
        written.u,
        written.j,
        line,
    )


def _mark(kind: RecipeKind, since_ms: int, timed: int, placed: int, scale: UtcScale) -> RecipeMark:
    return RecipeMark(kind, scale.moment(since_ms), max(0, timed), max(0, placed))
