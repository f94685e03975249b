"""What the network says of a caller, made harmless: callers choose this text freely, some of them to do harm."""

import re

from acd.domain.calls import CallerId

NAME_LIMIT = 80
NUMBER_LIMIT = 64

_NOT_IN_NUMBER = re.compile(r"[^0-9A-Za-z+*#._-]")
# quote, backslash and angle brackets end a name or begin a number where Asterisk parses caller ids
_NOT_IN_SHOWN_NAME = re.compile(r"[^\w .,'()&/+-]")


def cleaned(text: str, limit: int = NAME_LIMIT) -> str:
    """Return the text without control, format and bidirectional characters, on one line, cut to `limit`."""
    text = " ".join(text[: limit * 4].split())
    if not text.isprintable():
        text = "".join(char for char in text if char.isprintable())
    return text[:limit].strip()


def caller_id(name: str, number: str) -> CallerId:
    """Return the caller as text that is safe to store and to show (not to put into a command)."""
    return CallerId(number=cleaned(number, NUMBER_LIMIT), name=cleaned(name))


def shown_to_agent(caller: CallerId) -> str:
    """Return the caller in the form `"name" <number>` for CONNECTEDLINE(), or nothing if nothing is known.

    Only letters, digits and a few marks go through, so nothing that a caller writes can be read as anything else.
    """
    name = _NOT_IN_SHOWN_NAME.sub("", cleaned(caller.name, 40)).strip()
    number = _NOT_IN_NUMBER.sub("", caller.number)[:32]
    return f'"{name}" <{number}>' if name or number else ""
