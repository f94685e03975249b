"""What the engine asked for, followed over a story."""

from acd.domain.callbacks import attempt_of
from acd.domain.calls import BridgeId, LegId
from acd.domain.commands import (
    CloseBridge,
    Command,
    Connect,
    HangUp,
    ListenIn,
    Play,
    RingAgent,
    RingOutside,
    RingSupervisor,
    SendToSafetyNet,
    StartWaiting,
    StopListening,
    StopPlayback,
    StopRecording,
    TakeMessageFrom,
)
from acd.engine.engine import Engine

GIVEN_AWAY = (HangUp, SendToSafetyNet, TakeMessageFrom)
"""What leaves nothing of a leg."""
_PARTING = (*GIVEN_AWAY, CloseBridge, StopPlayback, StopRecording, StopListening)
"""What may still be asked of a leg whose call is over."""


class Asked:
    """Follows what the engine asked for: bridges to be closed, agents' legs to be ended."""

    def __init__(self) -> None:
        self.bridges: set[BridgeId] = set()
        self.rung: list[LegId] = []
        self._made: set[str] = set()

    def take(self, engine: Engine, command: Command, ended_now: bool) -> None:
        """Check one command after the step in which it was asked for."""
        match command:
            case RingAgent() | RingSupervisor() | RingOutside():
                self._new(command.lane)
                self.rung.append(command.lane)
            case StartWaiting(room_id=bridge) | Connect(bridge_id=bridge):
                self._new(bridge)
                self.bridges.add(bridge)
            case ListenIn():
                self._new(command.ear_id)
                self._new(command.bridge_id)
                self.bridges.add(command.bridge_id)
            case CloseBridge() | StopListening():
                self.bridges.discard(command.bridge_id)
        if not isinstance(command, _PARTING):
            legs, known = {command.lane}, {*engine.calls.legs}
            if isinstance(command, Connect | ListenIn):
                legs.add(command.agent_leg_id)
            if isinstance(command, RingSupervisor | ListenIn | Play):
                known |= {leg.id for leg in engine.supervision.legs}
            if isinstance(command, ListenIn):
                known |= {*engine.calls.strays.legs()}
            assert legs <= known or ended_now, f"{command} names a leg of no call"

    def _new(self, name: str) -> None:
        # of an attempt that an earlier controller began, and of which nothing was left, nobody knows
        assert name not in self._made or attempt_of(name), f"{name} was used twice"
        self._made.add(name)


def known_legs(engine: Engine) -> set[LegId]:
    """Return the legs of calls, and those to supervisors."""
    return {*engine.calls.legs, *(leg.id for leg in engine.supervision.legs)}
