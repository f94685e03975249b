"""What Asterisk tells at the beginning of a session. Pure; every value is hostile."""

from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 16 * 1024
"""Bytes of all headers; Asterisk's own have one to two thousand."""

_LONGEST_VALUE = 256
_SIP = "PJSIP/"


@dataclass(frozen=True, slots=True)
class AgiRequest:
    """Who asks for what. Values are cut and hold no control characters; beyond that nothing was checked."""

    route: str
    """The path of the address in the dialplan."""
    extension: str
    """What was dialled."""
    channel: str
    """Name of the channel."""
    leg_id: str
    context: str
    arguments: tuple[str, ...]

    @property
    def endpoint(self) -> str:
        """The phone that dialled, as the PBX knows it: not what it says of itself. "" for other channels."""
        return self.channel.removeprefix(_SIP).rpartition("-")[0] if self.channel.startswith(_SIP) else ""


def request(block: bytes) -> AgiRequest:
    """Return what the headers say; of one that comes twice the first counts, and what is missing is ""."""
    found: dict[str, str] = {}
    for line in block.decode("utf-8", "replace").split("\n"):
        name, separator, value = line.partition(": ")
        if separator:
            found.setdefault(name, _tame(value))
    return AgiRequest(
        # the query belongs to whoever wrote the dialplan, and is not part of the name
        route=found.get("agi_network_script", "").partition("?")[0],
        extension=found.get("agi_extension", ""),
        channel=found.get("agi_channel", ""),
        leg_id=found.get("agi_uniqueid", ""),
        context=found.get("agi_context", ""),
        arguments=_arguments(found),
    )


def _arguments(found: Mapping[str, str]) -> tuple[str, ...]:
    arguments: list[str] = []
    while (value := found.get(f"agi_arg_{len(arguments) + 1}")) is not None:
        arguments.append(value)
    return tuple(arguments)


def _tame(value: str) -> str:
    return "".join(letter for letter in value[:_LONGEST_VALUE] if letter.isprintable())
