"""No call is stuck and no leg forgotten: what the engine waits for is in the PBX, what is there the engine knows.

Or it is on its way.
"""

from acd.domain.agents import Endpoint
from acd.domain.callbacks import attempt_of
from acd.domain.calls import CallState, LegId
from acd.engine.call import LiveCall, outside_of
from acd.engine.engine import Engine
from acd.engine.timers import TimerKind
from tests.storm.timed_pbx import TimedPbx


def check_going_on(engine: Engine, pbx: TimedPbx) -> None:
    """Hold every call against the PBX; while the link is down nobody can know."""
    if not (pbx.linked and engine.pbx_connected):
        return
    for call in engine.calls.calls.values():
        is_there = call.listening is None and (call.attempt is None or call.answered)
        if is_there and not pbx.is_moving(call.leg_id):
            _check_caller(engine, call, pbx)
        if call.agent_leg_id is not None and not pbx.is_moving(call.agent_leg_id):
            assert call.agent_leg_id in pbx.legs, f"{call.id} is a conversation with nobody"
    _check_phones(engine, pbx)
    desk, supervision = engine.calls, engine.supervision.legs
    for leg_id in pbx.legs:
        known = leg_id in desk.legs or leg_id in desk.strays or supervision.knows(leg_id)
        # an ear is taken away in the lane of its supervisor
        cared_for = pbx.is_cared_for(leg_id) or pbx.is_cared_for(LegId(leg_id.removesuffix("-ear")))
        assert known or cared_for, f"{leg_id} was forgotten in the PBX"


def _check_phones(engine: Engine, pbx: TimedPbx) -> None:
    """No phone stands in two conversations, unless one could not be ended, or is of nobody who was configured then."""
    talking: dict[Endpoint, LegId] = {}
    strays = engine.calls.strays
    nobodys = {*strays.legs()} - {strays.phone_of(agent_id) for agent_id in strays.agents()}
    for leg in pbx.legs.values():
        if leg.endpoint is None or leg.bridge is None or pbx.is_cared_for(leg.id) or leg.id in nobodys:
            continue
        if outside_of(leg.id) is not None or attempt_of(leg.id) is not None:
            continue  # a number outside may have as many lines as it likes, and a customer be one of several clients
        other = talking.setdefault(leg.endpoint, leg.id)
        assert other == leg.id, f"{leg.endpoint} talks to two callers: {other}, {leg.id}"


def _check_caller(engine: Engine, call: LiveCall, pbx: TimedPbx) -> None:
    leg = pbx.legs.get(call.leg_id)
    assert leg is not None, f"{call.id} is a call of nobody"
    if call.state is CallState.IN_FLOW:
        asked = call.ask_id is not None or engine.timers.deadline(TimerKind.FLOW, call.id) is not None
        assert asked or call.playback in leg.playing, f"{call.id} is stuck in its flow"
    elif call.state is CallState.WAITING:
        hears = leg.bridge is not None and leg.bridge == call.room_id
        assert hears or call.room_failed, f"{call.id} waits in silence"
