"""Refuses an Asterisk that this package was not made for."""

from acd.asterisk_version import refusal, version_of
from acd.domain.errors import PbxTooOld

_MEND = "install Asterisk 22.10.1 or newer (or 20.20.1 or newer of branch 20)"


def check_version(text: str) -> None:
    """Raise PbxTooOld, naming the mend, unless this version may be used.

    >>> check_version("22.10.1+dfsg+~cs6.17.60671434-1")
    """
    version = version_of(text)
    if version is None:
        raise PbxTooOld(f"Asterisk calls itself {text[:40]!r}, which is no release: {_MEND}.")
    reason = refusal(version)
    if reason is not None:
        raise PbxTooOld(f"Asterisk {reason}: {_MEND}.")
