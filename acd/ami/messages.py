"""What goes over AMI, in both directions: an action's fields checked, a message read. No I/O."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.ami.errors import AmiUnsafe

LONGEST_LINE = 1000
"""Bytes; Asterisk reads a line into 1,025 and drops the whole message with a longer one."""

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)
_UNSAFE = re.compile(r"[\r\n\0\ud800-\udfff]")
_NOT_OURS = frozenset({"action", "actionid", "command", "commandid"})
"""The first two are set here, once. Command is a line for a shell (MixMonitor) or for Asterisk's console."""


@dataclass(frozen=True, slots=True)
class AmiMessage:
    """A response or an event. Text from outside: checked to be text, and nothing else."""

    name: str
    """Of an event: its name. Of a response: Success, Error and so on."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """By name in small letters; of a field that was sent several times, the last."""

    def __getitem__(self, name: str) -> str:
        """Return a field by its name in small letters; "" when it is not there, as Asterisk leaves out at will."""
        return self.fields.get(name, "")


def read(headers: Mapping[str, object]) -> AmiMessage:
    """Return the message that panoramisk parsed."""
    fields = {key.lower(): str(value[-1] if isinstance(value, list) else value) for key, value in headers.items()}
    return AmiMessage(fields.get("event") or fields.get("response", ""), fields)


def checked(name: str, fields: Mapping[str, str | int]) -> dict[str, str]:
    """Return an action as the fields to be sent. Raises AmiUnsafe, and then nothing was sent.

    panoramisk writes a line end within a value as it is, and what follows it is an action of its own for Asterisk.
    """
    for key in fields:
        if _KEY.fullmatch(key) is None or key.lower() in _NOT_OURS:
            raise AmiUnsafe(f"{key!r} is no field that may be sent with an AMI action.")
    action = {"Action": name, **{key: str(value) for key, value in fields.items()}}
    for key, value in action.items():
        if _UNSAFE.search(value):
            raise AmiUnsafe(f"Field {key} of AMI action {name!r} holds a line end or NUL.")
        if len(f"{key}: {value}".encode()) > LONGEST_LINE:
            raise AmiUnsafe(f"Field {key} of AMI action {name!r} is longer than Asterisk reads.")
    return action
