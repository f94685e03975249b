"""What other systems are asked and told over HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from acd.domain.calls import LegId

WebTargetId = NewType("WebTargetId", str)
"""`<tenant>/<name>`."""
AskId = NewType("AskId", str)
"""Chosen by the engine; no two asks have the same."""


class AskFailure(StrEnum):
    """Why there is no answer that can be used."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    STATUS = "status"
    """The answer says that it could not be done."""
    NOT_FOUND = "not_found"
    """The other system says that it does not know what was asked for."""
    TOO_BIG = "too_big"
    NOT_UNDERSTOOD = "not_understood"
    UNKNOWN_TARGET = "unknown_target"
    BUSY = "busy"
    """As many asks are under way as may be."""


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
