"""Tells Asterisk over AMI what it needs to care for a caller whose agent leaves while no controller lives."""

from acd.ami.link import AmiLink
from acd.ami.recorder import checked_leg
from acd.clock import Clock
from acd.domain.calls import LegId


class AmiSurvivor:
    """Talks to the context `agent-gone` of the dialplan."""

    def __init__(self, link: AmiLink, clock: Clock) -> None:
        self._link = link
        self._clock = clock

    async def beat(self) -> None:
        """Say that a controller lives. Raises AmiRefused, and TransportError when nobody knows."""
        now_ms = self._clock.utc_ms(round(self._clock.now() * 1000))
        await self._link.action("Setvar", Variable="ACD_ALIVE", Value=now_ms // 1000)

    async def watch(self, leg_id: LegId, other: LegId) -> None:
        """Let Asterisk look after the other party when this leg ends. Raises AmiUnsafe, and as `beat`."""
        await self._link.action(
            "Setvar",
            Channel=checked_leg(leg_id),
            Variable="CHANNEL(hangup_handler_push)",
            Value=f"agent-gone,s,1({checked_leg(other)})",
        )
