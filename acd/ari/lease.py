"""The lease of a caller over ARI, for when AMI does not answer; see `acd.ami.lease`."""

from acd.ari.connection import AriLink
from acd.ari.requests import post
from acd.domain.calls import LegId


class AriLease:
    """Grants leases in one Asterisk."""

    def __init__(self, link: AriLink) -> None:
        self._link = link

    async def grant(self, leg_id: LegId, seconds: int) -> None:
        """Let the call be ours for so long. Raises CommandRejected and TransportError."""
        request = post("channels", leg_id, "variable", variable="TIMEOUT(absolute)", value=str(seconds))
        refusal = request.refusal(await self._link.send(request))
        if refusal is not None:
            raise refusal
