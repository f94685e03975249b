"""The controller is stalled or dead: who waits reaches Asterisk's own queue in time, and who talks is not touched."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from acd.client.controller import Controller
from acd.client.errors import ClientError
from acd.credentials import Credentials
from acd.domain.agents import AgentId
from acd.pbx import pidfile
from acd.pbx.plan import PbxPlan
from acd.pbx.process import AsteriskProcess
from acd.pbx.safety_net import members_path
from acd.plans import pbx_plan
from acd.simulator.sip import Answer, Manual, OutgoingCall, Phone
from acd.storage.database import Database
from acd.storage.tables import calls
from tests.fixtures import centre_configuration, net_members
from tests.fixtures.call_centre import ALICE, BOB
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ, GREETING_HZ, NUMBER, TRUNK, configuration
from tests.fixtures.patience import scaled, until_true
from tests.fixtures.private_settings import private_settings
from tests.fixtures.scenes import hear_each_other

pytestmark = pytest.mark.live

LEASE_S = 6
SIGN_OF_LIFE_S = 5
"""Without one for so long, Asterisk cares for callers whose agent leaves."""


class Stage:
    """A controller in a process of its own, to be stopped and killed, and phones."""

    def __init__(self, folder: Path, **changed: Any) -> None:
        self.folder = folder
        document = configuration(
            agents=("alice", "bob"),
            queues=[{"id": "support", "ring_timeout_s": 60.0}],
            greeting=changed.pop("greeting", False),
        )
        config = centre_configuration.write(document, folder, greeting_s=changed.pop("greeting_s", 0.8))
        self.settings = private_settings(folder, config, lease_s=LEASE_S, **changed)
        self.credentials = Credentials.load(self.settings.var / "secrets")
        self.plan: PbxPlan = pbx_plan(self.settings, self.credentials)
        self.client = Controller(f"http://127.0.0.1:{self.settings.http_port}", self.credentials.api_token())
        self.process: asyncio.subprocess.Process | None = None
        self.phones: list[Phone] = []

    async def start(self) -> None:
        """Start the controller; returns when it is ready."""
        chosen = {key: getattr(self.settings, key) for key in type(self.settings).model_fields}
        environment = {f"ACD_{key.upper()}": _text(value) for key, value in chosen.items()}
        environment = {key: value for key, value in environment.items() if value}
        with (self.folder / "controller.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *_ACD, "run", env={**os.environ, **environment}, stdout=log, stderr=log, cwd=self.folder
            )

        async def ready() -> bool:
            try:
                return (await asyncio.to_thread(self.client.status)).pbx_connected
            except ClientError:
                return False

        await until_true(ready, "the controller is ready", 60)

    def tell(self, number: int) -> None:
        """Send the controller a signal."""
        assert self.process is not None
        self.process.send_signal(number)

    async def phone(self, username: str, tone_hz: int, policy: Any = None) -> Phone:
        """Return a phone."""
        server = (self.settings.sip_host, self.settings.sip_port)
        phone = Phone(username, self.credentials.sip_password(username), server, tone_hz=tone_hz, policy=policy)
        await phone.start()
        self.phones.append(phone)
        return phone

    async def agent(self, agent_id: AgentId, policy: Any) -> Phone:
        """Return the registered phone of an agent."""
        phone = await self.phone(f"agent-{agent_id}", AGENT_HZ, policy)
        await phone.register()
        return phone

    async def paused(self, agent_id: AgentId, policy: Any) -> Phone:
        """Return the phone of an agent who rings only in the safety net."""
        phone = await self.agent(agent_id, policy)
        await asyncio.to_thread(self.client.sign_in, agent_id)
        await asyncio.to_thread(self.client.pause, agent_id, "lunch")
        await self.in_net(agent_id)
        return phone

    async def in_net(self, agent_id: AgentId, there: bool = True) -> None:
        """Wait until Asterisk's own queue has an agent, or has not."""
        await net_members.in_net(self.plan, agent_id, there)

    async def states(self, *wanted: str) -> None:
        """Wait until the calls are in these states."""

        async def there() -> bool:
            return sorted(call.state for call in (await asyncio.to_thread(self.client.status)).calls) == sorted(wanted)

        await until_true(there, f"calls that are {wanted}", 15)

    async def end(self) -> None:
        """Leave no process."""
        for phone in self.phones:
            phone.close()
        if self.process is not None and self.process.returncode is None:
            self.tell(signal.SIGCONT)
            self.process.kill()
            await self.process.wait()
        if pidfile.recall(self.plan) is not None and (asterisk := AsteriskProcess.adopt(self.plan)) is not None:
            await asterisk.stop(1.0)

    async def outcome(self, *wanted: str) -> None:
        """Wait until the one call that is stored ended so; the net's account is looked at every ten seconds."""
        database = Database(self.settings.database_url)
        found: list[tuple[str, str]] = []

        async def there() -> bool:
            async with database.read() as connection:
                found[:] = [(row.outcome_class, row.outcome_reason) for row in await connection.execute(calls.select())]
            return found == [wanted]

        try:
            await until_true(there, f"a call that is {wanted}", 20)
        except AssertionError:
            raise AssertionError(f"{found}, not {wanted}") from None
        finally:
            await database.close()


_ACD = (sys.executable, "-m", "acd")


def _text(value: Any) -> str:
    if value is None or value == ():
        return ""
    if hasattr(value, "first"):
        return f"{value.first}-{value.last}"
    return ",".join(value) if isinstance(value, tuple) else str(value)


@asynccontextmanager
async def staged(folder: Path, **changed: Any) -> AsyncIterator[tuple[Stage, Phone]]:
    """Give a running stage, and the line that callers come by."""
    stage = Stage(folder, **changed)
    try:
        await stage.start()
        yield stage, await stage.phone(f"trunk-{TRUNK}", CALLER_HZ)
    finally:
        await stage.end()


async def _waiting(stage: Stage, line: Phone) -> OutgoingCall:
    call = line.call(NUMBER, caller_number="+15551234567")
    await call.answered(scaled(10))
    await stage.states("waiting")
    return call


@pytest.mark.parametrize("fault", [signal.SIGSTOP, signal.SIGKILL])
async def test_who_waits_reaches_an_agent_when_the_lease_is_over(tmp_path: Path, fault: signal.Signals) -> None:
    """Not before: while the controller lives the lease is renewed for longer than it lasts."""
    async with staged(tmp_path) as (stage, line):
        bob = await stage.paused(BOB, Answer())
        call = await _waiting(stage, line)
        await asyncio.sleep(LEASE_S * 1.5)
        await stage.states("waiting")
        stage.tell(fault)
        began = asyncio.get_running_loop().time()
        ringing = await bob.next_call(scaled(LEASE_S + 10))
        assert asyncio.get_running_loop().time() - began < LEASE_S + scaled(8)  # the apology comes first
        await hear_each_other(call, ringing)
        if fault == signal.SIGSTOP:
            stage.tell(signal.SIGCONT)
            await stage.outcome("exited", "safety_net")
            await hear_each_other(call, ringing)
        call.hang_up()
        await ringing.ended(scaled(5))
        if fault == signal.SIGKILL:
            await stage.start()
            await stage.outcome("exited", "safety_net")


async def test_a_greeting_that_is_longer_than_the_lease(tmp_path: Path) -> None:
    """Renewals do not wait for its end, and neither does the safety net when they stop."""
    async with staged(tmp_path, greeting=True, greeting_s=LEASE_S * 4.0) as (stage, line):
        bob = await stage.paused(BOB, Answer())
        call = line.call(NUMBER)
        await call.answered(scaled(10))
        await call.media.wait_heard(GREETING_HZ, scaled(5))
        with pytest.raises(TimeoutError):
            await bob.next_call(LEASE_S * 1.5)
        await stage.states("in_flow")
        stage.tell(signal.SIGSTOP)
        ringing = await bob.next_call(scaled(LEASE_S + 10))
        await hear_each_other(call, ringing)
        stage.tell(signal.SIGCONT)
        await stage.outcome("exited", "safety_net")
        call.hang_up()
        await ringing.ended(scaled(5))


@pytest.mark.parametrize("fault", [signal.SIGSTOP, signal.SIGKILL])
async def test_who_talks_is_not_cut(tmp_path: Path, fault: signal.Signals) -> None:
    """The lease ends with the first word, so that it cannot run out whatever becomes of the controller."""
    async with staged(tmp_path) as (stage, line):
        alice = await stage.agent(ALICE, Manual())
        await asyncio.to_thread(stage.client.sign_in, ALICE)
        call = line.call(NUMBER)
        ringing = await alice.next_call(scaled(10))
        ringing.ring()
        await ringing.answer()
        await hear_each_other(call, ringing)
        stage.tell(fault)  # at once: whatever is done after the connection is not done
        with pytest.raises(TimeoutError):
            await call.ended(LEASE_S * 1.5)
        await hear_each_other(call, ringing)
        if fault == signal.SIGSTOP:
            stage.tell(signal.SIGCONT)
            call.hang_up()
            await ringing.ended(scaled(5))
            await stage.outcome("answered", "caller_hung_up")


async def test_a_caller_whose_agent_leaves_a_stalled_controller(tmp_path: Path) -> None:
    """Asterisk ends the call, and the controller that comes to itself finds the right end of it."""
    async with staged(tmp_path) as (stage, line):
        alice = await stage.agent(ALICE, Manual())
        await asyncio.to_thread(stage.client.sign_in, ALICE)
        call = line.call(NUMBER)
        ringing = await alice.next_call(scaled(10))
        ringing.ring()
        await ringing.answer()
        await hear_each_other(call, ringing)
        await stage.states("connected")
        stage.tell(signal.SIGSTOP)
        with pytest.raises(TimeoutError):
            await call.ended(SIGN_OF_LIFE_S + 1)
        ringing.hang_up()
        await call.ended(scaled(3))
        stage.tell(signal.SIGCONT)
        await stage.outcome("answered", "agent_hung_up")
        await stage.states()


async def test_a_stalled_controller_gets_no_new_callers(tmp_path: Path) -> None:
    """It is connected, but it does not claim: the caller is with an agent of the safety net in seconds."""
    async with staged(tmp_path) as (stage, line):
        bob = await stage.paused(BOB, Answer())
        stage.tell(signal.SIGSTOP)
        call = line.call(NUMBER)
        began = asyncio.get_running_loop().time()
        await call.answered(scaled(4))
        # half a second where no sign of life has come yet
        assert asyncio.get_running_loop().time() - began > 0.4
        ringing = await bob.next_call(scaled(15))
        await hear_each_other(call, ringing)
        stage.tell(signal.SIGCONT)
        await stage.states()
        await hear_each_other(call, ringing)
        call.hang_up()
        await ringing.ended(scaled(5))
        # within the time between two looks at Asterisk's account
        await stage.outcome("exited", "safety_net")
        again = line.call(NUMBER)
        await again.answered(scaled(5))
        await stage.states("waiting")
        again.hang_up()


async def test_the_net_holds_who_is_signed_in(tmp_path: Path) -> None:
    """Not all who are configured; it follows, and a dead controller leaves the last state."""
    async with staged(tmp_path) as (stage, _):
        assert "member" not in members_path(stage.plan).read_text()
        await asyncio.to_thread(stage.client.sign_in, ALICE)
        await stage.in_net(ALICE)
        await stage.in_net(BOB, there=False)
        await asyncio.to_thread(stage.client.sign_in, BOB)
        await asyncio.to_thread(stage.client.sign_out, ALICE)
        await stage.in_net(BOB)
        await stage.in_net(ALICE, there=False)
        stage.tell(signal.SIGKILL)
        assert stage.process is not None
        await stage.process.wait()
        await stage.in_net(BOB)
        await stage.start()
        await asyncio.sleep(1.5)
        await stage.in_net(BOB)
        await stage.in_net(ALICE, there=False)
