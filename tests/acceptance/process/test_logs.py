"""What a run with a hostile caller leaves in logs, tape, metrics and database: no secret, no number, no false line."""

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from acd.credentials import Credentials
from acd.simulator.sip import Answer, Phone
from acd.simulator.sip.udp_socket import HostPort, UdpSocket
from tests.fixtures.patience import scaled, until
from tests.fixtures.processes import Account, Place, softphone

pytestmark = pytest.mark.live

CALLER_HZ, AGENT_HZ = 440, 880
NUMBER = "+15557654321"
NAME = "Evelyn~ESC~[31m\u202e\u2028{'level': 'error'}"
"""Turns the direction of writing, breaks the line, and holds a mark for what a decent phone does not send."""


class HostileWire(UdpSocket):
    """Puts an escape character into the caller's name, on the way out."""

    def send(self, data: bytes, to: HostPort) -> None:
        """Send it as no decent phone would."""
        super().send(data.replace(b"~ESC~", b"\x1b"), to)


@dataclass(frozen=True)
class Left:
    """What is there after the run."""

    place: Place
    out: str
    err: str
    metrics: str
    shown: str
    calls: list[tuple[str, str]]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Every line of the log."""
        return [json.loads(line) for line in self.err.splitlines()]


@pytest.fixture(scope="module")
def left(new_place: Callable[[], Place]) -> Left:
    """A run with calls of hostile callers, to its end."""
    return asyncio.run(hostile_run(new_place().but(log_format="json")))


@contextlib.asynccontextmanager
async def hostile_phone(account: Account) -> AsyncIterator[Phone]:
    """A phone on a hostile wire."""
    phone = Phone(account.username, account.password, account.server, tone_hz=CALLER_HZ, open_wire=HostileWire)
    await phone.start()
    try:
        yield phone
    finally:
        phone.close()


async def hostile_run(place: Place) -> Left:
    """One caller with a hostile name who talks to alice, and one with a hostile number."""
    with place.running(".venv/bin/acd", "run") as running:
        await asyncio.to_thread(running.ready)
        async with (
            hostile_phone(running.accounts["trunk-demo"]) as line,
            softphone(running.accounts["agent-alice"], tone_hz=AGENT_HZ, policy=Answer()) as desk,
        ):
            await asyncio.to_thread(place.did, "agent", "sign-in", "alice")
            call = line.call("+15550100", caller_name=NAME, caller_number=NUMBER)
            other = line.call("+15550101", caller_name="Mallory", caller_number=f"{NUMBER}\n{{}}\x1b[2J")
            answered = await desk.next_call(scaled(20))
            await answered.media.wait_heard(CALLER_HZ, scaled(20))
            await call.media.wait_heard(AGENT_HZ, scaled(20))
            shown = await asyncio.to_thread(place.did, "status")
            call.hang_up()
            other.hang_up()
            await answered.ended(scaled(10))
            await until(lambda: place.metric('acd_calls{state="connected"}') == 0, "the end of the calls", 10)
        metrics = place.answer("/metrics")[1]
        running.interrupt()
        await asyncio.to_thread(running.wait_end)
        with sqlite3.connect(place.var / "acd.sqlite3") as database:
            calls = list(database.execute("SELECT caller_number, caller_name FROM calls ORDER BY 2"))
        database.close()
        return Left(place, running.out, running.err, metrics, shown, calls)


def test_every_line_of_standard_error_is_one_json_object(left: Left) -> None:
    """Whoever collects the log needs no other parser; each has its time, level and sentence."""
    assert len(left.lines) > 3
    for line in left.lines:
        assert {"timestamp", "level", "event"} <= set(line), line
    assert not [line for line in left.lines if line["level"] in ("error", "critical")]


def test_hostile_names_and_numbers_stay_one_harmless_text(left: Left) -> None:
    """They are in the records without a control character, and a terminal is not told to do anything."""
    assert len(left.calls) == 2
    names = [name for _, name in left.calls]
    assert any(name.startswith("Evelyn") for name in names)
    for number, name in left.calls:
        assert (number + name).isprintable(), (number, name)
    assert "\x1b" not in left.shown + left.err + left.metrics


def test_no_number_or_name_of_a_caller_is_logged(left: Left) -> None:
    """At level info: who called is in the records alone."""
    for private in (NUMBER, NUMBER[1:], "Evelyn", "Mallory"):
        assert private not in left.err
        assert private not in left.metrics


def test_no_secret_is_anywhere_but_where_it_belongs(left: Left) -> None:
    """Not in logs, tape, metrics, database, nor any other file that another program may read or keep."""
    credentials = Credentials.load(left.place.var / "secrets")
    phones = ["trunk-demo", "agent-alice", "agent-bob", "agent-carol"]
    passwords = [credentials.sip_password(name) for name in phones]
    secrets = [credentials.master.decode(), credentials.ari_password(), credentials.api_token(), *passwords]
    for secret in secrets:
        assert secret not in left.err + left.metrics + left.shown
    assert credentials.api_token() not in left.out and credentials.ari_password() not in left.out
    assert leaks(left.place.var, secrets) == {"secrets/master.key", "asterisk/etc/ari.conf"}


def leaks(folder: Path, secrets: list[str]) -> set[str]:
    """Files below a folder that hold a secret."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_file() and any(secret.encode() in path.read_bytes() for secret in secrets):
            found.add(str(path.relative_to(folder)))
    return found
