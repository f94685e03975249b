"""Callbacks as they are written, and as the engine makes them."""

from acd.configuration.callbacks import Callbacks
from acd.configuration.to_callbacks import to_callbacks
from acd.domain.agents import Endpoint
from acd.domain.callbacks import CallbackOrder, CallbackRules

TRUNK = Endpoint("trunk-carrier")


def test_what_is_not_written_is_as_it_is_without_configuration() -> None:
    """One truth about defaults."""
    assert to_callbacks(Callbacks(trunk="carrier"), TRUNK) == CallbackRules(TRUNK)


def test_everything_that_is_written_counts() -> None:
    """Field by field."""
    written = Callbacks(
        trunk="carrier",
        order="caller_first",
        attempts=2,
        retry_after_s=60,
        deadline_s=900,
        ring_s=20,
        gap_s=3,
        allowed=("+4930",),
        refused=("+4930900",),
    )
    rules = CallbackRules(TRUNK, CallbackOrder.CALLER_FIRST, 2, 60, 900, 20, 3, ("+4930",), ("+4930900",))
    assert to_callbacks(written, TRUNK) == rules
