"""Views and stored calls as the API's shapes; the routes' tests read most of it."""

from dataclasses import replace

from acd.web import from_domain
from acd.web.models import iso
from tests.unit.web.stage import ENDED, NOON, NOON_MS, OPEN


def test_a_call_of_which_only_the_end_was_recorded() -> None:
    """Unknown numbers are empty, not missing."""
    call = from_domain.stored_call_of(replace(ENDED, number=None, caller_number=None, caller_name=None))
    assert (call.number, call.caller.number, call.caller.name) == ("", "", "")


def test_words_of_a_later_release_pass() -> None:
    """The database may know outcomes that this release does not."""
    call = from_domain.stored_call_of(replace(ENDED, outcome_class="exited", outcome_reason="fax"))
    assert (call.outcome, call.reason) == ("exited", "fax")


def test_a_call_without_an_end() -> None:
    """What is not known is none."""
    call = from_domain.stored_call_of(replace(OPEN, wait_ms=None, talk_ms=None))
    assert (call.ended_at, call.wait_s, call.talk_s) == (None, None, None)


def test_moments_are_exact() -> None:
    """Milliseconds survive the way through floats that we do not take."""
    assert iso(from_domain.moment(NOON_MS + 1)) == "2026-11-21T12:00:00.001Z"
    assert from_domain.moment(NOON_MS) == NOON
