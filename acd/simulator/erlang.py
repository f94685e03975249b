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
    weights = _weights(agents, calls_per_s, talk_s, patience_s)
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


def impatient_service(
    agents: int, calls_per_s: float, talk_s: float, patience_s: float, limit_s: float
) -> tuple[float, float]:
    """Return what Erlang A says of those who are served: their share of all within a time, and their mean wait.

    Who finds all agents busy and `ahead` callers in line leaves it at 1/patience; the line before them shortens by
    conversations that end and by others who give up.
    """
    weights = _weights(agents, calls_per_s, talk_s, patience_s)
    total = math.fsum(weights)
    at_once = math.fsum(weights[:agents]) / total
    finds = [weight / total for weight in weights[agents:]]
    shorten = [agents / talk_s + ahead / patience_s for ahead in range(len(finds))]
    served, waited = 1.0, 0.0  # of who stands `ahead`: share that is served, and its wait counted for all
    all_served, all_waited = at_once, 0.0
    for share, rate in zip(finds, shorten, strict=True):
        leave = rate + 1 / patience_s
        served, waited = rate / leave * served, rate / leave * (served / leave + waited)
        all_served += share * served
        all_waited += share * waited
    return at_once + _served_by(limit_s, finds, shorten, 1 / patience_s), all_waited / all_served


def _served_by(limit_s: float, finds: list[float], shorten: list[float], give_up: float) -> float:
    """The share that is served by a time, of those who wait: by uniformisation, steps at the highest rate of all."""
    fastest = shorten[-1] + give_up
    steps_mean = fastest * limit_s
    here, done, result = list(finds), 0.0, 0.0
    for step in range(int(steps_mean + 10 * math.sqrt(steps_mean)) + 20):
        so_many = (
            math.exp(step * math.log(steps_mean) - steps_mean - math.lgamma(step + 1)) if steps_mean else step == 0
        )
        result += so_many * done
        done += here[0] * shorten[0] / fastest
        stays = [share * (1 - (rate + give_up) / fastest) for share, rate in zip(here, shorten, strict=True)]
        comes = [share * rate / fastest for share, rate in zip(here[1:], shorten[1:], strict=True)]
        here = [stay + come for stay, come in zip(stays, [*comes, 0.0], strict=True)]
    return result


def _weights(agents: int, calls_per_s: float, talk_s: float, patience_s: float) -> list[float]:
    """How likely each number of callers is, in proportion."""
    weights = [1.0]
    while len(weights) <= agents or weights[-1] > _NEGLIGIBLE * max(weights):
        callers = len(weights)
        leave_per_s = min(callers, agents) / talk_s + max(callers - agents, 0) / patience_s
        weights.append(weights[-1] * calls_per_s / leave_per_s)
    return weights
