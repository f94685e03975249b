"""What strangers wrote, fit for JSON; and the shapes of ids that we accept in a URL."""

from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints

MAX_LENGTH: Final = 128


def fit(text: str, length: int = MAX_LENGTH) -> str:
    """Return text cut to `length` characters, with nothing that UTF-8 cannot carry (lone surrogates).

    Control and direction characters stay: JSON escapes the former, and whoever shows the text must mind both.
    """
    return text[:length].encode(errors="replace").decode()


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("only printable characters")
    return text


Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=64)]
"""Of a tenant, queue or agent."""
CallIdText = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]*$", max_length=128)]
RecordingIdText = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]*-r[1-9][0-9]*$", max_length=128)]
VoicemailIdText = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]*-v1$", max_length=128)]
NumberText = Annotated[str, StringConstraints(pattern=r"^(\+[1-9][0-9]{6,14}|[0-9]{4,20})$")]
"""A telephone number that is to be dialled."""
PauseReasonText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64), AfterValidator(_printable)
]
"""Ends up in tables, metrics and terminals."""
OverrideReasonText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64), AfterValidator(_printable)]
FileName = Annotated[str, StringConstraints(min_length=1, max_length=255), AfterValidator(_printable)]
Cursor = Annotated[str, StringConstraints(pattern=r"^[!-~]+$", max_length=200)]
"""Opaque: what storage gave with the page before."""
