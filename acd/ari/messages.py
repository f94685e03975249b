"""What Asterisk says over the events socket, as typed structs; fields that nobody reads are not decoded.

A type that is not listed here is counted and dropped, and so is a frame that is not what it should be:
nothing that arrives can stop the reader. Classes are called as ARI calls the type: the name is the tag.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

import msgspec


class Party(msgspec.Struct, frozen=True, gc=False):
    """Name and number as the far end wrote them: hostile text."""

    name: str = ""
    number: str = ""


class Dialplan(msgspec.Struct, frozen=True, gc=False):
    """Where a channel stands. `app_data` of a Stasis channel is the application and its arguments."""

    exten: str = ""
    app_name: str = ""
    app_data: str = ""


class Channel(msgspec.Struct, frozen=True, gc=False):
    """A channel at the moment of the event."""

    id: str
    name: str = ""
    """Technology, endpoint and a counter: `PJSIP/agent-alice-0000001f`."""
    state: str = ""
    """`Down`, `Ring` (incoming, unanswered), `Ringing` (outgoing), `Up`."""
    caller: Party = Party()
    dialplan: Dialplan = Dialplan()
    creationtime: str = ""
    channelvars: dict[str, str] | None = None
    """What we asked Asterisk to repeat, and nothing else."""


class Bridge(msgspec.Struct, frozen=True):
    """A bridge after the event."""

    id: str
    bridge_type: str = ""
    """`mixing` for conversations, `holding` for waiting rooms."""
    channels: tuple[str, ...] = ()
    bridge_class: str = ""
    """`stasis` for those that were made over ARI."""
    bridgevars: dict[str, str] | None = None
    creationtime: str = ""


class Playback(msgspec.Struct, frozen=True, gc=False):
    """A playback that we started."""

    id: str
    target_uri: str = ""
    """`channel:ID` or `bridge:ID`."""
    state: str = ""
    """`done`, also when it was stopped; `failed`, if the last of its sounds could not be played."""


class CallBroadcast(msgspec.Struct, frozen=True, tag=True):
    """A caller is at the entry, for whoever claims the channel first."""

    channel: Channel


class StasisStart(msgspec.Struct, frozen=True, tag=True):
    """A channel is ours from now on; for one that we created it comes before dialling."""

    channel: Channel
    args: tuple[str, ...] = ()


class StasisEnd(msgspec.Struct, frozen=True, tag=True):
    """A channel is not ours any more."""

    channel: Channel


class ChannelHangupRequest(msgspec.Struct, frozen=True, tag=True):
    """The channel is to end: the far end wants it, or we or Asterisk do (`soft`; then `cause` is no cause)."""

    channel: Channel
    cause: int = 0
    tech_cause: int = 0
    soft: bool = False


class ChannelDestroyed(msgspec.Struct, frozen=True, tag=True):
    """The channel is gone. Comes for channels that we created, not for callers."""

    channel: Channel
    cause: int = 0
    """Q.850."""
    tech_cause: int = 0
    """SIP status."""


class Dial(msgspec.Struct, frozen=True, tag=True):
    """How it goes with a channel that we dialled: empty, PROGRESS, RINGING, ANSWER."""

    peer: Channel
    dialstatus: str = ""


class ChannelEnteredBridge(msgspec.Struct, frozen=True, tag=True):
    """A channel joined a bridge."""

    channel: Channel
    bridge: Bridge


class ChannelHold(msgspec.Struct, frozen=True, tag=True):
    """The phone put the other party on hold."""

    channel: Channel


class ChannelUnhold(msgspec.Struct, frozen=True, tag=True):
    """The phone took the other party back."""

    channel: Channel


class ChannelDtmfReceived(msgspec.Struct, frozen=True, tag=True):
    """A key was pressed and let go."""

    channel: Channel
    digit: str = ""


class PlaybackFinished(msgspec.Struct, frozen=True, tag=True):
    """All sounds of a playback are over: played, missing, stopped or cut off by a hang-up."""

    playback: Playback


class ApplicationReplaced(msgspec.Struct, frozen=True, tag=True):
    """Another socket registered our application; nothing more will be told to us."""


Message: TypeAlias = (
    CallBroadcast
    | StasisStart
    | StasisEnd
    | ChannelHangupRequest
    | ChannelDestroyed
    | Dial
    | ChannelEnteredBridge
    | ChannelHold
    | ChannelUnhold
    | ChannelDtmfReceived
    | PlaybackFinished
    | ApplicationReplaced
)

UNUSED = (
    # 33 of the 53 events of an ordinary call; the rest of the list is the remainder of what nobody here reads
    "ChannelVarset",
    "ChannelStateChange",
    "ChannelDialplan",
    "ChannelConnectedLine",
    "ChannelCallerId",
    "ChannelCreated",
    "ChannelLeftBridge",
    "ChannelTalkingStarted",
    "ChannelTalkingFinished",
    "ChannelUserevent",
    "ChannelToneDetected",
    "BridgeCreated",
    "BridgeDestroyed",
    "BridgeMerged",
    "BridgeVideoSourceChanged",
    "PlaybackStarted",
    "PlaybackContinuing",
)
"""Event types that Asterisk is told not to send.

A list of what is not wanted, never of what is: an `allowed` list also filters answers to requests.
"""


class _Tagged(msgspec.Struct, frozen=True):
    type: str


_decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)
_tag_decoder = msgspec.json.Decoder(_Tagged)
_KNOWN = frozenset(
    message.__name__
    for message in (
        CallBroadcast,
        StasisStart,
        StasisEnd,
        ChannelHangupRequest,
        ChannelDestroyed,
        Dial,
        ChannelEnteredBridge,
        ChannelHold,
        ChannelUnhold,
        ChannelDtmfReceived,
        PlaybackFinished,
        ApplicationReplaced,
    )
)


@dataclass(slots=True)
class FrameCounts:
    """What came in, for metrics."""

    decoded: int = 0
    unknown: int = 0
    """Of a type that nobody reads."""
    malformed: int = 0
    last_malformed: str = field(default="", repr=False)
    """Why, without the frame: it may hold what a caller sent."""


def decode(frame: bytes, counts: FrameCounts) -> Message | None:
    """Return the message in a frame, or None if it is of no use."""
    try:
        message = _decoder.decode(frame)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        _count_failure(frame, error, counts)
        return None
    counts.decoded += 1
    return message


def _count_failure(frame: bytes, error: Exception, counts: FrameCounts) -> None:
    try:
        unknown = _tag_decoder.decode(frame).type not in _KNOWN
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        unknown = False
    if unknown:
        counts.unknown += 1
    else:
        counts.malformed += 1
        counts.last_malformed = f"{type(error).__name__}: {error}"[:200]
