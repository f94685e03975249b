"""What other systems are asked and told over HTTP."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NewType

from acd.domain.calls import LegId

PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
"""In an address: stands for something that is known of the call."""

WebTargetId = NewType("WebTargetId", str)
"""`<tenant>/<name>`."""
AskId = NewType("AskId", str)
"""Chosen by the engine; no two asks have the same."""


def secret_name(target_id: WebTargetId) -> str:
    """Return how environment variables with the secrets for a target begin."""
    return f"ACD_WEB_{target_id}".upper().replace("-", "_").replace("/", "__")


class AskFailure(StrEnum):
    """Why there is no answer that can be used."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    STATUS = "status"
    """The answer says that it could not be done."""
    NOT_FOUND = "not_found"
    """The other system does not know what was asked for; or there is nothing to ask for, as a number is withheld."""
    TOO_BIG = "too_big"
    NOT_UNDERSTOOD = "not_understood"
    UNKNOWN_TARGET = "unknown_target"
    BUSY = "busy"
    """As many asks are under way as may be."""
    NO_SECRET = "no_secret"
    """The secret is not there that the other system wants."""


@dataclass(frozen=True, slots=True)
class WebTarget:
    """Another system that is asked (GET) or told (POST)."""

    id: WebTargetId
    url: str
    """`{name}` in its path or query stands for something that is known of the call."""
    is_told: bool = False
    """It is sent what is known of the call as JSON."""
    timeout_s: float = 2.0
    """For all of it: the name, the connection and the answer."""
    answer: Mapping[str, str] = field(default_factory=dict)
    """Names of values, each with its path in the JSON that is answered."""
    bearer: bool = False
    """A secret is sent along."""
    signed: bool = False
    """What is sent is signed with a secret."""
    private: bool = False
    """It may be at an address that is not public."""


@dataclass(frozen=True, slots=True)
class WebAnswered:
    """Another system has answered."""

    leg_id: LegId
    ask_id: AskId
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WebFailed:
    """Another system has not answered, or not so that it can be used."""

    leg_id: LegId
    ask_id: AskId
    why: AskFailure
