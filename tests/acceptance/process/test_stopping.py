"""Ctrl-C and SIGTERM: calls in progress may end, then everything does, and nothing is left behind."""

import asyncio
import contextlib
import signal
import sqlite3
import time

import pytest

from tests.fixtures.patience import scaled, until
from tests.fixtures.processes import AGENT_HZ, CALLER_HZ, Place, Running, conversation

pytestmark = pytest.mark.live

PROMPT_S = 8.0
"""Long enough for a busy machine; everything that could hang has longer limits."""


@pytest.fixture
def place(place: Place) -> Place:
    """Speech plays no part here."""
    return place.quiet()


def assert_gone(running: Running) -> None:
    """No process, no port, and no complaint: the last words are friendly."""
    assert running.family() == []
    assert running.place.free()
    assert running.out.splitlines()[-1].startswith("acd: stopped")
    assert "Traceback" not in running.out + running.err
    assert "Error" not in running.err


def test_ctrl_c_stops_everything_promptly(place: Place) -> None:
    """Controller, Asterisk and make itself are gone, and so are their ports."""
    with place.running("make", "run") as running:
        running.ready()
        assert len(running.family()) >= 3
        began = time.monotonic()
        running.interrupt()
        assert running.wait_end() in (0, -signal.SIGINT)
        assert time.monotonic() - began < scaled(PROMPT_S)
        assert_gone(running)


def test_ctrl_c_while_it_starts_leaves_nothing(place: Place) -> None:
    """Asterisk, which was just coming up, ends with it."""
    with place.running("make", "run") as running:
        running.wait_for(lambda: "starting Asterisk" in running.out, "the start of Asterisk")
        running.wait_for(lambda: len(running.family()) >= 3, "Asterisk's process")
        running.interrupt()
        running.wait_end()
        assert_gone(running)


async def test_ctrl_c_lets_calls_end_first(place: Place) -> None:
    """Two people go on talking, no new call is taken, and the end of the last call is the end of all."""
    with place.running("make", "run") as running:
        await asyncio.to_thread(running.ready)
        async with conversation(running) as (call, answered):
            running.interrupt()
            await until(lambda: "waiting for 1 call" in running.out, "word of the call", 10)
            assert place.answer("/readyz")[0] == 503
            assert place.metric("acd_draining") == 1
            await call.media.wait_not_heard(CALLER_HZ, scaled(5))
            await call.media.wait_heard(AGENT_HZ, scaled(5))
            await answered.media.wait_heard(CALLER_HZ, scaled(5))
            assert running.status is None
            call.hang_up()
            await asyncio.to_thread(running.wait_end, PROMPT_S)
            await answered.ended(scaled(5))
        assert_gone(running)


async def test_a_second_ctrl_c_ends_calls_at_once(place: Place) -> None:
    """Both phones are hung up, not left in silence, and the record is kept."""
    with place.running("make", "run") as running:
        await asyncio.to_thread(running.ready)
        async with conversation(running) as (call, answered):
            running.interrupt()
            await until(lambda: "again Ctrl-C ends them" in running.out, "word of the call", 10)
            running.interrupt()
            await asyncio.to_thread(running.wait_end, PROMPT_S)
            await call.ended(scaled(5))
            await answered.ended(scaled(5))
        assert_gone(running)
    assert ended_calls(place) == [("answered", "controller_stopped")]


async def test_sigterm_drains_as_long_as_the_setting_says(place: Place) -> None:
    """A supervisor stops it like Ctrl-C; who talks longer than ACD_DRAIN_S is hung up."""
    with place.but(drain_s="1.5").running("make", "run") as running:
        await asyncio.to_thread(running.ready)
        async with conversation(running) as (call, answered):
            began = time.monotonic()
            running.signal(signal.SIGTERM)
            await call.ended(scaled(10))
            assert time.monotonic() - began >= 1.5
            assert await asyncio.to_thread(running.wait_end, PROMPT_S) == 0
            await answered.ended(scaled(5))
        assert_gone(running)
        assert "the time for draining is over" in running.out


def ended_calls(place: Place) -> list[tuple[str, str]]:
    """Class and reason of each call in the database."""
    with contextlib.closing(sqlite3.connect(place.var / "acd.sqlite3")) as database:
        return list(database.execute("SELECT outcome_class, outcome_reason FROM calls"))
