"""`acd simulate`: a day of calls through the real engine, in seconds, and what came of it beside what theory says."""

from dataclasses import dataclass

from rich.table import Table

from acd.clock import Clock
from acd.domain.calls import OfferResult, OutcomeClass
from acd.simulator import erlang
from acd.simulator.day_accounts import BUSY, Accounts
from acd.simulator.day_plan import Day
from acd.simulator.day_world import World
from acd.simulator.erlang import Steady


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a day. Shares are from 0 to 1."""

    offered: int
    answered: int
    abandoned: int
    in_threshold: float
    """Of all callers in line."""
    asa_s: float
    """Average speed of answer: mean time in line of those who were answered."""
    mean_wait_s: float
    """Of all callers in line."""
    longest_wait_s: float
    occupancy: float
    refused_offers: int
    missed_offers: int
    out_of_order: int
    virtual_s: float
    wall_s: float
    events: int
    waits_s: tuple[float, ...]
    """Of each caller, in the order of coming into line."""

    @property
    def calls_per_s(self) -> float:
        """Simulated calls in a second of wall time."""
        return self.offered / self.wall_s


def run(day: Day) -> Result:
    """Live through a day and check the rules of the trade. Raises InvariantBroken."""
    clock = Clock()
    world = World(day)
    started = clock.now()
    world.run()
    return _result(world, clock.now() - started)


def _result(world: World, wall_s: float) -> Result:
    accounts: Accounts = world.accounts
    waits_s = tuple(wait_s for wait_s in accounts.waits_s if wait_s is not None)
    outcomes = list(accounts.outcomes.values())
    at_work = {state: spent for state, spent in accounts.spent_ms.items() if state not in ("offline", "paused")}
    return Result(
        offered=len(accounts.started),
        answered=outcomes.count(OutcomeClass.ANSWERED),
        abandoned=outcomes.count(OutcomeClass.ABANDONED),
        in_threshold=_share(accounts.in_threshold, len(waits_s)),
        asa_s=_share(sum(accounts.answered.values()), len(accounts.answered)),
        mean_wait_s=_share(sum(waits_s), len(waits_s)),
        longest_wait_s=max(waits_s, default=0.0),
        occupancy=_share(sum(spent for state, spent in at_work.items() if state in BUSY), sum(at_work.values())),
        refused_offers=accounts.offers[OfferResult.REFUSED],
        missed_offers=accounts.offers[OfferResult.MISSED],
        out_of_order=accounts.out_of_order,
        virtual_s=world.now,
        wall_s=wall_s,
        events=world.events,
        waits_s=waits_s,
    )


def theory(day: Day) -> Steady | None:
    """Return what Erlang A, or C where nobody gives up, says of a day; None when the line would grow for ever.

    An agent is taken for busy from the ring to the end of wrap-up; refused and missed offers are left out.
    """
    calls_per_s, hold_s = day.calls_per_hour / 3600, day.ring_s + day.talk_s + day.wrapup_s
    if day.patience_s is not None:
        return erlang.erlang_a(day.agents, calls_per_s, hold_s, day.patience_s)
    return erlang.erlang_c(day.agents, calls_per_s, hold_s) if calls_per_s * hold_s < day.agents else None


def table(day: Day, result: Result) -> Table:
    """Draw a day."""
    said = theory(day)
    name = "Erlang A" if day.patience_s is not None else "Erlang C"
    drawn = Table("", "simulated", name, box=None, pad_edge=False)

    def row(label: str, simulated: str, expected: str = "") -> None:
        drawn.add_row(label, simulated, expected)

    row("calls offered", f"{result.offered}")
    row("answered", f"{result.answered}")
    row(
        "abandoned", _percent(_share(result.abandoned, result.offered)), _percent(said.abandoned_share) if said else "-"
    )
    row(f"answered within {day.service_level_s:g} s", _percent(result.in_threshold), _within(day))
    row("mean wait of all, s", f"{result.mean_wait_s:.1f}", f"{said.mean_wait_s:.1f}" if said else "grows for ever")
    row("average speed of answer, s", f"{result.asa_s:.1f}")
    row("longest wait, s", f"{result.longest_wait_s:.1f}")
    row("agents' occupancy", _percent(result.occupancy), _percent(said.occupancy) if said else "100.0 %")
    row("offers refused / missed", f"{result.refused_offers} / {result.missed_offers}")
    row("callers out of order", f"{result.out_of_order}")
    row("every call ended once, no agent in two calls", "checked")
    row("simulated hours", f"{result.virtual_s / 3600:.1f}")
    row("engine events", f"{result.events}")
    row("calls per second of wall time", f"{result.calls_per_s:.0f}")
    return drawn


def _within(day: Day) -> str:
    if day.patience_s is not None or theory(day) is None:
        return ""
    # the ring is part of the wait, and the theory knows only the time until it begins
    limit_s = max(0.0, day.service_level_s - day.ring_s)
    calls_per_s, hold_s = day.calls_per_hour / 3600, day.ring_s + day.talk_s + day.wrapup_s
    return _percent(erlang.served_within(day.agents, calls_per_s, hold_s, limit_s))


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
