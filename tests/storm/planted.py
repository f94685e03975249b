"""Bugs to be planted in the engine, each a single wrong line: a storm that does not find them proves nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from acd.domain.commands import CloseBridge, HangUp
from acd.domain.flows import Flow
from acd.domain.progress import Progress
from acd.engine import accounts, call_desk, call_talk, lost_agents, restore
from acd.engine.agent_desk import AgentDesk
from acd.engine.assistance import AssistancePart
from acd.engine.call_desk import CallDesk
from acd.engine.call_flow import FlowPart
from acd.engine.call_offer import OfferPart
from acd.engine.call_recording import RecordingPart
from acd.engine.matching import Matcher, Row
from acd.engine.recent import Recent
from acd.engine.supervision import Supervision
from acd.engine.takeover import Takeover
from acd.engine.timers import Timers
from acd.engine.waiting import Line
from acd.flows import interpreter
from acd.flows.facts import Facts
from acd.flows.turn import Told, Turn

Wrong = Callable[..., Any]


def _nothing(*_: object, **__: object) -> None:
    return None


def _no(*_: object, **__: object) -> bool:
    return False


def _yes(*_: object, **__: object) -> bool:
    return True


def _last_come_first(line: Line, call_id: Any, rank: Any) -> None:
    _ADD_TO_LINE(line, call_id, (-rank[0], rank[1]))


def _forgets_the_room(desk: CallDesk, call: Any) -> None:
    call.room_id = None
    _CLOSE_BRIDGES(desk, call)


def _counts_the_time_twice(desk: CallDesk, call: Any, kind: Any, now: float, agent_id: Any = None) -> None:
    since = call.segment_since
    _SWITCH(desk, call, kind, now, agent_id)
    call.segment_since = since


def _ends_the_agent_alone(engine: Any, leg_id: Any, now: float) -> None:
    before = len(engine.out.commands)
    _STRAY_ENDED(engine, leg_id, now)
    engine.out.commands[before:] = [one for one in engine.out.commands[before:] if not isinstance(one, HangUp)]


def _one_too_many(desk: CallDesk, tenant_id: Any) -> bool:
    tenant = desk.pool.tenants.get(tenant_id)
    most = None if tenant is None else tenant.max_calls
    return most is not None and desk._of_tenant[tenant_id] > most


def _longest_idle_last(row: Row, choice: Any) -> Any:
    names = list(row.standing)
    return (row.standing[names[-1]].key(choice), names[-1]) if names else None


def _ends_at_the_next_moment(call: Any, now: float) -> Any:
    segment = _CLOSE_SEGMENT(call, now)
    return replace(segment, ended_ms=segment.ended_ms + 1)


def _hangs_up_the_caller_alone(part: Any, call: Any, now: float) -> None:
    del part, call, now


def _keeps_the_bridge(desk: CallDesk, call: Any) -> None:
    before = len(desk.out.commands)
    _CLOSE_BRIDGES(desk, call)
    desk.out.commands[before:] = [one for one in desk.out.commands[before:] if not isinstance(one, CloseBridge)]


_ADD_TO_LINE, _CLOSE_BRIDGES, _SWITCH = Line.add, CallDesk.close_bridges, CallDesk.switch
_STRAY_ENDED, _CLOSE_SEGMENT = restore.stray_ended, accounts.close_segment


def _again(flow: Flow, progress: Progress, told: Told, facts: Facts) -> Turn:
    del told
    return interpreter.resume(flow, progress, facts)


BUGS: Final[dict[str, tuple[Any, str, Wrong]]] = {
    "callers are served in the wrong order": (Line, "add", _last_come_first),
    "the choice between agents is not looked at": (Row, "head", _longest_idle_last),
    "an agent who is asked stays idle": (Matcher, "remove_agent", _nothing),
    "a call told of twice is taken twice": (Recent, "__contains__", _no),
    "bridges are not closed": (CallDesk, "close_bridges", _keeps_the_bridge),
    "the waiting room is forgotten": (CallDesk, "close_bridges", _forgets_the_room),
    "time is counted twice": (CallDesk, "switch", _counts_the_time_twice),
    "a stretch ends a millisecond late": (call_desk, "close_segment", _ends_at_the_next_moment),
    "ringing goes on after the offer": (Timers, "cancel_ringing", _nothing),
    "a tenant gets one call too many": (CallDesk, "tenant_is_full", _one_too_many),
    "a tenant's calls are never counted down": (
        CallDesk,
        "forget",
        lambda desk, call_id: desk.calls.pop(call_id, None),
    ),
    "nobody is offered a call after a rest": (AgentDesk, "rest_over", _nothing),
    "nobody is offered a call after parting": (AgentDesk, "offer_again", _nothing),
    "phones are rung that are being hung up": (AgentDesk, "part", _nothing),
    "a wish is not granted": (AgentDesk, "_grant_wish", _nothing),
    "agents without their conversation talk for ever": (lost_agents, "finish_forgotten", _nothing),
    "an agent of a lost conversation stays busy": (AgentDesk, "finish", _nothing),
    "one party of a stray conversation is left alone": (restore, "stray_ended", _ends_the_agent_alone),
    "the agent is not hung up": (call_talk.TalkPart, "_hang_up_agent", _hangs_up_the_caller_alone),
    "who waited before the crash lost their place": (OfferPart, "count_from", _nothing),
    "a successor forgets who talks": (Takeover, "_go_on_talking", _no),
    "a successor forgets who waits": (Takeover, "_go_on_in_line", _nothing),
    "a rank begins anew after a crash": (OfferPart, "rank_again", lambda part, arrival, order: (arrival + 60, order)),
    "a recording outlives its call": (RecordingPart, "conversation_ended", _nothing),
    "supervisors listen to nobody": (Supervision, "_may_go_on", _yes),
    "a call for a supervisor is never over": (AssistancePart, "state_changes", _nothing),
    "a greeting is not played again": (FlowPart, "repeat", _nothing),
    "a flow goes on at the same step": (interpreter, "react", _again),
}
"""What is planted where: an owner, a name in it, and what stands there instead."""


@contextmanager
def planted(name: str) -> Iterator[None]:
    """Have an engine with this bug."""
    owner, attribute, wrong = BUGS[name]
    right = getattr(owner, attribute)
    setattr(owner, attribute, wrong)
    try:
        yield
    finally:
        setattr(owner, attribute, right)
