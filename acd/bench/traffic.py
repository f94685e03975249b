"""Traffic that is laid on one system for some seconds, and what came of it."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from acd import ids
from acd.bench import figures, processes
from acd.bench.instance import Instance
from acd.bench.load import Load, Visit, until
from acd.clock import Clock

TALK_S = 1.0
BUSY_TALK_S = (2.0, 4.0)
FAIR_S = 0.1
"""Who came earlier by less than this may be offered later: INVITEs overtake each other on the way."""
SETTLE_S = 2.0
TICK_S = 0.02
SERVED_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one kind of traffic on one system. Times in milliseconds, CPU in milliseconds a call."""

    kind: str
    system: str
    calls: int
    unserved: int = 0
    ring_ms: list[float] = field(default_factory=list)
    """Caller's INVITE sent to agent's INVITE received, of each call."""
    answer_ms: list[float] = field(default_factory=list)
    """Caller's INVITE sent to caller's 200 received."""
    gap_ms: list[float] = field(default_factory=list)
    """Agent's BYE sent to the agent's next INVITE received."""
    out_of_order: int = 0
    asterisk_cpu_ms: float = float("nan")
    controller_cpu_ms: float = float("nan")
    late_ms: float = float("nan")
    """99 % of the load's own timers were not later than this: how exact the times are."""


@dataclass(frozen=True, slots=True)
class Hold:
    """What waiting callers cost."""

    system: str
    waiting: int
    asterisk_cores: float
    controller_cores: float
    asterisk_kb: float
    controller_kb: float


class Watch:
    """CPU of both processes, and how late our own timers are, from now on."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._loop = asyncio.get_running_loop()
        self._now = Clock().now
        self._start = self._now()
        self._cpu = self._used()
        self._late_s: list[float] = []
        self._tick_at = self._start
        self._timer: asyncio.Handle = self._loop.call_soon(self._tick)

    def stop(self) -> tuple[float, float, float]:
        """Return CPU seconds of Asterisk and of the controller, and seconds of wall time."""
        self._timer.cancel()
        asterisk, controller = self._used()
        return asterisk - self._cpu[0], controller - self._cpu[1], self._now() - self._start

    @property
    def late_ms(self) -> float:
        """The lateness that 99 % of our timers kept."""
        return figures.quantile(self._late_s, 0.99) * 1000

    def _used(self) -> tuple[float, float]:
        return processes.cpu_s(self._instance.asterisk_pid), processes.cpu_s(self._instance.controller_pid)

    def _tick(self) -> None:
        self._late_s.append(self._now() - self._tick_at)
        self._tick_at = self._now() + TICK_S
        self._timer = self._loop.call_later(TICK_S, self._tick)


async def arrivals(load: Load, instance: Instance, number: str, system: str, per_s: float, seconds: float) -> Run:
    """Callers come by Poisson, and agents are idle."""
    chance = ids.seeded(f"{system}/{per_s}/{seconds}/{asyncio.get_running_loop().time()}")
    load.forget()
    load.talk_s = lambda: TALK_S
    watch = Watch(instance)
    loop = asyncio.get_running_loop()
    due = loop.time()
    end = due + seconds
    while (due := due + chance.expovariate(per_s)) < end:
        await asyncio.sleep(due - loop.time())
        load.call(number)
    await served(load)
    await asyncio.sleep(TALK_S)
    return _run(f"{per_s:g} calls/s", system, load, watch, load.seen.visits)


async def always_waiting(load: Load, instance: Instance, number: str, system: str, waiting: int, seconds: float) -> Run:
    """All agents talk, and as many callers wait at any time."""
    chance = ids.seeded(f"{system}/{asyncio.get_running_loop().time()}")
    load.talk_s = lambda: chance.uniform(*BUSY_TALK_S)
    load.on_rung = lambda: load.call(number)
    for _ in instance.agents:
        load.call(number)
        await asyncio.sleep(0.02)
    for _ in range(waiting):
        load.call(number)
        await asyncio.sleep(0.02)
    await asyncio.sleep(BUSY_TALK_S[1])  # until the ends of conversations are spread
    load.forget()
    watch = Watch(instance)
    await asyncio.sleep(seconds)
    return _run(f"{waiting} waiting", system, load, watch, load.seen.rung)


async def hold(load: Load, instance: Instance, number: str, system: str, waiting: int, seconds: float) -> Hold:
    """Callers wait with music behind agents who do not hang up; more come until there are `waiting`."""
    load.talk_s = None
    while load.talking() < len(instance.agents) or load.waiting() < waiting:
        load.call(number)
        await asyncio.sleep(0.03)
        if load.talking() < len(instance.agents):
            await served(load)
    await asyncio.sleep(SETTLE_S)
    watch = Watch(instance)
    await asyncio.sleep(seconds)
    asterisk_s, controller_s, wall_s = watch.stop()
    return Hold(
        system,
        load.waiting(),
        asterisk_s / wall_s,
        controller_s / wall_s,
        processes.resident_kb(instance.asterisk_pid),
        processes.resident_kb(instance.controller_pid),
    )


async def served(load: Load) -> None:
    """Wait until nobody waits; who waits for long stays unserved."""
    with suppress(TimeoutError):
        await until(lambda: not load.waiting(), SERVED_WITHIN_S)


def overtaken(visits: list[Visit]) -> int:
    """Return how many were offered while one waited who had come earlier by more than `FAIR_S`.

    `visits` are in the order of being offered.
    """
    count = 0
    earliest_later = float("inf")
    for visit in reversed(visits):
        count += earliest_later < visit.sent_at - FAIR_S
        earliest_later = min(earliest_later, visit.sent_at)
    return count


def _run(kind: str, system: str, load: Load, watch: Watch, calls: list[Visit]) -> Run:
    asterisk_s, controller_s, _ = watch.stop()
    rung = [visit for visit in load.seen.rung if visit.rung_at is not None]
    answered = [(visit.sent_at, visit.ok_at) for visit in load.seen.visits]
    return Run(
        kind,
        system,
        len(calls),
        sum(visit.rung_at is None for visit in calls),
        [(visit.rung_at - visit.sent_at) * 1000 for visit in rung if visit.rung_at is not None],
        [(ok_at - sent_at) * 1000 for sent_at, ok_at in answered if ok_at is not None],
        [gap_s * 1000 for gap_s in load.seen.gaps_s],
        overtaken(load.seen.rung),
        asterisk_s * 1000 / len(calls) if calls else float("nan"),
        controller_s * 1000 / len(calls) if calls else float("nan"),
        watch.late_ms,
    )
