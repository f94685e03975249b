"""Other systems as data."""

from acd.domain.web_asks import PLACEHOLDER, WebTarget, WebTargetId, secret_name


def test_placeholders_stand_in_braces() -> None:
    """Each names a value."""
    assert PLACEHOLDER.findall("/{caller}/x{tier}") == ["caller", "tier"]


def test_two_seconds_are_given_by_default() -> None:
    """A caller waits for it."""
    target = WebTarget(WebTargetId("acme/crm"), "https://x/")
    assert (target.timeout_s, target.is_told, target.private) == (2.0, False, False)


def test_secrets_are_found_by_the_name_of_their_target() -> None:
    """As variables of the environment can be called."""
    assert secret_name(WebTargetId("acme-west/crm")) == "ACD_WEB_ACME_WEST__CRM"
