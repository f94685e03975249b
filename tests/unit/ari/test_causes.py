"""Causes: the same words for what phones and networks say in many ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.ari.causes import HANG_UP_REASON, end_cause
from acd.domain.calls import HangUpReason, LegEndCause


@pytest.mark.parametrize(
    ("cause", "tech_cause", "rang", "expected"),
    [
        (17, 486, True, LegEndCause.BUSY),
        (17, 600, False, LegEndCause.BUSY),
        (21, 603, True, LegEndCause.REFUSED),
        (21, 403, False, LegEndCause.REFUSED),
        (19, 480, True, LegEndCause.NO_ANSWER),
        (19, 480, False, LegEndCause.NO_ANSWER),
        (3, 408, True, LegEndCause.NO_ANSWER),
        (3, 408, False, LegEndCause.UNREACHABLE),
        (1, 404, False, LegEndCause.UNREACHABLE),
        (34, 503, False, LegEndCause.UNREACHABLE),
        (38, 500, False, LegEndCause.UNREACHABLE),
        (58, 488, False, LegEndCause.UNREACHABLE),
        (21, 401, False, LegEndCause.UNREACHABLE),
        (23, 302, False, LegEndCause.UNREACHABLE),
        (127, 487, True, LegEndCause.NORMAL),
        # without a SIP status
        (0, 0, True, LegEndCause.NORMAL),
        (16, 0, True, LegEndCause.NORMAL),
        (26, 0, True, LegEndCause.NORMAL),
        (17, 0, False, LegEndCause.BUSY),
        (21, 0, True, LegEndCause.REFUSED),
        (18, 0, True, LegEndCause.NO_ANSWER),
        (19, 0, True, LegEndCause.NO_ANSWER),
        (20, 0, False, LegEndCause.UNREACHABLE),
        (3, 0, False, LegEndCause.UNREACHABLE),
        (27, 0, False, LegEndCause.UNREACHABLE),
        # a leg that we created and removed before it was dialled
        (16, 603, False, LegEndCause.NORMAL),
    ],
)
def test_the_end_of_an_unanswered_leg(cause: int, tech_cause: int, rang: bool, expected: LegEndCause) -> None:
    """What the agent did, what the phone did, and what the network did are three different things."""
    assert end_cause(cause, tech_cause, rang=rang) is expected


@given(st.integers(), st.integers(), st.booleans())
def test_every_code_has_a_word(cause: int, tech_cause: int, rang: bool) -> None:
    """Also codes that do not exist."""
    assert end_cause(cause, tech_cause, rang=rang) in LegEndCause


def test_every_reason_of_ours_has_one_of_asterisk() -> None:
    """A reason added to the vocabulary must be added here."""
    assert set(HANG_UP_REASON) == set(HangUpReason)
