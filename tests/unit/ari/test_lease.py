"""The lease of a caller over ARI."""

import pytest

from acd.ari.connection import AriLink
from acd.ari.lease import AriLease
from acd.domain.calls import LegId
from acd.domain.errors import CommandRejected
from tests.unit.ari.peer import Peer, running, says


async def test_it_is_a_variable_of_the_channel() -> None:
    """With the refusal of one that is gone."""
    peer = Peer()
    async with running(peer), AriLink(peer.settings()) as link:
        await AriLease(link).grant(LegId("acd-1.0"), 0)
        assert peer.log == ["POST channels/acd-1.0/variable?variable=TIMEOUT%28absolute%29&value=0"]
        peer.answers["POST channels/acd-1.0/variable"] = says(404, {"message": "Channel not found"})
        with pytest.raises(CommandRejected):
            await AriLease(link).grant(LegId("acd-1.0"), 0)
