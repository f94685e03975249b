"""Domain command -> ARI requests, in the order in which they must be carried out. Pure."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from acd.ari import memo, names
from acd.ari.caller_text import shown_to_agent
from acd.ari.causes import HANG_UP_REASON
from acd.ari.requests import Request, delete, post
from acd.clock import UtcScale
from acd.domain.calls import LegId
from acd.domain.commands import (
    Answer,
    CloseBridge,
    Command,
    Connect,
    HangUp,
    ListenIn,
    Play,
    Refusal,
    Remember,
    RingAgent,
    RingOutside,
    RingSupervisor,
    SendToSafetyNet,
    StartWaiting,
    StopListening,
    StopPlayback,
    TakeMessageFrom,
)
from acd.domain.errors import CommandRejected
from acd.domain.outside import is_outside

Requests = tuple[Request, ...]

DEFAULT_MUSIC = "default"

PICK_UP = {
    "PJSIP_HEADER(add,Call-Info)": "<sip:acd.invalid>;answer-after=0",
    "PJSIP_HEADER(add,Alert-Info)": "<sip:acd.invalid>;info=alert-autoanswer;delay=0",
}
"""What phones know as the wish that they pick up by themselves; which of the two depends on the maker. No address of
a sound: some phones would fetch it."""

_RING_MARGIN_S = 2
"""The engine's timer ends the ringing; Asterisk's own comes later, for when the engine is gone."""

_ALONE_S = 10
"""So much longer may somebody outside who answered be alone, for when the engine is gone."""


def from_domain(command: Command, application: str, scale: UtcScale) -> Requests:
    """Return what to ask of Asterisk. Raises CommandRejected for what cannot be asked at all."""
    requests = _REQUESTS[type(command)](command, application)
    if not isinstance(command, Play | StartWaiting | Remember | Connect) or command.memo is None:
        return requests
    kept = memo.variables(command.memo, scale)
    if isinstance(command, Remember):
        return tuple(replace(each, body={"variables": kept}) for each in requests)
    if isinstance(command, Play):
        return (Request("POST", ("channels", command.lane, "variables"), body={"variables": kept}), *requests)
    return tuple(replace(each, body=kept) if each.parts == ("bridges",) else each for each in requests)


def undo(command: Command) -> Request | None:
    """Return what removes the half of a command that was carried out before it failed."""
    made = made_by(command)
    return None if made is None else delete("channels", made, gone_is_fine=True)


def made_by(command: Command) -> LegId | None:
    """Return the leg that a command makes."""
    match command:
        case RingAgent() | RingOutside() | RingSupervisor():
            return command.lane
        case ListenIn():
            return command.ear_id
        case _:
            return None


def _answer(command: Answer, _: str) -> Requests:
    return (post("channels", command.lane, "answer"),)


def _play(command: Play, _: str) -> Requests:
    # Only `sound:`: numbers and digits cannot be stopped again (asterisk 22.10.1 answers 500).
    # A comma would split the name into two media.
    media = [f"sound:{prompt}" for prompt in command.prompts if prompt and "," not in prompt]
    if not media:
        raise CommandRejected(Refusal.REFUSED, "no sound to play")
    return (post("channels", command.lane, "play", command.playback_id, media=",".join(media)),)


def _stop_playback(command: StopPlayback, _: str) -> Requests:
    return (delete("playbacks", command.playback_id, gone_is_fine=True),)


def _start_waiting(command: StartWaiting, _: str) -> Requests:
    # A holding participant hears the music class of his own channel, and it comes back by itself after an
    # announcement, also without us. Bridge music is another thing: it ends with the first empty moment.
    music = post("channels", command.lane, "variable", variable="CHANNEL(musicclass)", value=command.music)
    return (
        # waits for the channel's thread, so only when there is something to say
        *((music,) if command.music != DEFAULT_MUSIC or command.changes_music else ()),
        post("bridges", type="holding", bridgeId=command.room_id),
        post("bridges", command.room_id, "addChannel", channel=command.lane, role="holding_participant"),
        # in a holding bridge Asterisk 22 plays nothing to a channel that was dialled over ARI
        *((post("channels", command.lane, "moh", mohClass=command.music),) if command.called else ()),
    )


def _remember(command: Remember, _: str) -> Requests:
    return (post("bridges", command.room_id, "variables"),)


def _ring(command: RingAgent | RingOutside | RingSupervisor, application: str) -> Requests:
    shown = shown_to_agent(command.caller)
    create = post("channels", "create", endpoint=f"PJSIP/{command.endpoint}", app=application, channelId=command.lane)
    # `dial?caller=` would show the caller channel's own, uncleaned id instead
    variables = {"CONNECTEDLINE(all,i)": shown} if shown else {}
    timeout_s = math.ceil(command.timeout_s) + _RING_MARGIN_S
    if isinstance(command, RingAgent) and command.auto_answer:
        variables |= PICK_UP
    if isinstance(command, RingOutside):
        # a machine that answers while no controller lives would never hang up; ended with the first conversation
        variables |= {"TIMEOUT(absolute)": str(timeout_s + _ALONE_S)}
    if variables:
        create = replace(create, body={"variables": variables})
    dial = replace(post("channels", command.lane, "dial", timeout=str(timeout_s)), after_start_of=command.lane)
    if not is_outside(command.endpoint):
        return (create, dial)
    kept = {names.ENDPOINT: {"value": command.endpoint, "report_events": True}}
    keep = Request("POST", ("channels", command.lane, "variables"), body={"variables": kept})
    return (create, replace(keep, after_start_of=command.lane), dial)


def _connect(command: Connect, _: str) -> Requests:
    # One request for both, the caller first: he moves out of the waiting room directly, and the agent's
    # ChannelEnteredBridge is the sign that both hear each other.
    both = f"{command.lane},{command.agent_leg_id}"
    return (
        # music of the channel itself does not end with the waiting room, and nothing else would be heard
        *((delete("channels", command.lane, "moh"),) if command.called else ()),
        post("bridges", type="mixing", bridgeId=command.bridge_id),
        post("bridges", command.bridge_id, "addChannel", channel=both),
    )


def _listen_in(command: ListenIn, application: str) -> Requests:
    # Heard is what goes in and out at the agent's leg. Whispered is into what goes out to the agent and nowhere else,
    # so the caller, and the recording at the caller's leg, hear nothing of it.
    ear = post("channels", command.agent_leg_id, "snoop", command.ear_id, app=application, spy="both", whisper="out")
    both = f"{command.ear_id},{command.lane}"
    join = post("bridges", command.bridge_id, "addChannel", channel=both)
    return (
        ear,
        post("bridges", type="mixing", bridgeId=command.bridge_id),
        replace(join, after_start_of=command.ear_id),
    )


def _stop_listening(command: StopListening, _: str) -> Requests:
    return (
        delete("channels", command.ear_id, gone_is_fine=True),
        delete("bridges", command.bridge_id, gone_is_fine=True),
    )


def _hang_up(command: HangUp, _: str) -> Requests:
    return (delete("channels", command.lane, reason=HANG_UP_REASON[command.reason]),)


def _close_bridge(command: CloseBridge, _: str) -> Requests:
    return (delete("bridges", command.bridge_id, gone_is_fine=True),)


def _send_to_safety_net(command: SendToSafetyNet, _: str) -> Requests:
    return (_go_to(command.lane, "s"),)


def _take_message(command: TakeMessageFrom, _: str) -> Requests:
    return (_go_to(command.lane, names.MESSAGES_FULL if command.full else names.MESSAGE),)


def _go_to(leg_id: LegId, extension: str) -> Request:
    return post("channels", leg_id, "continue", context=names.SAFETY_NET, extension=extension, priority="1")


_REQUESTS: dict[type, Callable[[Any, str], Requests]] = {
    Answer: _answer,
    Play: _play,
    StopPlayback: _stop_playback,
    StartWaiting: _start_waiting,
    Remember: _remember,
    RingAgent: _ring,
    RingOutside: _ring,
    RingSupervisor: _ring,
    ListenIn: _listen_in,
    StopListening: _stop_listening,
    Connect: _connect,
    HangUp: _hang_up,
    CloseBridge: _close_bridge,
    SendToSafetyNet: _send_to_safety_net,
    TakeMessageFrom: _take_message,
}
