"""What theory says of a line with one queue: Erlang C (patient callers) and Erlang A (they give up). Exact, pure.

Arrivals are Poisson; conversations and patience are exponential. The number of callers is then a birth-death
process, and its steady state is a sum of products.
"""

import math
from dataclasses import dataclass

_NEGLIGIBLE = 1e-12


@dataclass(frozen=True, slots=True)
class Steady:
    """The long run of a line."""

    wait_share: float
    """Callers who find all agents busy, from 0 to 1."""
    mean_wait_s: float
    """Of all callers, those included who did not wait and those who gave up."""
    abandoned_share: float
    occupancy: float
    """Share of the agents' time in conversation."""


def erlang_c(agents: int, calls_per_s: float, talk_s: float) -> Steady:
    """Return the steady state with callers who never give up. Raises ValueError when it has none."""
    load = calls_per_s * talk_s
    if load >= agents:
        raise ValueError(f"{load:g} Erlang are too many for {agents} agents: the line grows for ever")
    blocked = 1.0  # Erlang B by its recursion, which neither overflows nor cancels
    for servers in range(1, agents + 1):
        blocked = load * blocked / (servers + load * blocked)
    wait_share = blocked / (1 - load / agents * (1 - blocked))
    return Steady(wait_share, wait_share * talk_s / (agents - load), 0.0, load / agents)


def erlang_a(agents: int, calls_per_s: float, talk_s: float, patience_s: float) -> Steady:
    """Return the steady state with callers who give up after `patience_s` on average."""
    weights = [1.0]
    while len(weights) <= agents or weights[-1] > _NEGLIGIBLE * max(weights):
        callers = len(weights)
        leave_per_s = min(callers, agents) / talk_s + max(callers - agents, 0) / patience_s
        weights.append(weights[-1] * calls_per_s / leave_per_s)
    total = math.fsum(weights)
    in_line = math.fsum(weight * max(callers - agents, 0) for callers, weight in enumerate(weights)) / total
    talking = math.fsum(weight * min(callers, agents) for callers, weight in enumerate(weights)) / total
    # Little's law: who stands in line leaves it by patience, or into a conversation
    return Steady(
        wait_share=math.fsum(weights[agents:]) / total,
        mean_wait_s=in_line / calls_per_s,
        abandoned_share=in_line / patience_s / calls_per_s,
        occupancy=talking / agents,
    )


def served_within(agents: int, calls_per_s: float, talk_s: float, limit_s: float) -> float:
    """Return the share of callers whom Erlang C serves within a time, from 0 to 1. Raises ValueError like erlang_c."""
    spare_per_s = agents / talk_s - calls_per_s
    return 1 - erlang_c(agents, calls_per_s, talk_s).wait_share * math.exp(-spare_per_s * limit_s)
