"""What a simulated day is like."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Day:
    """Callers come by Poisson; conversations, patience and ringing are exponential, with these means."""

    calls: int = 1000
    agents: int = 10
    calls_per_hour: float = 200.0
    talk_s: float = 120.0
    patience_s: float | None = 120.0
    """None: nobody gives up."""
    seed: int = 1
    wrapup_s: float = 0.0
    ring_s: float = 2.0
    """Until the agent lifts the receiver, or declines."""
    refused_share: float = 0.02
    """Offers that an agent declines, from 0 to 1."""
    missed_share: float = 0.02
    """Offers at which nobody is at the phone."""
    service_level_s: float = 20.0
    latency_s: float = 0.002
    """Between the PBX and the controller, each way of an event."""
