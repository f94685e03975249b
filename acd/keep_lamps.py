"""Keeps the busy lamps on keys of phones as agents and queues are: signed in, in a pause, callers waiting.

Level-triggered: what was missed because Asterisk was away is brought in when it is back. Only changes are sent, one
after the other, so that calls never wait for lamps.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

from acd import logs
from acd.ari.errors import ProvisioningFailed
from acd.domain.agents import AgentState
from acd.domain.errors import TransportError
from acd.domain.feature_codes import FeatureCode, FeatureCodes
from acd.domain.pool import Pool
from acd.engine.engine import Engine
from acd.pbx import lamps
from acd.pbx.lamps import Lamp, LampCodes, LampKind
from acd.pbx.plan import PbxPlan

log = logs.get("lamps")

SETTLE_S = 0.25
"""Changes within this time are sent once. Whoever presses a key expects the lamp within a second."""
RETRY_S = 1.0


class Board(Protocol):
    """What switches lamps: `acd.ari.lamps`. All raise TransportError and ProvisioningFailed."""

    async def held(self, prefix: str) -> Mapping[str, bool]:
        """Return the lamps that Asterisk knows, and whether each is on."""

    async def show(self, device: str, on: bool) -> None:
        """Switch a lamp."""

    async def forget(self, device: str) -> None:
        """Remove a lamp."""

    async def reload_hints(self) -> None:
        """Let Asterisk read again which lamps there are."""


Lit = Mapping[LampKind, set[str]]
"""Ids of agents and queues whose lamp of this kind is on."""


def lit(engine: Engine) -> Lit:
    """Return the lamps that are on. A walk over agents and calls, 1 ms for 5,000: not for the way of a call."""
    agents = engine.agents.agents.items()
    calls = engine.calls.calls.values()
    return {
        LampKind.SIGNED_IN: {agent_id for agent_id, agent in agents if agent.state is not AgentState.OFFLINE},
        LampKind.PAUSED: {
            agent_id
            for agent_id, agent in agents
            if agent.state is AgentState.PAUSED or (agent.pause_wish is not None and agent.wish is AgentState.PAUSED)
        },
        LampKind.WAITING: {call.queue.id for call in calls if call.queue and call.in_line()},
    }


def codes_of(written: FeatureCodes) -> LampCodes:
    """Lamps are watched by the codes that do what they tell; without codes, by the usual ones."""
    if not written.codes:
        return LampCodes()
    dialled = {meaning: code for code, meaning in written.codes.items()}
    return LampCodes(
        dialled.get(FeatureCode.TOGGLE_SIGN_IN), dialled.get(FeatureCode.PAUSE), dialled.get(FeatureCode.WAITING)
    )


class LampKeeper:
    """Writes which lamps there are, and switches them."""

    def __init__(self, board: Board, plan: PbxPlan, lit: Callable[[], Lit]) -> None:
        self._board = board
        self._plan = plan
        self._lit = lit
        self._due = asyncio.Event()
        self._devices: dict[Lamp, str] | None = None
        """Every lamp that somebody can subscribe to; None until the configuration is known."""
        self._hints = ""
        self._read: str | None = None
        """The hints that Asterisk has read."""
        self._shown: dict[LampKind, set[str]] = {}
        """What Asterisk shows as on."""
        self._stale = True
        """It has to be asked what it shows."""

    def want(self, pool: Pool, codes: LampCodes) -> None:
        """Say which agents and queues there are, and by which codes phones ask for them."""
        wanted = [Lamp(kind, name) for kind in (LampKind.SIGNED_IN, LampKind.PAUSED) for name in pool.agents]
        wanted += [Lamp(LampKind.WAITING, name) for name in pool.queues]
        clear, alike = lamps.tell_apart(lamp for lamp in wanted if codes.of(lamp.kind) is not None)
        if alike:
            names = sorted({lamp.name for lamp in alike})
            log.warning("names that differ in hyphens only get no lamp", action="lamps_alike", names=names)
        self._hints = lamps.render_hints(self._plan, clear, codes)
        self._devices = {lamp: lamps.device(self._plan, lamp) for lamp in clear}
        self.reread()

    def check(self) -> None:
        """Look soon whether a lamp has to be switched. Cheap: it may be called at every event."""
        self._due.set()

    def reread(self) -> None:
        """Ask Asterisk again what it shows, because it was away."""
        self._stale = True
        self._due.set()

    async def prepare(self) -> None:
        """Write which lamps there are, for an Asterisk that is not started yet. Raises OSError."""
        if self._devices is not None:
            await asyncio.to_thread(lamps.write_hints, self._plan, self._hints)

    async def run(self) -> None:
        """Switch until cancelled."""
        failing = False
        while True:
            await self._due.wait()
            await asyncio.sleep(SETTLE_S)
            self._due.clear()
            try:
                await self._bring()
                failing = False
            except (TransportError, ProvisioningFailed, OSError) as error:
                if not failing:  # once, however long Asterisk is away
                    log.warning("lamps of phones are not up to date yet", action="lamps_retry", why=str(error))
                failing = True
                self._stale = True  # a lamp whose answer was lost may have been switched
                await asyncio.sleep(RETRY_S)
                self._due.set()

    async def _bring(self) -> None:
        if self._devices is None:
            return
        await self._bring_list()
        if self._stale:
            self._stale = False  # before the question: who says so meanwhile is heard
            self._shown = await self._ask(self._devices)
        devices, shown = self._devices, self._shown
        for kind, names in self._lit().items():
            for name in names ^ shown[kind]:
                lamp = Lamp(kind, name)
                if lamp in devices:
                    await self._board.show(devices[lamp], name in names)
                    shown[kind] ^= {name}

    async def _bring_list(self) -> None:
        hints = self._hints
        if self._read == hints:
            return
        if not await asyncio.to_thread(lamps.has_read, self._plan, hints):
            await asyncio.to_thread(lamps.write_hints, self._plan, hints)
            await self._board.reload_hints()
            await asyncio.to_thread(lamps.note_read, self._plan, hints)
        self._read = hints

    async def _ask(self, devices: Mapping[Lamp, str]) -> dict[LampKind, set[str]]:
        """Return what Asterisk shows, after it forgot whom we do not know any more."""
        known = {device: lamp for lamp, device in devices.items()}
        shown: dict[LampKind, set[str]] = {kind: set() for kind in LampKind}
        for device, on in (await self._board.held(lamps.prefix(self._plan))).items():
            if device not in known:
                await self._board.forget(device)
            elif on:
                shown[known[device].kind].add(known[device].name)
        return shown
