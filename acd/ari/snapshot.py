"""What Asterisk holds of ours, asked once after each connect: events of the time before are lost for good."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import msgspec

from acd.ari import memo, names
from acd.ari.caller_text import caller_id
from acd.ari.connection import AriLink
from acd.ari.messages import Bridge, Channel
from acd.ari.requests import Request, get
from acd.clock import UtcScale
from acd.domain.calls import NOBODY, BridgeId, LegId
from acd.domain.errors import TransportError
from acd.domain.events import LegSeen
from acd.domain.memo import CallMemo
from acd.domain.tenants import Number

T = TypeVar("T")


class _System(msgspec.Struct):
    version: str


class _Status(msgspec.Struct):
    startup_time: datetime

    @property
    def started_s(self) -> float:
        """Seconds since 1970."""
        return self.startup_time.timestamp()


class PbxInfo(msgspec.Struct):
    """Which Asterisk this is, and since when it runs."""

    system: _System
    status: _Status


class _Application(msgspec.Struct):
    channel_ids: frozenset[str] = frozenset()


_application_decoder = msgspec.json.Decoder(_Application)
_info_decoder = msgspec.json.Decoder(PbxInfo)
_channels_decoder = msgspec.json.Decoder(list[Channel])
_bridges_decoder = msgspec.json.Decoder(list[Bridge])


async def ask_info(link: AriLink) -> PbxInfo:
    """Return version and start time. Raises TransportError, also while Asterisk boots (404 and 503)."""
    return await _ask(link, get("asterisk", "info"), _info_decoder)


@dataclass(frozen=True, slots=True)
class Held:
    """All that Asterisk holds of ours."""

    legs: tuple[LegSeen, ...] = ()
    empty_bridges: tuple[BridgeId, ...] = ()


async def ask_held(link: AriLink, application: str, scale: UtcScale) -> Held:
    """Return what is in our application. Raises TransportError."""
    channels = await _ask(link, get("channels"), _channels_decoder)
    bridges = await _ask(link, get("bridges"), _bridges_decoder)
    ours = await _ask(link, get("applications", application), _application_decoder)
    return held(application, channels, bridges, ours.channel_ids, scale)


def held(
    application: str, channels: list[Channel], bridges: list[Bridge], ours: frozenset[str], scale: UtcScale
) -> Held:
    """Tell callers from agents, who talks to whom, and what was kept of it. Channels of others are left out."""
    at = {channel_id: bridge for bridge in bridges for channel_id in bridge.channels}
    return Held(
        tuple(_leg_seen(each, at.get(each.id), scale) for each in channels if names.is_in(application, each, ours)),
        tuple(BridgeId(each.id) for each in bridges if each.bridge_class == "stasis" and not each.channels),
    )


def _leg_seen(channel: Channel, bridge: Bridge | None, scale: UtcScale) -> LegSeen:
    is_caller = names.is_caller(channel)
    mixing = bridge is not None and bridge.bridge_type == "mixing"
    others = [other for other in bridge.channels if other != channel.id] if bridge is not None and mixing else []
    return LegSeen(
        leg_id=LegId(channel.id),
        is_caller=is_caller,
        answered=channel.state == "Up",
        endpoint=None if is_caller else names.endpoint_of(channel),
        peer=LegId(others[0]) if len(others) == 1 else None,
        ringing=channel.state == "Ringing",
        since=_moment(channel.creationtime, scale),
        number=Number(channel.dialplan.exten) if is_caller else None,
        caller=caller_id(channel.caller.name, channel.caller.number) if is_caller else NOBODY,
        room_id=BridgeId(bridge.id) if bridge is not None and not mixing else None,
        bridge_id=BridgeId(bridge.id) if bridge is not None and mixing else None,
        bridged=_moment(bridge.creationtime, scale) if bridge is not None and mixing and bridge.creationtime else None,
        memo=_memo(channel, bridge, scale),
    )


def _memo(channel: Channel, bridge: Bridge | None, scale: UtcScale) -> CallMemo | None:
    """The bridge's is the later one: a channel is given one only before the first bridge."""
    beside_bridge = (bridge.bridgevars or {}) if bridge is not None else {}
    return memo.read(beside_bridge.get(memo.VARIABLE), scale) or memo.read(
        (channel.channelvars or {}).get(memo.VARIABLE), scale
    )


def _moment(written: str, scale: UtcScale) -> float:
    try:
        return scale.moment(round(datetime.fromisoformat(written).timestamp() * 1000))
    except ValueError:  # 0: before everything else that we know of
        return 0.0


async def _ask(link: AriLink, request: Request, decoder: "msgspec.json.Decoder[T]") -> T:
    reply = await link.ask(request)
    try:
        return decoder.decode(reply.body)
    except msgspec.MsgspecError as error:
        raise TransportError(f"Asterisk's answer to {request.target} is not understood: {error}") from error
