"""How sound travelled over the network."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StreamQuality:
    """The sound of one direction, by RTCP."""

    packets: int
    lost: int
    jitter_s: float
    """At the end of the call."""
    mos: float | None
    """1 (bad) to 4.5 (clear), by loss and delay; None when nothing was measured: RTCP takes 5 seconds."""
