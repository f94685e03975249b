"""The link survives everything that is known of AMI and of panoramisk."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from acd.ami import link as module
from acd.ami.errors import AmiLoginRefused, AmiRefused, AmiUnsafe
from acd.ami.link import AmiLink, AmiSettings
from acd.ami.messages import AmiMessage
from acd.domain.errors import TransportError
from tests.fixtures.patience import until
from tests.unit.ami.peer import Peer, running


class Bench:
    """A link at work, and what it told."""

    def __init__(self, settings: AmiSettings) -> None:
        self.told: list[str] = []
        self.losses = 0
        self.link = AmiLink(settings, self.hear, self.greet, self.lost)

    async def hear(self, message: AmiMessage) -> None:
        """Note an event."""
        self.told.append(message.name + message["n"])

    async def greet(self) -> None:
        """Note a login."""
        self.told.append("greet")

    def lost(self) -> None:
        """Note the end of a link that was up."""
        self.losses += 1

    async def up(self, connects: int = 1) -> None:
        """Wait for the link."""
        await until(lambda: self.link.connects >= connects and self.link.connected, "the link is up")


@asynccontextmanager
async def linked(settings: AmiSettings) -> AsyncIterator[Bench]:
    """A link that runs; afterwards no task of it is left."""
    bench = Bench(settings)
    task = asyncio.ensure_future(bench.link.run())
    try:
        yield bench
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert not bench.link.connected
        assert not [each for each in asyncio.all_tasks() if each.get_name().startswith("ami-")]


async def test_an_action_and_its_answer() -> None:
    """Numbers are written as such."""
    async with running() as peer, linked(peer.settings()) as bench:
        await bench.up()
        assert (await bench.link.action("MixMonitorMute", Channel="1.1", State=0)).name == "Success"
        assert {key: peer.heard[0][key] for key in ("Action", "Channel", "State")} == {
            "Action": "MixMonitorMute",
            "Channel": "1.1",
            "State": "0",
        }


async def test_a_refusal_and_an_unsafe_value() -> None:
    """The first was asked, the second never."""
    async with running() as peer, linked(peer.settings()) as bench:
        peer.answers["StopMixMonitor"] = ["Response: Error\r\nMessage: No such channel"]
        await bench.up()
        with pytest.raises(AmiRefused, match="No such channel"):
            await bench.link.action("StopMixMonitor", Channel="1.1")
        with pytest.raises(AmiUnsafe):
            await bench.link.action("StopMixMonitor", Channel="1.1\r\nAction: Originate")
        assert len(peer.heard) == 1


async def test_nothing_is_sent_before_the_login_or_later() -> None:
    """An action on a link that is down fails at once, and is not carried out by the next connection."""
    peer = Peer(booted=False)
    async with running(peer), linked(peer.settings()) as bench:
        with pytest.raises(TransportError, match="down"):
            await bench.link.action("Originate")
        await until(lambda: peer.logins > 0, "a login")
        with pytest.raises(TransportError, match="down"):
            await bench.link.listing("Originate")
        peer.booted = True
        await bench.up()
        await bench.link.action("Ping")
        assert peer.heard == []


async def test_what_was_not_answered_is_not_sent_again() -> None:
    """panoramisk sends it again after the reconnect: a second call, a second transfer."""
    async with running() as peer, linked(peer.settings(answer_within_s=5.0)) as bench:
        await bench.up()
        peer.answers["Redirect"] = None
        asked = asyncio.ensure_future(bench.link.action("Redirect", Channel="1.1"))
        await until(lambda: len(peer.heard) == 1, "the action")
        peer.drop()
        with pytest.raises(TransportError, match="broke"):
            await asked
        await bench.up(2)
        await bench.link.action("Ping")
        assert len(peer.heard) == 1


async def test_events_are_told_in_order_and_after_the_greeting() -> None:
    """Also those that came while the greeting asked."""
    async with running() as peer, linked(peer.settings()) as bench:
        await bench.up()
        for number in range(1000):
            peer.say(f"Event: E\r\nN: {number}\r\n\r\n")
        await until(lambda: len(bench.told) == 1002, "all events")
        assert bench.told == ["greet", "FullyBooted", *(f"E{number}" for number in range(1000))]


async def test_an_error_of_the_listener_is_not_hidden() -> None:
    """It ends the task, and the process in order; panoramisk ends the connection and goes on."""

    async def fail(message: AmiMessage) -> None:
        raise ZeroDivisionError(message.name)

    async with running() as peer:
        with pytest.raises(ExceptionGroup) as raised:
            await AmiLink(peer.settings(), fail).run()
        assert raised.group_contains(ZeroDivisionError)


async def test_silence_is_found() -> None:
    """The far end is there for TCP, and for nobody else."""
    async with running() as peer, linked(peer.settings(ping_every_s=0.05, answer_within_s=0.1)) as bench:
        await bench.up()
        peer.answers["Ping"] = None
        await until(lambda: not bench.link.connected, "the loss", timeout_s=2)
        del peer.answers["Ping"]
        await bench.up(2)


def test_a_dead_link_is_found_within_ten_seconds() -> None:
    """By the defaults."""
    settings = AmiSettings(1, "acd", "password")
    assert settings.ping_every_s + settings.answer_within_s <= 10
    assert "password=" not in repr(settings)


async def test_a_wrong_password_is_final() -> None:
    """One attempt, one sentence; panoramisk tries for ever."""
    async with running(Peer(password="another")) as peer:
        with pytest.raises(AmiLoginRefused, match=r"manager\.conf"):
            await Bench(peer.settings()).link.run()
        assert peer.logins == 1


async def test_back_again_with_growing_spread_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """From 0.1 to 2 seconds, half of it by chance; a link that was up begins anew."""
    pauses: list[float] = []
    real = asyncio.sleep

    async def sleep(delay: float) -> None:
        pauses.append(delay)
        await real(0)
        if len(pauses) == 8:
            raise asyncio.CancelledError

    async with running() as peer:
        settings = peer.settings()
    monkeypatch.setattr("acd.ami.link.asyncio.sleep", sleep)
    monkeypatch.setattr("acd.ami.link.ids.jitter", lambda: 1.0)
    with pytest.raises(asyncio.CancelledError):
        await Bench(settings).link.run()
    assert pauses == [0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0, 2.0]


async def test_an_asterisk_that_restarts() -> None:
    """The link comes back by itself, and greets again."""
    peer = Peer()
    async with running(peer):
        bench = Bench(peer.settings())
        task = asyncio.ensure_future(bench.link.run())
        await bench.up()
    await until(lambda: not bench.link.connected, "the loss")
    async with running(peer):
        await bench.up(2)
        assert bench.told.count("greet") == 2
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert bench.losses == 1, "told once; whoever ends the link knows it"


async def test_an_asterisk_that_has_not_started_yet() -> None:
    """It lets us in before it knows its phones: that is no link."""
    async with running(Peer(booted=False)) as peer, linked(peer.settings(boot_within_s=0.05)) as bench:
        await until(lambda: peer.logins >= 2, "a second attempt")
        assert bench.link.connects == 0 and bench.told == []


async def test_more_events_than_anybody_can_hear(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory is not filled: the link is given up, and what is asked afterwards counts."""
    monkeypatch.setattr(module, "MOST_EVENTS", 10)
    held, greeted = asyncio.Event(), 0

    async def greet() -> None:
        nonlocal greeted
        greeted += 1
        if greeted == 1:
            await held.wait()

    async def hear(message: AmiMessage) -> None:
        del message

    async with running() as peer:
        link = AmiLink(peer.settings(), hear, greet)
        task = asyncio.ensure_future(link.run())
        await until(lambda: greeted == 1, "the greeting")
        peer.say("Event: E\r\n\r\n" * 20)
        await until(lambda: greeted == 2, "the second connection")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_greeting_that_finds_nothing_usable_begins_anew() -> None:
    """For a PBX that does not tell what is there."""
    times = 0

    async def greet() -> None:
        nonlocal times
        times += 1
        if times < 3:
            raise TransportError("no list")

    async def hear(message: AmiMessage) -> None:
        del message

    async with running() as peer:
        link = AmiLink(peer.settings(), hear, greet)
        task = asyncio.ensure_future(link.run())
        await until(lambda: times == 3, "the third greeting")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert peer.logins == 3
