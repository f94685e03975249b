"""What Asterisk holds of ours, asked once after each connect: events of the time before are lost for good."""

from dataclasses import dataclass
from typing import TypeVar

import msgspec

from acd.ari import names
from acd.ari.connection import AriLink
from acd.ari.messages import Bridge, Channel
from acd.ari.requests import Request, get
from acd.domain.calls import BridgeId, LegId
from acd.domain.errors import TransportError
from acd.domain.events import BridgeSeen, LegSeen

T = TypeVar("T")


class _System(msgspec.Struct):
    version: str


class _Status(msgspec.Struct):
    startup_time: str


class PbxInfo(msgspec.Struct):
    """Which Asterisk this is, and since when it runs."""

    system: _System
    status: _Status


_info_decoder = msgspec.json.Decoder(PbxInfo)
_channels_decoder = msgspec.json.Decoder(list[Channel])
_bridges_decoder = msgspec.json.Decoder(list[Bridge])


async def ask_info(link: AriLink) -> PbxInfo:
    """Return version and start time. Raises TransportError, also while Asterisk boots (404 and 503)."""
    return await _ask(link, get("asterisk", "info"), _info_decoder)


@dataclass(frozen=True, slots=True)
class Stock:
    """What Asterisk holds of ours."""

    legs: tuple[LegSeen, ...]
    bridges: tuple[BridgeSeen, ...]


async def ask_stock(link: AriLink, application: str) -> Stock:
    """Return every channel that is in our application, and every bridge made over ARI. Raises TransportError."""
    channels = await _ask(link, get("channels"), _channels_decoder)
    bridges = await _ask(link, get("bridges"), _bridges_decoder)
    return Stock(legs_seen(application, channels, bridges), bridges_seen(bridges))


def bridges_seen(bridges: list[Bridge]) -> tuple[BridgeSeen, ...]:
    """Leave out those of the dialplan, such as the ones of Asterisk's own queue."""
    return tuple(
        BridgeSeen(BridgeId(bridge.id), tuple(LegId(leg) for leg in bridge.channels))
        for bridge in bridges
        if bridge.bridge_class == "stasis"
    )


def legs_seen(application: str, channels: list[Channel], bridges: list[Bridge]) -> tuple[LegSeen, ...]:
    """Tell callers from agents, and who talks to whom. Channels of others are left out."""
    peers: dict[str, LegId] = {}
    for bridge in bridges:
        if bridge.bridge_type == "mixing" and len(bridge.channels) == 2:
            one, other = bridge.channels
            peers[one], peers[other] = LegId(other), LegId(one)
    return tuple(_leg_seen(channel, peers.get(channel.id)) for channel in channels if names.is_in(application, channel))


def _leg_seen(channel: Channel, peer: LegId | None) -> LegSeen:
    is_caller = names.is_caller(channel)
    return LegSeen(
        leg_id=LegId(channel.id),
        is_caller=is_caller,
        answered=channel.state == "Up",
        endpoint=None if is_caller else names.endpoint_of(channel),
        peer=peer,
    )


async def _ask(link: AriLink, request: Request, decoder: "msgspec.json.Decoder[T]") -> T:
    reply = await link.ask(request)
    try:
        return decoder.decode(reply.body)
    except msgspec.MsgspecError as error:
        raise TransportError(f"Asterisk's answer to {request.target} is not understood: {error}") from error
