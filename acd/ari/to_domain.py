"""What an ARI message means, in domain events. Pure: the same message gives the same events, always."""

from collections.abc import Callable
from typing import Any

from acd.ari import names
from acd.ari.caller_text import caller_id
from acd.ari.causes import end_cause
from acd.ari.messages import (
    Channel,
    ChannelDestroyed,
    ChannelDtmfReceived,
    ChannelEnteredBridge,
    ChannelHangupRequest,
    ChannelHold,
    ChannelUnhold,
    Dial,
    Message,
    PlaybackFinished,
    StasisEnd,
    StasisStart,
)
from acd.domain.calls import DIGITS, CallId, LegEndCause, LegId, PlaybackId
from acd.domain.events import (
    CallArrived,
    DigitPressed,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegHeld,
    LegRinging,
    LegUnheld,
    PlaybackEnded,
)
from acd.domain.tenants import Number

Events = tuple[Event, ...]


def to_domain(message: Message) -> Events:
    """Return what happened, in order; mostly one event, or none."""
    meaning = _MEANING.get(type(message))
    return meaning(message) if meaning is not None else ()


def _stasis_start(message: StasisStart) -> Events:
    channel = message.channel
    # A dialplan pattern that also matches `h` sends the channel through Stasis() once more while it hangs up.
    if message.args[:1] != (names.CALLER,) or channel.dialplan.exten == "h":
        return ()
    return (
        CallArrived(
            call_id=CallId(channel.id),
            leg_id=LegId(channel.id),
            number=Number(channel.dialplan.exten),
            caller=caller_id(channel.caller.name, channel.caller.number),
        ),
    )


def _stasis_end(message: StasisEnd) -> Events:
    if names.is_caller(message.channel):
        # After a hang-up this is the second sign, and late. As the first one it says that the call goes on in the
        # dialplan: its lease ran out, or somebody sent it there.
        return (LegEnded(LegId(message.channel.id), LegEndCause.LEFT),)
    return _end_of(message.channel)


def _hangup_request(message: ChannelHangupRequest) -> Events:
    channel = message.channel
    if message.tech_cause and not message.soft and not names.is_caller(channel) and channel.state != "Up":
        # a phone's refusal, a millisecond before the channel is gone
        return (LegEnded(LegId(channel.id), _cause(message)),)
    return _end_of(channel)


def _end_of(channel: Channel) -> Events:
    """The first sign frees the agent; on an agent's leg that is not up the cause comes later, and matters."""
    if channel.state == "Up" or names.is_caller(channel):
        return (LegEnded(LegId(channel.id), LegEndCause.NORMAL),)
    return ()


def _destroyed(message: ChannelDestroyed) -> Events:
    channel = message.channel
    cause = LegEndCause.NORMAL if channel.state == "Up" else _cause(message)
    if cause is LegEndCause.NO_ANSWER and not _rang(channel):
        # Asterisk's own time-out calls itself 480 too. A phone's 480 was told before, so this is a phone that
        # never said a word.
        cause = LegEndCause.UNREACHABLE
    return (LegEnded(LegId(channel.id), cause),)


def _cause(message: ChannelHangupRequest | ChannelDestroyed) -> LegEndCause:
    return end_cause(message.cause, message.tech_cause, rang=_rang(message.channel))


def _rang(channel: Channel) -> bool:
    return channel.state == "Ringing"


def _dial(message: Dial) -> Events:
    leg_id = LegId(message.peer.id)
    if message.dialstatus == "ANSWER":
        return (LegAnswered(leg_id),)
    # some phones send 183 instead of 180
    if message.dialstatus in ("RINGING", "PROGRESS"):
        return (LegRinging(leg_id),)
    # refusals come as ChannelDestroyed; a dialled leg gets no final Dial
    return ()


def _entered_bridge(message: ChannelEnteredBridge) -> Events:
    """An agent who is alone in the bridge hears nobody: the second one to enter makes the conversation."""
    bridge = message.bridge
    if bridge.bridge_type != "mixing" or len(bridge.channels) < 2 or names.is_ear(message.channel):
        return ()
    if not names.is_caller(message.channel):
        return (LegConnected(LegId(message.channel.id)),)
    return tuple(LegConnected(LegId(other)) for other in bridge.channels if other != message.channel.id)


def _hold(message: ChannelHold) -> Events:
    return (LegHeld(_leg(message.channel)),)


def _unhold(message: ChannelUnhold) -> Events:
    return (LegUnheld(_leg(message.channel)),)


def _digit(message: ChannelDtmfReceived) -> Events:
    if message.digit not in DIGITS:
        return ()
    return (DigitPressed(_leg(message.channel), message.digit),)


def _playback_finished(message: PlaybackFinished) -> Events:
    kind, _, target = message.playback.target_uri.partition(":")
    if kind != "channel":
        return ()
    failed = message.playback.state == "failed"
    return (PlaybackEnded(LegId(target), PlaybackId(message.playback.id), failed),)


def _leg(channel: Channel) -> LegId:
    return LegId(channel.id)


_MEANING: dict[type, Callable[[Any], Events]] = {
    StasisStart: _stasis_start,
    StasisEnd: _stasis_end,
    ChannelHangupRequest: _hangup_request,
    ChannelDestroyed: _destroyed,
    Dial: _dial,
    ChannelEnteredBridge: _entered_bridge,
    ChannelHold: _hold,
    ChannelUnhold: _unhold,
    ChannelDtmfReceived: _digit,
    PlaybackFinished: _playback_finished,
}
