"""How things of ours are called in Asterisk, and how a caller's channel is told from one that we made.

Nothing else in this package looks at the shape of an id.
"""

from collections.abc import Container

from acd.ari.messages import Channel
from acd.domain.agents import Endpoint
from acd.domain.outside import is_outside

CALLER = "caller"
"""First argument of Stasis() on the entry line of the dialplan; channels that we create have none."""

SAFETY_NET = "safety-net"
"""The dialplan's context for callers who have no controller."""

MESSAGE = "message"
"""Its extension where callers are asked for a message at once."""

MESSAGES_FULL = "full"
"""Its extension where callers are told that there is no room for a message."""

BY_CLAIM = "StasisBroadcast"
"""The dialplan application by which callers come in who must be claimed; others come by Stasis."""

_SEPARATOR = ","


def application(pool: str) -> str:
    """Return the Stasis application of a pool. A second socket of this name replaces the first."""
    return f"acd-{pool}"


def is_caller(channel: Channel) -> bool:
    """Tell whether a channel that is in Stasis came in by the entry line."""
    dialplan = channel.dialplan
    # Stasis(application,caller) or StasisBroadcast(milliseconds,applications,caller)
    place = 2 if dialplan.app_name == BY_CLAIM else 1
    return dialplan.app_data.split(_SEPARATOR)[place : place + 1] == [CALLER]


def is_in(application_name: str, channel: Channel, held: Container[str]) -> bool:
    """Tell whether a channel is in this Stasis application now; `held` are those that the application has.

    A caller who waits for a claim looks like one who was claimed, and only the latter is in the application.
    """
    dialplan = channel.dialplan
    if dialplan.app_name == BY_CLAIM:
        return channel.id in held
    return dialplan.app_name == "Stasis" and dialplan.app_data.split(_SEPARATOR)[0] == application_name


def is_ear(channel: Channel) -> bool:
    """Tell whether a channel only listens at another one: it is nobody's leg, and no party of a conversation."""
    return channel.name.startswith("Snoop/")


ENDPOINT = "ACD_ENDPOINT"
"""Kept beside a channel to an outside number, as the name of the channel holds the trunk alone."""


def endpoint_of(channel: Channel) -> Endpoint | None:
    """Return the phone or outside number that a channel leads to; None when it is no SIP channel."""
    kept = Endpoint((channel.channelvars or {}).get(ENDPOINT, ""))
    if is_outside(kept):
        return kept
    technology, _, rest = channel.name.partition("/")
    return Endpoint(rest.rpartition("-")[0]) if technology == "PJSIP" else None
