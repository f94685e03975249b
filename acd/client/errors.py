"""What can go wrong between terminal and controller. The message says what to do."""

from acd.client.shapes import Fault
from acd.domain.errors import AcdError


class ClientError(AcdError):
    """The controller did not do what was asked."""


class ControllerNotRunning(ClientError):
    """Nothing answers at the controller's address."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"no controller answers at {address}: start it with `make run`,"
            " or name the right address with ACD_HTTP_HOST and ACD_HTTP_PORT"
        )


class NoAnswer(ClientError):
    """Something listens at the controller's address, but nothing came back. It may have done what was asked."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"the controller at {address} does not answer ({why}): look at its log, then try again")


class NotTheController(ClientError):
    """Something answers at the address, but not in the controller's words."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(
            f"what answers at {address} is not this controller ({why}):"
            " another program has the port, or the versions differ; see ACD_HTTP_PORT"
        )


class WrongToken(ClientError):
    """The controller does not know the token."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"the controller at {address} does not accept this token: the one in use is derived from the"
            " master.key of the controller's own state folder"
        )


class Refused(ClientError):
    """The controller says no, and why."""


class NotFound(ClientError):
    """There is no such agent, call or configuration."""


class ConfigurationRefused(ClientError):
    """The configuration has errors; nothing was applied."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__()
        self.faults = faults
