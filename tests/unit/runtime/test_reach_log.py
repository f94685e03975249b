"""What the log says of phones and trunks."""

import json

import pytest

from acd import logs
from acd.domain.agents import Endpoint
from acd.domain.events import (
    Event,
    PbxLost,
    PhoneReachable,
    PhonesSeen,
    PhoneUnreachable,
    ReachLost,
    RegistrationChanged,
    TrunkReachable,
    TrunkUnreachable,
)
from acd.engine.outbox import Decision
from acd.runtime.reach_log import ReachLog

PHONE, TRUNK = Endpoint("agent-anna"), Endpoint("trunk-a")


def said(capsys: pytest.CaptureFixture[str], *events: Event) -> list[tuple[str, str]]:
    """Return level and sentence of what is written."""
    listener = ReachLog()
    logs.configure("info", "json")
    for event in events:
        listener.heard(event, Decision())
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    return [(line["level"].upper(), line["event"]) for line in lines]


def test_phones_come_and_go(capsys: pytest.CaptureFixture[str]) -> None:
    """Every day, so it is no warning; the end of all knowledge is one."""
    events = PhonesSeen(frozenset({PHONE})), PhoneUnreachable(PHONE), PhoneReachable(PHONE), ReachLost(), PbxLost()
    assert said(capsys, *events) == [
        ("INFO", "phones that Asterisk reaches"),
        ("INFO", "a phone is not reachable any more"),
        ("INFO", "a phone is reachable"),
        ("WARNING", "nobody tells any more which phones and trunks are reachable"),
    ]


def test_trunks_are_told_once_for_each_change(capsys: pytest.CaptureFixture[str]) -> None:
    """Each look at the PBX tells them again."""
    up, down = TrunkReachable(TRUNK), TrunkUnreachable(TRUNK)
    assert said(capsys, up, up, down, down, up) == [
        ("INFO", "a trunk answers"),
        ("WARNING", "a trunk does not answer"),
        ("INFO", "a trunk answers"),
    ]


def test_registrations(capsys: pytest.CaptureFixture[str]) -> None:
    """A lost one is a warning, also when the trunk itself answers."""
    here, gone = RegistrationChanged(TRUNK, True, "Registered"), RegistrationChanged(TRUNK, False, "Rejected")
    assert said(capsys, TrunkReachable(TRUNK), here, here, gone) == [
        ("INFO", "a trunk answers"),
        ("INFO", "a trunk is registered"),
        ("WARNING", "a trunk is not registered"),
    ]
