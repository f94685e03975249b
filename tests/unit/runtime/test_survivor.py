"""Asterisk knows who talks to whom, and that we live."""

import asyncio

import pytest

from acd.domain.calls import BridgeId, LegId
from acd.domain.commands import Answer, Command, Connect
from acd.domain.errors import TransportError
from acd.runtime import survivor as module
from acd.runtime.survivor import SurvivedTelephony
from tests.fixtures.patience import until

CALLER, AGENT, OUTSIDE = LegId("c1"), LegId("c1-a1"), LegId("c1-o1")
CONNECT = Connect(CALLER, AGENT, BridgeId("talk"))


class Pbx:
    """Notes what it is told, in order; away when told so."""

    def __init__(self) -> None:
        self.told: list[object] = []
        self.away = False

    async def execute(self, command: Command) -> None:
        """Note it."""
        self.told.append(command)

    async def beat(self) -> None:
        """Note it."""
        self._note("beat")

    async def watch(self, leg_id: LegId, other: LegId) -> None:
        """Note it."""
        self._note((leg_id, other))

    def _note(self, what: object) -> None:
        self.told.append(what)
        if self.away:
            raise TransportError("away")


@pytest.mark.parametrize("away", [False, True])
async def test_the_caller_is_named_when_the_two_are_connected(away: bool) -> None:
    """Afterwards, so that it delays no word; and a link that is away disturbs nobody."""
    pbx = Pbx()
    pbx.away = away
    telephony = SurvivedTelephony(pbx, pbx)
    await telephony.execute(Answer(CALLER))
    await telephony.execute(CONNECT)
    assert pbx.told == [Answer(CALLER), CONNECT, (AGENT, CALLER)]


async def test_nobody_outside_is_left_alone_either() -> None:
    """Each of the two is named to the other: a machine outside would never hang up."""
    pbx = Pbx()
    connect = Connect(CALLER, OUTSIDE, BridgeId("out"), outside=True)
    await SurvivedTelephony(pbx, pbx).execute(connect)
    assert pbx.told == [connect, (OUTSIDE, CALLER), (CALLER, OUTSIDE)]


@pytest.mark.parametrize("away", [False, True])
async def test_we_live(monkeypatch: pytest.MonkeyPatch, away: bool) -> None:
    """Said again and again; sooner when it was not heard, as the link may be up a moment later."""
    monkeypatch.setattr(module, "AGAIN_S" if away else "BEAT_S", 0.0)
    pbx = Pbx()
    pbx.away = away
    running = asyncio.create_task(SurvivedTelephony(pbx, pbx).run())
    await until(lambda: pbx.told[:2] == ["beat", "beat"], "two beats")
    running.cancel()
