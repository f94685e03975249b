"""The language nearest to the one that is wanted."""

from acd.domain.languages import nearest


def test_the_first_that_is_there_is_spoken() -> None:
    """With its country, or without; what nobody speaks is passed over."""
    having = {"en", "fr", "fr-CA"}
    assert nearest(having, "fr-CA", "en") == "fr-CA"
    assert nearest(having, "fr-BE", "en") == "fr"
    assert nearest(having, "pl", "en-GB") == nearest(having, None, "en") == nearest(having, "", "en") == "en"
    assert nearest(having, "pl", None) is nearest(having) is None
