"""Numbers outside that may be called, each by one trunk. They are written in the configuration and nowhere else."""

from pydantic import Field

from acd.configuration.values import CalledNumber, Id
from acd.configuration.written import Fields
from acd.domain.agents import Endpoint
from acd.domain.outside import outside_endpoint


class OutsideNumber(Fields):
    """A number outside, and the trunk by which it is called."""

    number: CalledNumber = Field(
        description="As your carrier wants it: +15550123, or 4 to 20 national digits. In quotes."
    )
    trunk: Id = Field(description="Trunk by which it is called.")

    @property
    def endpoint(self) -> Endpoint:
        """As the PBX is asked for it."""
        return outside_endpoint(self.number, trunk_endpoint(self.trunk))


def trunk_endpoint(trunk: str) -> Endpoint:
    """Return the SIP account of a trunk."""
    return Endpoint(f"trunk-{trunk}")
