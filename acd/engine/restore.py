"""Holds the engine's calls against what the PBX says it has, after every connect."""

from typing import TYPE_CHECKING

from acd.domain.calls import CallState, LegEndCause, LegId, OutcomeReason
from acd.domain.commands import HangUp, SendToSafetyNet, StopPlayback
from acd.domain.events import LegAnswered, LegConnected, LegEnded, LegSeen, PbxConnected
from acd.engine.call import LiveCall
from acd.engine.call_machine import CallInput

if TYPE_CHECKING:
    from acd.engine.engine import Engine


def reconcile(engine: "Engine", event: PbxConnected, now: float) -> None:
    """Mend every difference: what is gone ends, what went on is caught up with, what is unknown is cared for."""
    engine.pbx_connected = True
    seen = {leg.leg_id: leg for leg in event.legs}
    for call in list(engine.calls.calls.values()):
        if event.restarted:
            engine.calls.end_because(call, CallInput.CALLER_GONE, OutcomeReason.PBX_LOST, now)
        elif call.leg_id not in seen:
            engine.step(LegEnded(call.leg_id, LegEndCause.LOST), now)
        else:
            _catch_up(engine, call, seen, now)
    for leg_id in [known for known in engine.calls.strays.legs() if known not in seen]:
        stray_ended(engine, leg_id, now)
    for leg in event.legs:
        if leg.leg_id not in engine.calls.legs and leg.leg_id not in engine.calls.strays:
            _adopt(engine, leg, seen)
    strays = engine.calls.strays.agents()
    for agent in engine.agents.talking_without_call():
        if agent.spec.id not in strays:
            engine.agents.finish(agent.spec.id, 0, now)
    engine.pair_everybody()


def stray_ended(engine: "Engine", leg_id: LegId, now: float) -> None:
    """End a conversation that is not a call of ours; a leg that is nobody's is a late event and ignored."""
    stray = engine.calls.strays.pop(leg_id)
    if stray is None:
        return
    engine.out.commands.append(HangUp(stray.peer))
    if stray.agent_id is not None and stray.agent_id in engine.agents.agents:
        engine.agents.finish(stray.agent_id, 0, now)


def _catch_up(engine: "Engine", call: LiveCall, seen: dict[LegId, LegSeen], now: float) -> None:
    """Tell a call what happened to it while nobody listened."""
    agent_leg = call.offer.leg_id if call.offer else call.agent_leg_id
    if agent_leg is not None and agent_leg not in seen:
        engine.step(LegEnded(agent_leg, LegEndCause.LOST), now)
    elif call.offer is not None:
        leg = seen[call.offer.leg_id]
        if leg.peer == call.leg_id:
            engine.step(LegConnected(leg.leg_id), now)
        elif call.offer.whisper is not None:
            engine.calls.feed(call, CallInput.WHISPER_ENDED, now)
        elif leg.answered and not call.offer.answered:
            engine.step(LegAnswered(leg.leg_id), now)
    elif call.state is CallState.IN_FLOW:
        # the end of a playback may have been missed: the step is done again
        if call.playback is not None:
            engine.out.commands.append(StopPlayback(call.leg_id, call.playback))
        engine.calls.reenter_step(call, now)


def _adopt(engine: "Engine", leg: LegSeen, seen: dict[LegId, LegSeen]) -> None:
    """Care for a leg that no call of ours knows: let it talk, or give it to the dialplan, or end it."""
    if leg.peer is not None and leg.peer in seen:
        if leg.leg_id in engine.calls.strays:
            return
        endpoint = leg.endpoint or seen[leg.peer].endpoint
        agent = next((agent for agent in engine.agents.agents.values() if agent.spec.endpoint == endpoint), None)
        engine.calls.strays.add(leg.leg_id, leg.peer, agent.spec.id if agent else None)
    elif leg.is_caller:
        engine.out.commands.append(SendToSafetyNet(leg.leg_id))
    else:
        engine.out.commands.append(HangUp(leg.leg_id))
