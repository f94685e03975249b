"""What a PBX holds: legs, bridges and who is in which. Plain bookkeeping, no time."""

from dataclasses import dataclass, field

from acd.domain.agents import Endpoint
from acd.domain.calls import BridgeId, LegId, PlaybackId
from acd.domain.commands import Refusal
from acd.domain.errors import CommandRejected
from acd.domain.events import Event, LegSeen, PlaybackEnded


@dataclass(slots=True)
class Leg:
    """A channel."""

    id: LegId
    endpoint: Endpoint | None
    """The phone; None for a caller, and for an ear."""
    listens_to: LegId | None = None
    """Of an ear: the leg at which it listens."""
    answered: bool = False
    rang: bool = False
    bridge_id: BridgeId | None = None
    joined: bool = False
    """It has been in a conversation."""
    playing: list[PlaybackId] = field(default_factory=list)
    busy_until: float = 0.0
    """When the last sound that was asked for will be over, in monotonic seconds."""


class PbxState:
    """Legs and bridges of one PBX."""

    def __init__(self) -> None:
        self.legs: dict[LegId, Leg] = {}
        self.bridges: set[BridgeId] = set()

    def add(self, leg_id: LegId, endpoint: Endpoint | None, listens_to: LegId | None = None) -> Leg:
        """Begin a leg."""
        leg = self.legs[leg_id] = Leg(leg_id, endpoint, listens_to)
        return leg

    def ears_at(self, leg_id: LegId) -> list[LegId]:
        """Return the ears that listen at a leg: they end with it."""
        return [leg.id for leg in self.legs.values() if leg.listens_to == leg_id]

    def remove(self, leg_id: LegId) -> Leg | None:
        """End a leg; None if it is gone."""
        return self.legs.pop(leg_id, None)

    def open_bridge(self, bridge_id: BridgeId) -> None:
        """Make a bridge. Raises CommandRejected if there is one of this id."""
        if bridge_id in self.bridges:
            raise CommandRejected(Refusal.REFUSED, f"bridge {bridge_id} exists")
        self.bridges.add(bridge_id)

    def close_bridge(self, bridge_id: BridgeId) -> None:
        """Remove a bridge; who is in it stays alone."""
        self.bridges.discard(bridge_id)
        for leg in self.legs.values():
            if leg.bridge_id == bridge_id:
                leg.bridge_id = None

    def move(self, leg: Leg, bridge_id: BridgeId) -> None:
        """Put a leg into a bridge, out of the one it is in."""
        leg.bridge_id = bridge_id

    def stop_playing(self, leg_id: LegId, playback_id: PlaybackId, *, failed: bool = False) -> list[Event]:
        """End a playback; nothing to tell if it is over."""
        leg = self.legs.get(leg_id)
        if leg is None or playback_id not in leg.playing:
            return []
        leg.playing.remove(playback_id)
        return [PlaybackEnded(leg_id, playback_id, failed)]

    def seen(self) -> tuple[LegSeen, ...]:
        """Return every leg, as after a reconnect."""
        members: dict[BridgeId, list[LegId]] = {}
        for leg in self.legs.values():
            if leg.bridge_id is not None:
                members.setdefault(leg.bridge_id, []).append(leg.id)
        peers: dict[LegId, LegId] = {}
        for pair in members.values():
            if len(pair) == 2:
                peers |= {pair[0]: pair[1], pair[1]: pair[0]}
        return tuple(
            LegSeen(
                leg.id,
                is_caller=leg.endpoint is None and leg.listens_to is None,
                answered=leg.answered,
                endpoint=leg.endpoint,
                peer=peers.get(leg.id),
            )
            for leg in self.legs.values()
        )
