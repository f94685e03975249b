"""Consent as a value."""

from acd.domain.consent import CONSENT, Consent


def test_its_name_and_words() -> None:
    """They stand in records and branches of flows."""
    assert (CONSENT, Consent.REFUSED.value) == ("recording", "refused")
