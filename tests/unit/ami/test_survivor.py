"""What Asterisk is told for the time without a controller."""

import pytest

from acd.ami.errors import AmiUnsafe
from acd.ami.survivor import AmiSurvivor
from acd.domain.calls import LegId
from tests.storage.sample import UTC_MS, StandingClock
from tests.unit.ami.peer import running
from tests.unit.ami.test_link import linked


async def test_who_lives_and_who_talks_to_whom() -> None:
    """A variable of all, and a subroutine for the end of the agent's leg."""
    async with running() as peer, linked(peer.settings()) as bench:
        await bench.up()
        survivor = AmiSurvivor(bench.link, StandingClock())
        await survivor.beat()
        await survivor.watch(LegId("acd-1.0-a1"), LegId("acd-1.0"))
        await survivor.watch(LegId("acd-1.0~3fa9c1-o1"), LegId("acd-1.0"))
        told = [(one.get("Channel"), one["Variable"], one["Value"]) for one in peer.heard]
        assert told == [
            (None, "ACD_ALIVE", str(UTC_MS // 1000)),
            ("acd-1.0-a1", "CHANNEL(hangup_handler_push)", "agent-gone,s,1(acd-1.0)"),
            ("acd-1.0~3fa9c1-o1", "CHANNEL(hangup_handler_push)", "agent-gone,s,1(acd-1.0)"),
        ]


@pytest.mark.parametrize("legs", [("a,b", "c"), ("a", "c)"), ("a", "c,d"), ("a\r\n", "c")])
async def test_what_is_no_leg_is_refused(legs: tuple[str, str]) -> None:
    """Nothing is written that Asterisk could read as something else."""
    async with running() as peer, linked(peer.settings()) as bench:
        await bench.up()
        with pytest.raises(AmiUnsafe):
            await AmiSurvivor(bench.link, StandingClock()).watch(LegId(legs[0]), LegId(legs[1]))
        assert not peer.heard
