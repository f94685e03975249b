"""How a session ends before its time."""

from acd.domain.errors import AcdError


class AgiEnded(AcdError):
    """The channel or the connection is gone, or cannot be trusted any more: nothing can be asked on it."""


class AgiHungUp(AgiEnded):
    """The other side hung up."""


class AgiRefused(AcdError):
    """Asterisk does not know this command, or not like this."""


class AgiDeclined(AcdError):
    """A route does not want this phone: the dialplan goes on as if nobody had been there."""


class AgiUnsafe(AcdError):
    """A command that must not be written: a value could begin a line of its own, or is too long for Asterisk."""
