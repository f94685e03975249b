"""Other systems as data."""

from acd.domain.web_asks import PLACEHOLDER, WebTarget, WebTargetId


def test_placeholders_stand_in_braces() -> None:
    """Each names a value."""
    assert PLACEHOLDER.findall("/{caller}/x{tier}") == ["caller", "tier"]


def test_two_seconds_are_given_by_default() -> None:
    """A caller waits for it."""
    target = WebTarget(WebTargetId("acme/crm"), "https://x/")
    assert (target.timeout_s, target.is_told, target.private) == (2.0, False, False)
