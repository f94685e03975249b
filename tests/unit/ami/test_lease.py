"""The lease of a caller, as Asterisk is told it."""

import pytest

from acd.ami.errors import AmiUnsafe
from acd.ami.lease import AmiLease
from acd.domain.calls import LegId
from acd.domain.errors import TransportError
from tests.unit.ami.peer import running
from tests.unit.ami.test_link import linked


async def test_seconds_from_now_or_for_ever() -> None:
    """One variable of the channel."""
    async with running() as peer, linked(peer.settings()) as bench:
        await bench.up()
        lease = AmiLease(bench.link)
        await lease.grant(LegId("acd-1.0"), 30)
        await lease.grant(LegId("acd-1.0"), 0)
        told = [(one["Action"], one["Channel"], one["Variable"], one["Value"]) for one in peer.heard]
        assert told == [("Setvar", "acd-1.0", "TIMEOUT(absolute)", value) for value in ("30", "0")]


async def test_what_is_no_leg_is_refused() -> None:
    """Nothing is written that Asterisk could read as something else."""
    async with running() as peer, linked(peer.settings()) as bench:
        await bench.up()
        with pytest.raises(AmiUnsafe):
            await AmiLease(bench.link).grant(LegId("a,b"), 30)


async def test_without_a_link_nobody_knows() -> None:
    """So that another way is tried."""
    async with running() as peer, linked(peer.settings()) as bench:
        await bench.up()
        bench.link._connection = None
        with pytest.raises(TransportError):
            await AmiLease(bench.link).grant(LegId("acd-1.0"), 30)
