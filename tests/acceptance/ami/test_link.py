"""The AMI link against a real Asterisk: who may do what, and what happens around its death."""

import asyncio
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from acd.ami.errors import AmiLoginRefused, AmiRefused, AmiUnsafe
from acd.ami.watch import PbxWatch
from acd.domain.errors import TransportError
from acd.domain.events import Event, PhoneReachable, PhonesSeen, PhoneUnreachable, ReachLost
from acd.pbx.process import AsteriskProcess
from tests.fixtures.conversation import AGENT, ami_settings, office
from tests.fixtures.patience import until
from tests.fixtures.pbx import BOOT_LIMIT_S, asterisk, free_plan, running_pbx

pytestmark = pytest.mark.live


async def test_a_phone_comes_and_goes(tmp_path: Path) -> None:
    """At once; and a call says nothing about it."""
    async with office(tmp_path) as at:
        assert PhonesSeen(frozenset({AGENT})) in at.events
        since = len(at.events)
        await at.phone.unregister()
        assert await at.next(PhoneUnreachable, since) == PhoneUnreachable(AGENT)
        since = len(at.events)
        await at.phone.register()
        assert await at.next(PhoneReachable, since) == PhoneReachable(AGENT)
        await asyncio.sleep(0.2)
        since = len(at.events)
        caller, _ = await at.talk()
        at.calls[caller].hang_up()
        await asyncio.sleep(0.5)
        told = [event for event in at.events[since:] if isinstance(event, PhoneReachable | PhoneUnreachable)]
        assert told == []


async def test_what_the_user_may_not_do(tmp_path: Path) -> None:
    """Neither calls nor the console nor the dialplan; and a line end in a value stays here.

    What is left is much: who may start MixMonitor may also load modules and read settings, and who may set a
    lease may also redirect calls and hang them up.
    """
    async with office(tmp_path) as at:
        action = at.watch.link.action
        for name, fields in (
            ("Originate", {"Channel": "Local/s@safety-net", "Application": "System", "Data": "id"}),
            ("Command", {}),
            ("UpdateConfig", {"SrcFilename": "manager.conf", "DstFilename": "manager.conf"}),
            ("QueueAdd", {"Queue": "safety-net", "Interface": "PJSIP/x"}),
            ("AGI", {"Channel": "x"}),
        ):
            with pytest.raises(AmiRefused, match="Permission denied"):
                await action(name, **fields)
                raise AssertionError(name)
        with pytest.raises(AmiUnsafe):
            await action("Ping", Channel="x\r\nAction: Originate")
        with pytest.raises(AmiRefused, match="No such channel"):
            await action("StopMixMonitor", Channel="acd-1.0")


async def test_a_wrong_password(tmp_path: Path) -> None:
    """Final, at the first attempt."""
    async with running_pbx(tmp_path) as pbx:
        settings = replace(ami_settings(pbx.plan), password="another-password-than-that")
        async with asyncio.timeout(5):
            with pytest.raises(AmiLoginRefused):
                await PbxWatch(settings, lambda event: None).run()


async def test_a_link_that_waits_for_asterisk_and_outlives_it(tmp_path: Path) -> None:
    """Started before Asterisk, killed with it, back with it; nothing of before is carried out."""
    plan = free_plan(tmp_path)
    events: list[Event] = []
    running = await AsteriskProcess.start(plan, asterisk())
    settings = replace(ami_settings(plan), answer_within_s=2.0)
    watch = PbxWatch(settings, events.append)
    task = asyncio.ensure_future(watch.run())
    try:
        await until(lambda: watch.link.connected and bool(events), "the first link", timeout_s=BOOT_LIMIT_S)
        assert events == [PhonesSeen(frozenset())]
        running._process.send(signal.SIGKILL)
        await until(lambda: not watch.link.connected, "the loss")
        with pytest.raises(TransportError):
            await watch.link.action("Ping")
        await running.stop()
        running = await AsteriskProcess.start(plan, asterisk())
        await until(lambda: len(events) == 3, "the second link", timeout_s=BOOT_LIMIT_S)
        assert events[1:] == [ReachLost(), PhonesSeen(frozenset())]
        assert (await watch.link.action("Ping"))["ping"] == "Pong"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await running.stop(grace_s=5)
