"""How long a phone may take, and rings."""

from acd.domain.agents import Endpoint
from acd.domain.calls import HangUpReason, OfferResult
from acd.domain.commands import HangUp
from acd.domain.events import LegRinging
from acd.domain.pool import OfferRules
from acd.domain.records import OfferEnded
from acd.engine.ringing import ring_s, ringing_within_s
from tests.playbooks import some
from tests.unit.engine.scenes import LEG
from tests.unit.engine.test_acceptance import OUTSIDE, away

RULES = OfferRules(ringing_within_s=3, outside_ringing_within_s=12)


def test_a_phone_of_the_pbx_says_at_once_that_it_rings() -> None:
    """And rings for the time of the queue."""
    assert (ringing_within_s(RULES, Endpoint("agent-alice")), ring_s(RULES, Endpoint("agent-alice"), 20)) == (3, 20)


def test_an_outside_number_must_be_found_first() -> None:
    """So it has longer to ring, and rings as long as any other."""
    assert (ringing_within_s(RULES, OUTSIDE), ring_s(RULES, OUTSIDE, 20)) == (12, 32)


def test_an_outside_number_that_is_not_found_is_unreachable() -> None:
    """After its own time."""
    book = away(rules=RULES).after(11.9).after(0.1).asks(HangUp(LEG))
    book.keeps(some(OfferEnded, result=OfferResult.FAILED)).run()


def test_the_ring_time_of_an_outside_number_begins_with_its_ringing() -> None:
    """Told once or twice."""
    book = away(rules=RULES).after(9).on(LegRinging(LEG)).asks().after(19).on(LegRinging(LEG)).asks().after(0.9)
    book.after(0.1).asks(HangUp(LEG, HangUpReason.NO_ANSWER)).keeps(some(OfferEnded, result=OfferResult.MISSED)).run()
