"""Other systems as they are written."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from acd.configuration.web import Lookup, Webhook


@pytest.mark.parametrize(
    "url",
    [
        "https://crm.example.com/v1/callers/{caller}?did={number}",
        "http://10.0.0.1:8080/",
        "https://[2001:db8::1]/x",
        "https://x/%7Bplain%7D/{caller.known}",
    ],
)
def test_addresses(url: str) -> None:
    """As they are written."""
    assert Lookup(url=url).url == url


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("ftp://x/", "is no address of a web service"),
        ("file:///etc/passwd", "is no address of a web service"),
        ("crm.example.com", "is no address of a web service"),
        ("https://{caller}.example.com/", "has a placeholder; only path and query"),
        ("https://x:{number}/", "is no address|has a placeholder"),
        ("https://user:secret@x/", "bearer: true"),
        ("https://x/#a", "has a #"),
        ("https://x/a b", "a character that no address may have"),
        ("https://x/é", "a character that no address may have"),
        ("https://x/\r\nHost: y", "a character that no address may have"),
        ("https://x/{", "a brace without the other"),
        ("https://x/{Caller}", "is no name of a value"),
        ("https://x:99999/", "is no address"),
        ("https://x/" + "a" * 500, "at most 500"),
    ],
)
def test_what_is_no_address(url: str, complaint: str) -> None:
    """Each has its mend; and no secret is shown."""
    with pytest.raises(ValidationError, match=complaint) as error:
        Lookup(url=url)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    "fields", [{"timeout_s": 0}, {"timeout_s": 11}, {"answer": {"Tier": "a"}}, {"answer": {"tier": "a..b"}}]
)
def test_what_does_not_fit(fields: dict[str, Any]) -> None:
    """A caller waits for the answer."""
    with pytest.raises(ValidationError):
        TypeAdapter(Webhook).validate_python({"url": "https://x/", **fields})
