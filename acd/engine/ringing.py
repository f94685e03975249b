"""How long a phone may take to ring, and rings. An outside number rings when a telephone network has found it."""

from acd.domain.agents import Endpoint
from acd.domain.outside import is_outside
from acd.domain.pool import OfferRules


def ringing_within_s(rules: OfferRules, phone: Endpoint) -> float:
    """Return the seconds after which a phone that has not rung counts as unreachable."""
    return rules.outside_ringing_within_s if is_outside(phone) else rules.ringing_within_s


def ring_s(rules: OfferRules, phone: Endpoint, ring_timeout_s: float) -> float:
    """Return the seconds from the moment of asking after which nobody has answered.

    What a network needs is none of the agent's time.
    """
    return ring_timeout_s + rules.outside_ringing_within_s if is_outside(phone) else ring_timeout_s
