"""Holds the engine's calls against what the PBX says it has, after every connect."""

from collections import defaultdict
from typing import TYPE_CHECKING

from acd.domain.agents import AgentId, Endpoint
from acd.domain.callbacks import attempt_of
from acd.domain.calls import BridgeId, CallId, CallState, LegEndCause, LegId, OfferResult
from acd.domain.commands import CloseBridge, HangUp, SendToSafetyNet, StopPlayback
from acd.domain.events import LegAnswered, LegConnected, LegEnded, LegSeen, PbxConnected
from acd.engine import lost_agents
from acd.engine.call import LiveCall, LiveOffer, offered_call
from acd.engine.call_machine import CallInput
from acd.engine.callback_attempt import is_customer
from acd.engine.supervisor_legs import is_supervision
from acd.engine.takeover import Takeover

if TYPE_CHECKING:
    from acd.engine.engine import Engine


def reconcile(engine: "Engine", event: PbxConnected, now: float) -> None:
    """Mend every difference: what is gone ends, what went on is caught up with, what is unknown is cared for."""
    lost_at, engine.pbx_lost_at = engine.pbx_lost_at, None
    engine.pbx_connected = True
    engine.calls.half_taken = None
    legs = [engine.calls.attempts.known(leg) for leg in event.legs]
    seen = {leg.leg_id: leg for leg in legs}
    # found before anything ends: what a call of ours leaves behind is hung up by that call
    unknown = [leg for leg_id, leg in seen.items() if not _known(engine, leg_id)]
    for call in list(engine.calls.calls.values()):
        if event.restarted and call.leg_id not in seen:
            engine.calls.feed(call, CallInput.PBX_GONE, now if lost_at is None else _gone_at(engine, call, lost_at))
        elif call.leg_id not in seen and _has_leg(call):
            engine.step(LegEnded(call.leg_id, LegEndCause.LOST), now)
        else:
            _catch_up(engine, call, seen, now)
            _catch_up_customer(engine, call, seen.get(call.leg_id), now)
    engine.supervision.reconcile(seen, now)
    for leg_id in [parting for parting in engine.agents.parting.legs() if parting not in seen]:
        engine.agents.parted(leg_id)
    for leg_id in [stray for stray in engine.calls.strays.legs() if stray not in seen]:
        stray_ended(engine, leg_id, now)
    phones = engine.agents.at_phones()
    ours = [leg for leg in unknown if not is_supervision(leg.leg_id)]
    taken = _take_over(engine, ours, seen, phones, now)
    left = [leg for leg in unknown if leg.leg_id not in taken and not _known(engine, leg.leg_id)]
    for leg in left:
        if is_supervision(leg.leg_id):  # of an earlier controller, or one that could not be hung up
            _hang_up(engine, leg, phones, now)
        elif leg.leg_id not in engine.calls.strays:  # adopted with its peer
            _adopt(engine, leg, seen, phones, now)
    engine.calls.callbacks.reconcile(now)
    engine.calls.voicemails.reconcile(now)
    _close_what_nobody_needs(engine, left, event.empty_bridges)
    lost_agents.finish_forgotten(engine.agents, engine.calls.strays.agents(), now)
    engine.pair_everybody()


def stray_ended(engine: "Engine", leg_id: LegId, now: float) -> None:
    """End a conversation that is not a call of ours; a leg that is nobody's is a late event and ignored."""
    stray = engine.calls.strays.pop(leg_id)
    if stray is None:
        return
    engine.out.commands.append(HangUp(stray.peer))
    if stray.bridge_id is not None:
        engine.out.commands.append(CloseBridge(stray.peer, stray.bridge_id))
    if stray.agent_id is not None:
        if stray.is_caller:
            engine.agents.part(stray.agent_id, stray.peer, now)
        engine.agents.finish(stray.agent_id, 0, now)


def _gone_at(engine: "Engine", call: LiveCall, lost_at: float) -> float:
    """A PBX that died took the call with it when the link broke; what we noted since then is not undone."""
    noted = [lost_at, call.segment_since]
    if call.recording is not None:
        noted.append(call.recording.since)
    asked = [offer.agent_id for offer in call.offers]
    for agent_id in asked if call.agent_id is None else [*asked, call.agent_id]:
        noted.append(engine.agents.agents[agent_id].booked)
    return max(noted)


def _known(engine: "Engine", leg_id: LegId) -> bool:
    return leg_id in engine.calls.legs or leg_id in engine.calls.strays or engine.supervision.legs.knows(leg_id)


def _has_leg(call: LiveCall) -> bool:
    """Tell whether there is somebody on the line, besides agents."""
    return call.listening is None and (call.attempt is None or call.attempt.dialled)


def _catch_up(engine: "Engine", call: LiveCall, seen: dict[LegId, LegSeen], now: float) -> None:
    """Tell a call what happened to it while nobody listened."""
    if call.offer is not None:
        for offer in call.offers:
            if offer in call.offers and offer.rung:  # who answered first has silenced the others
                _catch_up_offer(engine, call, offer, seen.get(offer.leg_id), now)
    elif call.outside is not None:
        engine.calls.outside.catch_up(engine, call, seen.get(call.outside.leg_id), now)
    elif call.agent_leg_id is not None and call.agent_leg_id not in seen:
        engine.step(LegEnded(call.agent_leg_id, LegEndCause.LOST), now)
    elif call.listening is not None:
        engine.calls.listening.catch_up(call, now)
    elif call.state is CallState.WAITING:
        engine.calls.renew_room(call)
    elif call.state is CallState.IN_FLOW:
        call.answered = call.answered or seen[call.leg_id].answered
        engine.calls.flow.repeat(call, now)


def _catch_up_customer(engine: "Engine", call: LiveCall, leg: LegSeen | None, now: float) -> None:
    if call.attempt is not None and call.in_line() and not call.answered and leg is not None and leg.answered:
        engine.calls.caller_answered(call, now)


def _catch_up_offer(engine: "Engine", call: LiveCall, offer: LiveOffer, leg: LegSeen | None, now: float) -> None:
    if leg is None:  # hung up all the same: the command to ring may still be under way
        engine.calls.lose_offer(offer.leg_id, OfferResult.FAILED, now)
    elif leg.peer == call.leg_id:
        engine.step(LegConnected(leg.leg_id), now)
    elif offer.awaits_key is not None:
        engine.calls.acceptance.ask(call, offer, now)
    elif offer.answered:
        # the end of the whisper, or the command to connect, may have been lost: connect (again)
        if offer.whisper is not None:
            engine.out.commands.append(StopPlayback(leg.leg_id, offer.whisper))
        engine.calls.feed(call, CallInput.WHISPER_ENDED, now)
    elif leg.answered:
        engine.step(LegAnswered(leg.leg_id), now)


def _take_over(
    engine: "Engine", unknown: list[LegSeen], seen: dict[LegId, LegSeen], phones: dict[Endpoint, AgentId], now: float
) -> set[LegId]:
    """Make the calls of an earlier controller ours, and return their callers' legs; some of them end with it.

    Who talks comes first, as that decides which agents are free.
    """
    offers: dict[CallId, list[LegSeen]] = defaultdict(list)
    for leg in unknown:
        if not leg.is_caller and leg.peer is None:
            offers[offered_call(leg.leg_id)].append(leg)
    takeover = Takeover(engine, seen, offers, phones, now)
    engine.calls.callbacks.note_attempts(seen)
    engine.calls.voicemails.note_offers(seen)
    callers = [leg for leg in unknown if leg.is_caller or is_customer(leg)]
    taken = {leg.leg_id for leg in sorted(callers, key=lambda leg: leg.peer is None) if takeover.take(leg)}
    for leg in callers:
        if leg.leg_id not in taken:
            engine.calls.turned_away(CallId(leg.leg_id))  # nor at the next connect
    while engine.calls.stored:
        _, known = engine.calls.stored.popitem()
        if LegId(known.call_id) in seen:
            takeover.write_off(known)
    return taken


def _close_what_nobody_needs(engine: "Engine", left: list[LegSeen], empty: tuple[BridgeId, ...]) -> None:
    """Remove bridges of calls that are over; a room that a call of ours is on its way to stays."""
    needed = engine.calls.strays.bridges()
    for call in engine.calls.calls.values():
        needed |= {call.room_id, call.bridge_id}
    lanes = {bridge_id: LegId(bridge_id) for bridge_id in empty}
    for leg in left:  # in the lane of whoever is in it: first they go, then the room
        bridge_id = leg.room_id or leg.bridge_id
        if bridge_id is not None:
            lanes.setdefault(bridge_id, leg.leg_id)
    engine.out.commands += [CloseBridge(lane, bridge) for bridge, lane in lanes.items() if bridge not in needed]


def _adopt(
    engine: "Engine", leg: LegSeen, seen: dict[LegId, LegSeen], phones: dict[Endpoint, AgentId], now: float
) -> None:
    """Care for a leg that no call of ours knows: let it talk, or give it to the dialplan, or end it."""
    strays = engine.calls.strays
    if leg.peer in seen and not _known(engine, leg.peer):
        sit = (phones.get(party.endpoint) for party in (leg, seen[leg.peer]) if party.endpoint)
        agent_id = next(filter(None, sit), None)
        if agent_id in strays.agents() or (agent_id and not engine.agents.found_talking(agent_id, now)):
            agent_id = None  # busy with something that we know
        pair = (leg.leg_id, leg.peer) if leg.is_caller or attempt_of(leg.leg_id) else (leg.peer, leg.leg_id)
        strays.add(*pair, agent_id, leg.bridge_id)
    elif leg.is_caller:
        engine.out.commands.append(SendToSafetyNet(leg.leg_id))
    else:
        _hang_up(engine, leg, phones, now)


def _hang_up(engine: "Engine", leg: LegSeen, phones: dict[Endpoint, AgentId], now: float) -> None:
    engine.out.commands.append(HangUp(leg.leg_id))
    if leg.endpoint in phones:
        engine.agents.part(phones[leg.endpoint], leg.leg_id, now)
