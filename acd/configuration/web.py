"""Other systems as they are written: whom flows ask and tell."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from acd.configuration.sentences import mend, mistake, shown
from acd.configuration.values import ValueName
from acd.configuration.written import Fields
from acd.domain.web_asks import PLACEHOLDER

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise mistake(f"{shown(text)} is no address: {error}") from None
    del port
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise mistake(f"{shown(text)} is no address of a web service; use one like https://crm.example.com/callers")
    if parts.username is not None or parts.password is not None:
        raise mistake(f"{shown(parts.hostname)} has a name or password before it; write `bearer: true` instead")
    if "{" in parts.netloc or "}" in parts.netloc:
        raise mistake(f"{shown(parts.netloc)} has a placeholder; only path and query may have some")
    if parts.fragment or "#" in text:
        raise mistake(f"{shown(text)} has a #, behind which nothing is sent; remove it")
    if any(char <= " " or char > "~" or char in '<>"\\^`|' for char in text):
        raise mistake(f"{shown(text)} has a character that no address may have; write it as %XX")
    bare = PLACEHOLDER.sub("", text)
    if "{" in bare or "}" in bare:
        raise mistake(f"{shown(text)} has a brace without the other; write placeholders as {{caller}}")
    for name in PLACEHOLDER.findall(text):
        if not _NAME.fullmatch(name):
            raise mistake(f"{shown(name)} is no name of a value; use one like {{caller}}, {{number}} or {{tier}}")
    return text


Url = Annotated[
    str, Field(min_length=1, max_length=500), AfterValidator(_url), mend("use an address of at most 500 characters")
]
JsonPath = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9_-]{1,60}(\.[A-Za-z0-9_-]{1,60}){0,9}$"),
    mend("use the way to a value in the JSON that is answered, such as customer.name or items.0.id"),
]


class Target(Fields):
    """Another system."""

    url: Url = Field(
        description="Address: {name} in path or query stands for a value of the call, such as {caller}, {number}."
    )
    timeout_s: Annotated[float, Field(ge=0.1, le=10), mend("use 0.1 to 10 seconds")] | None = Field(
        default=None, description="Seconds for all of it (0.1 to 10); default: 2."
    )
    answer: dict[ValueName, JsonPath] | None = Field(
        default=None, description="Values of the call to be noted, each with its way in the JSON that is answered."
    )
    bearer: bool | None = Field(
        default=None, description="True: a secret is sent along (Authorization: Bearer); see docs/lookups.md."
    )
    private: bool | None = Field(
        default=None, description="True: it may be at an address of your own network; default: public ones only."
    )


class Lookup(Target):
    """Another system that is asked about a call (GET)."""


class Webhook(Target):
    """Another system that is told of a call (POST, JSON)."""

    signed: bool | None = Field(
        default=None, description="True: what is sent is signed with a secret, as Standard Webhooks says."
    )
