"""Errors in the words of the call centre; the docstring is the message where none is given."""

from acd.domain.commands import Refusal


class AcdError(Exception):
    """Something went wrong in the call centre."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class RequestRefused(AcdError):
    """The request does not fit the agent's present state."""


class UnknownAgent(RequestRefused):
    """There is no such agent."""


class UnknownCall(RequestRefused):
    """There is no such call in progress."""


class TransportError(AcdError):
    """The link to the PBX broke or did not answer in time."""


class NotSent(TransportError):
    """The link to the PBX is down: nothing was sent."""


class PbxTooOld(AcdError):
    """This Asterisk is older than the oldest supported version."""


class CommandRejected(AcdError):
    """The PBX did not carry out a command."""

    def __init__(self, refusal: Refusal, detail: str) -> None:
        super().__init__(f"{refusal}: {detail}")
        self.refusal = refusal
        self.detail = detail
