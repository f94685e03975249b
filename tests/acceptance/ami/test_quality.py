"""The quality of both legs, whoever hangs up."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from acd.domain.calls import HangUpReason, LegId
from acd.domain.commands import HangUp
from acd.domain.events import LegMeasured
from tests.fixtures.conversation import Office, office
from tests.fixtures.patience import until

pytestmark = pytest.mark.live


def _both(told: Callable[[], list[LegMeasured]]) -> bool:
    return len(told()) == 2


async def ended(at: Office, caller: LegId, agent: LegId, by: str) -> None:
    """End a conversation as the engine does: the other leg is hung up when one is gone."""
    if by == "caller":
        at.calls[caller].hang_up()
        await at.telephony.execute(HangUp(agent, HangUpReason.NORMAL))
    elif by == "agent":
        at.phone.calls[0].hang_up()
        await at.telephony.execute(HangUp(caller, HangUpReason.NORMAL))
    else:
        await at.telephony.execute(HangUp(agent, HangUpReason.NORMAL))
        await at.telephony.execute(HangUp(caller, HangUpReason.NORMAL))


async def test_each_leg_is_told_once_whoever_hangs_up(tmp_path: Path) -> None:
    """By the caller, the agent and the controller; with the call that it belongs to."""
    async with office(tmp_path) as at:
        for by in ("caller", "agent", "controller"):
            caller, agent = await at.talk()
            # by then some hundred milliseconds of sound went both ways
            await asyncio.sleep(0.5)
            since = len(at.events)
            await ended(at, caller, agent, by)
            told = partial(at.measured, since)
            await until(partial(_both, told), f"both legs, ended by the {by}")
            assert {each.leg_id for each in told()} == {caller, agent}
            for each in told():
                assert each.from_party.packets > 20 and each.to_party.packets > 10
                assert each.from_party.lost == 0 and each.from_party.jitter_s < 0.02
                # reports go out after five seconds
                assert each.from_party.mos is None
        await asyncio.sleep(0.2)
        assert len(at.measured()) == 6


async def test_a_call_of_some_seconds_has_a_score(tmp_path: Path) -> None:
    """Clear sound in G.711 is 4.4; what the phone does not report is not told as zero."""
    async with office(tmp_path) as at:
        caller, agent = await at.talk()
        await asyncio.sleep(6)
        await ended(at, caller, agent, "caller")
        await until(lambda: len(at.measured()) == 2, "both legs")
        for each in at.measured():
            assert each.from_party.mos is not None and 4.3 < each.from_party.mos < 4.5
            assert each.to_party.mos is None and each.rtt_s is None
