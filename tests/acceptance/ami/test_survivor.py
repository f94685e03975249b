"""While no controller lives, nobody is left alone: whoever hangs up, the other's leg ends too."""

from pathlib import Path

import pytest

from acd.ami.lease import AmiLease
from acd.ami.survivor import AmiSurvivor
from acd.clock import Clock
from acd.domain.calls import LegId
from tests.fixtures.conversation import Office, office
from tests.fixtures.patience import scaled, until

pytestmark = pytest.mark.live


async def watched(at: Office) -> tuple[LegId, AmiSurvivor]:
    """Connect the two; each is named to the other, as for a caller and an outside number."""
    caller, outside = await at.talk()
    await AmiLease(at.watch.link).grant(caller, 0)
    survivor = AmiSurvivor(at.watch.link, Clock())
    await survivor.watch(outside, caller)
    await survivor.watch(caller, outside)
    return caller, survivor


@pytest.mark.parametrize("who", ["caller", "outside"])
async def test_who_is_left_is_hung_up(tmp_path: Path, who: str) -> None:
    """Also the leg that we made: a machine there would never hang up by itself."""
    async with office(tmp_path) as at:
        caller, _ = await watched(at)
        [other] = at.phone.calls
        leaves, stays = (at.calls[caller], other) if who == "caller" else (other, at.calls[caller])
        leaves.hang_up()
        await stays.ended(scaled(5))


async def test_a_controller_that_lives_decides_itself(tmp_path: Path) -> None:
    """The leg that is left is not touched."""
    async with office(tmp_path) as at:
        caller, survivor = await watched(at)
        await survivor.beat()
        since = len(at.events)
        at.calls[caller].hang_up()
        await until(lambda: len(at.measured(since)) == 1, "the caller's leg is gone")
        [other] = at.phone.calls
        assert other.state == "answered"
