"""What ends the link for good; what mends itself is a TransportError."""

from acd.domain.errors import AcdError


class TakenOver(AcdError):
    """Another controller connected under the name of this pool: stop one of the two."""


class ProvisioningFailed(AcdError):
    """Asterisk did not take an account."""
