"""Lamps follow agents and queues: only changes are sent, and after a loss of Asterisk all that differs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from acd import keep_lamps
from acd.domain.agents import Agent, AgentId, AgentState, Endpoint
from acd.domain.errors import TransportError
from acd.domain.events import PauseRequested, PoolApplied, SignInRequested
from acd.domain.feature_codes import FeatureCode, FeatureCodes
from acd.domain.pool import Pool
from acd.domain.queues import Queue, QueueId, Requirement
from acd.engine.engine import Engine
from acd.keep_lamps import LampKeeper, codes_of, lit
from acd.pbx import lamps
from acd.pbx.lamps import Lamp, LampCodes, LampKind
from acd.pbx.plan import PbxPlan
from acd.runtime.tasks import Tasks
from tests.fixtures.patience import until

IN, PAUSE, QUEUE = LampKind.SIGNED_IN, LampKind.PAUSED, LampKind.WAITING


def pool(*agents: str, queues: tuple[str, ...] = ("support",)) -> Pool:
    """Return agents and queues by their names."""
    return Pool(
        agents={AgentId(name): Agent(AgentId(name), name, Endpoint(f"agent-{name}")) for name in agents},
        queues={QueueId(name): Queue(QueueId(name), Requirement(), 10.0) for name in queues},
    )


class House:
    """What is on, and an Asterisk that shows it unless it is away."""

    def __init__(self, folder: Path) -> None:
        self.plan = PbxPlan(
            state=folder / "asterisk",
            ari_port=8088,
            ari_password="x" * 20,
            ami_port=5038,
            ami_password="m" * 20,
            agi_port=4573,
        )
        self.on: set[Lamp] = set()
        self.away = False
        self.shown: dict[str, bool] = {}
        self.asked: list[str] = []
        self.on_held: Callable[[], None] | None = None
        """Happens once, during the next question."""
        self.keeper = LampKeeper(self, self.plan, self.lit)

    def lit(self) -> dict[LampKind, set[str]]:
        return {kind: {lamp.name for lamp in self.on if lamp.kind is kind} for kind in LampKind}

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.away:
            raise TransportError

    async def held(self, prefix: str) -> dict[str, bool]:
        self._ask("held")
        answer = {name: on for name, on in self.shown.items() if name.startswith(prefix)}
        on_held, self.on_held = self.on_held, None
        if on_held is not None:
            on_held()
        return answer

    async def show(self, device: str, on: bool) -> None:
        self._ask(f"{device} {'on' if on else 'off'}")
        self.shown[device] = on

    async def forget(self, device: str) -> None:
        self._ask(f"{device} forgotten")
        self.shown.pop(device)

    async def reload_hints(self) -> None:
        self._ask("reload")

    async def settled(self, *asked: str) -> None:
        """Wait until exactly this was asked for, and clear it."""
        await until(lambda: len(self.asked) >= len(asked), f"{asked}, not {self.asked}")
        await asyncio.sleep(0.05)
        assert sorted(self.asked) == sorted(asked)
        self.asked.clear()


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(keep_lamps, "SETTLE_S", 0.02)
    monkeypatch.setattr(keep_lamps, "RETRY_S", 0.01)
    house = House(tmp_path)
    tasks = Tasks()
    tasks.spawn(house.keeper.run(), "lamps")
    yield house
    await tasks.cancel()


async def test_nothing_is_done_before_the_configuration_is_known(house: House) -> None:
    """Else the first look would take all lamps out of Asterisk."""
    await house.keeper.prepare()
    house.keeper.check()
    await asyncio.sleep(0.1)
    assert house.asked == []
    assert not lamps.hints_path(house.plan).exists()


async def test_only_changes_are_sent(house: House) -> None:
    """However often it is told to look; a lamp that nobody can subscribe to is none."""
    house.keeper.want(pool("alice"), LampCodes())
    await house.settled("reload", "held")
    house.on = {Lamp(IN, "alice"), Lamp(PAUSE, "alice"), Lamp(IN, "left-long-ago")}
    for _ in range(10):
        house.keeper.check()
    await house.settled("Stasis:acd-main.in.alice on", "Stasis:acd-main.pause.alice on")
    house.on = {Lamp(IN, "alice"), Lamp(QUEUE, "support")}
    house.keeper.check()
    await house.settled("Stasis:acd-main.pause.alice off", "Stasis:acd-main.queue.support on")
    house.keeper.check()
    await house.settled()


async def test_who_was_removed_has_no_lamp_left(house: House) -> None:
    """Neither among those that phones can ask for nor among the states that Asterisk keeps."""
    house.on = {Lamp(IN, "alice"), Lamp(IN, "bob")}
    house.keeper.want(pool("alice", "bob"), LampCodes())
    await house.settled("reload", "held", "Stasis:acd-main.in.alice on", "Stasis:acd-main.in.bob on")
    house.keeper.want(pool("alice"), LampCodes(signed_in="*1"))
    await house.settled("reload", "held", "Stasis:acd-main.in.bob forgotten")
    text = lamps.hints_path(house.plan).read_text()
    assert "bob" not in text
    assert "*1*alice," in text


async def test_a_code_that_is_switched_off_has_no_lamps(house: House) -> None:
    """Neither in the list nor in what is sent."""
    house.on = {Lamp(IN, "alice"), Lamp(PAUSE, "alice")}
    house.keeper.want(pool("alice"), LampCodes(paused=None))
    await house.settled("reload", "held", "Stasis:acd-main.in.alice on")
    assert "pause" not in lamps.hints_path(house.plan).read_text()


async def test_a_new_controller_changes_what_differs_and_reloads_nothing_that_was_read(house: House) -> None:
    """Asterisk outlived the one before; what it keeps of a pool that is not ours stays."""
    house.keeper.want(pool("alice"), LampCodes())
    await house.keeper.prepare()
    lamps.note_read(house.plan, lamps.hints_path(house.plan).read_text())
    house.shown = {"Stasis:acd-main.queue.support": True, "Stasis:acd-main.in.bob": False, "Stasis:acd-west.in.x": True}
    await house.settled("held", "Stasis:acd-main.queue.support off", "Stasis:acd-main.in.bob forgotten")
    assert house.shown["Stasis:acd-west.in.x"]


async def test_it_is_tried_until_asterisk_shows_it(house: House) -> None:
    """From the start, since a lamp may have been switched whose answer was lost."""
    house.keeper.want(pool("alice"), LampCodes())
    await house.settled("reload", "held")
    house.away = True
    house.on = {Lamp(PAUSE, "alice")}
    house.keeper.check()
    await until(lambda: len(house.asked) >= 4, "tried again and again")
    house.away = False
    await until(lambda: bool(house.shown), "shown")
    assert house.shown == {"Stasis:acd-main.pause.alice": True}


async def test_asterisk_is_asked_again_after_it_was_away(house: House) -> None:
    """It may have forgotten what it was told last."""
    house.on = {Lamp(PAUSE, "alice")}
    house.keeper.want(pool("alice"), LampCodes())
    await house.settled("reload", "held", "Stasis:acd-main.pause.alice on")
    house.shown = {}
    house.keeper.reread()
    await house.settled("held", "Stasis:acd-main.pause.alice on")


async def test_what_changes_during_a_question_is_asked_again(house: House) -> None:
    """The answer may be that of the Asterisk before, or of agents who are not there any more."""
    house.shown = {"Stasis:acd-main.in.bob": True}
    house.on = {Lamp(IN, "bob")}
    house.on_held = lambda: house.keeper.want(pool("alice"), LampCodes())
    house.keeper.want(pool("alice", "bob"), LampCodes())
    await house.settled("reload", "held", "reload", "held", "Stasis:acd-main.in.bob forgotten")


async def test_names_that_look_alike_to_asterisk_have_none(house: House) -> None:
    """The others have theirs."""
    house.keeper.want(pool("ann-lee", "annlee", "bob"), LampCodes())
    await house.settled("reload", "held")
    text = lamps.hints_path(house.plan).read_text()
    assert "lee" not in text
    assert "*46*bob," in text


def test_what_is_on() -> None:
    """Signed in, and a pause that is in force; nobody waits."""
    engine = Engine("run")
    engine.handle(PoolApplied(pool("alice", "bob", "carol")), 0.0)
    for event in (SignInRequested(AgentId("alice")), SignInRequested(AgentId("bob"))):
        engine.handle(event, 1.0)
    engine.handle(PauseRequested(AgentId("bob"), "lunch"), 2.0)
    assert lit(engine) == {IN: {"alice", "bob"}, PAUSE: {"bob"}, QUEUE: set()}
    alice = engine.agents.agents[AgentId("alice")]
    alice.pause_wish, alice.state = "lunch", AgentState.TALKING
    assert lit(engine)[PAUSE] == {"alice", "bob"}
    alice.sign_out_wish = True
    assert lit(engine)[PAUSE] == {"bob"}


def test_lamps_are_watched_by_the_codes_that_do_what_they_tell() -> None:
    """Without any code there are the usual ones; of codes that are written only those."""
    assert codes_of(FeatureCodes()) == LampCodes()
    written = FeatureCodes(codes={"*7": FeatureCode.PAUSE})
    assert [codes_of(written).of(kind) for kind in (IN, PAUSE, QUEUE)] == [None, "*7", None]
