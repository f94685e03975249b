"""The lease of a caller over AMI: seconds until Asterisk takes the call out of our hands; 0 for never.

Over AMI and not over ARI: there a variable waits behind an announcement, and with it one of few connections.
One connection, so what is said later holds.
"""

from acd.ami.link import AmiLink
from acd.ami.recorder import checked_leg
from acd.domain.calls import LegId


class AmiLease:
    """Grants leases in one Asterisk."""

    def __init__(self, link: AmiLink) -> None:
        self._link = link

    async def grant(self, leg_id: LegId, seconds: int) -> None:
        """Let the call be ours for so long from now on.

        It is written before this waits for the first time. Raises AmiUnsafe, AmiRefused when the leg is gone, and
        TransportError when nobody knows.
        """
        await self._link.action("Setvar", Channel=checked_leg(leg_id), Variable="TIMEOUT(absolute)", Value=seconds)
