"""What AMI can answer besides an answer; a link that broke is a TransportError."""

from acd.domain.errors import AcdError


class AmiRefused(AcdError):
    """Asterisk did not carry out an action; the message is Asterisk's own."""


class AmiUnsafe(AcdError):
    """An action that must not be written: a field could begin a line of its own, or is too long for Asterisk."""


class AmiLoginRefused(AcdError):
    """Asterisk refuses the controller's AMI login: user or password do not fit its manager.conf."""
