"""What may be written to AMI, and how what comes back is read."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panoramisk.actions import Action

from acd.ami.errors import AmiUnsafe
from acd.ami.messages import LONGEST_LINE, checked, read


async def written(action: dict[str, str]) -> str:
    """What panoramisk sends; it needs a loop for that."""
    return str(Action(action, as_list=False))


@pytest.mark.parametrize("value", ["a\r\nAction: Originate", "a\nb", "a\rb", "a\0b", "\ud800", "x" * LONGEST_LINE])
def test_a_value_cannot_begin_a_line(value: str) -> None:
    """panoramisk would write it as it is; Asterisk would read another action."""
    with pytest.raises(AmiUnsafe, match="Channel"):
        checked("MixMonitorMute", {"Channel": value})
    with pytest.raises(AmiUnsafe):
        checked(value, {})


@pytest.mark.parametrize(
    "key", ["a b", "a:", "a\r\nb", "", "ä", "Action", "actionid", "ACTION", "Command", "commandid"]
)
def test_a_name_is_a_name(key: str) -> None:
    """Neither can it begin a line, nor change the action, nor hand a line to a shell."""
    with pytest.raises(AmiUnsafe):
        checked("Ping", {key: "x"})


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=40), max_size=5), st.text(max_size=20))
def test_as_many_lines_as_fields(fields: dict[str, str], name: str) -> None:
    """Whatever is asked for: it is refused, or the lines on the wire are the fields and the ActionID."""
    try:
        action = checked(name, fields)
    except AmiUnsafe:
        return
    wire = asyncio.run(written(action))
    assert wire.endswith("\r\n\r\n")
    lines = wire.removesuffix("\r\n\r\n").split("\r\n")
    assert len(lines) == len({key.lower() for key in fields}) + 2
    assert "\n" not in wire.replace("\r\n", "") and "\0" not in wire


async def test_what_panoramisk_does_without_it() -> None:
    """The reason for all this: should it be cured one day, this test says so."""
    assert "\r\nAction: Originate" in await written({"Action": "Ping", "Channel": "x\r\nAction: Originate"})


def test_fields_are_found_in_any_case() -> None:
    """Asterisk is not of one mind about capitals; of a field that comes twice the last counts."""
    message = read({"Event": "PeerStatus", "PeerStatus": "Reachable", "Peer": ["PJSIP/a", "PJSIP/b"]})
    assert (message.name, message["peerstatus"], message["peer"], message["cause"]) == (
        "PeerStatus",
        "Reachable",
        "PJSIP/b",
        "",
    )
