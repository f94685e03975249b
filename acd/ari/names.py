"""How things of ours are called in Asterisk, and how a caller's channel is told from one that we made.

Nothing else in this package looks at the shape of an id.
"""

from acd.ari.messages import Channel
from acd.domain.agents import Endpoint

CALLER = "caller"
"""First argument of Stasis() on the entry line of the dialplan; channels that we create have none."""

SAFETY_NET = "safety-net"
"""The dialplan's context for callers who have no controller."""

_SEPARATOR = ","


def application(pool: str) -> str:
    """Return the Stasis application of a pool. A second socket of this name replaces the first."""
    return f"acd-{pool}"


def is_caller(channel: Channel) -> bool:
    """Tell whether a channel that is in Stasis came in by the entry line."""
    return channel.dialplan.app_data.split(_SEPARATOR)[1:2] == [CALLER]


def is_in(application_name: str, channel: Channel) -> bool:
    """Tell whether a channel is in this Stasis application now."""
    dialplan = channel.dialplan
    return dialplan.app_name == "Stasis" and dialplan.app_data.split(_SEPARATOR)[0] == application_name


def endpoint_of(channel: Channel) -> Endpoint | None:
    """Return the phone that a channel leads to; None when it is no SIP channel."""
    technology, _, rest = channel.name.partition("/")
    return Endpoint(rest.rpartition("-")[0]) if technology == "PJSIP" else None
