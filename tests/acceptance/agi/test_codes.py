"""Feature codes over a real Asterisk: an agent's phone dials, the dialplan asks us, whatever state we are in."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from acd.agi.errors import AgiHungUp, AgiRefused
from acd.agi.server import AgiLimits, AgiServer, Route
from acd.agi.session import Session
from acd.pbx.endpoints import phone as phone_account
from acd.pbx.endpoints import trunk as trunk_account
from acd.simulator.sip import Phone
from tests.acceptance.pbx.ari_probe import ask, push
from tests.fixtures.patience import until
from tests.fixtures.pbx import RunningPbx, running_pbx

pytestmark = pytest.mark.live

PASSWORD = "phone-password-of-no-worth"
CARRIER = "127.0.0.2"


@dataclass
class Office:
    """An Asterisk with an agent's phone and a carrier."""

    pbx: RunningPbx
    phone: Phone
    carrier: Phone
    servers: list[AgiServer] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def serving(self, routes: Mapping[str, Route], limits: AgiLimits | None = None) -> AsyncIterator[AgiServer]:
        """The server of a controller."""
        server = AgiServer(self.pbx.plan.agi_port, routes, limits)
        task = asyncio.ensure_future(server.run())
        await server.listening.wait()
        try:
            yield server
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def quiet(self) -> None:
        """Wait until Asterisk holds no channel."""
        await until(lambda: ask(self.pbx.plan, "GET", "channels") == (200, []), "no channel is left")


@contextlib.asynccontextmanager
async def office(folder: Path) -> AsyncIterator[Office]:
    """One whose codes may take three seconds."""
    async with running_pbx(folder, agi_limit_s=3) as pbx:
        push(
            pbx.plan, [*phone_account(pbx.plan, "agent-anna", PASSWORD), *trunk_account(pbx.plan, "trunk-a", [CARRIER])]
        )
        server = ("127.0.0.1", pbx.plan.sip_port)
        phone, carrier = Phone("agent-anna", PASSWORD, server), Phone("carrier", "", server, CARRIER)
        for each in (phone, carrier):
            await each.start()
        await phone.register()
        try:
            yield Office(pbx, phone, carrier)
        finally:
            phone.close()
            carrier.close()


async def test_a_code_is_heard_and_spoken(tmp_path: Path) -> None:
    """Who dialled what; every kind of command; values come back as they went, whatever is in them."""
    said: list[object] = []

    async def code(session: Session) -> None:
        request = session.request
        said.append((request.endpoint, request.extension, request.context))
        await session.answer()
        for value in ('x "y" \\z', "(hangup)", "hangup", "a,b ${EXTEN}", "Zoë", ""):
            await session.set_variable("ACD_TEST", value)
            assert await session.get_variable("ACD_TEST") == value
        assert await session.get_variable("ACD_NOT_SET") is None
        with pytest.raises(AgiRefused):
            await session.stream_file("no-such-sound")
        with pytest.raises(AgiRefused):
            await session.exec("NoSuchApplication")
        await session.exec("Playback", "beep", "noanswer")
        said.append(await session.get_data("beep", 1.0, 6))

    async with office(tmp_path) as at, at.serving({"code": code}) as server:
        call = at.phone.call("*45*7")
        await until(lambda: len(said) == 1, "the request")
        await asyncio.sleep(0.8)
        call.send_dtmf("007#")
        assert await call.ended(5) == 200
        assert said == [("agent-anna", "*45*7", "from-agent"), "007"]
        assert server.failed == 0
        await at.quiet()


async def test_a_controller_that_is_gone_full_stuck_or_ignorant(tmp_path: Path) -> None:
    """503 each time: at once, or when the time is over; no channel stays behind."""

    async def stuck(session: Session) -> None:
        await asyncio.sleep(30)

    async with office(tmp_path) as at:
        assert await at.phone.call("*45").ended(2) == 503
        async with at.serving({}):
            assert await at.phone.call("*45").ended(2) == 503
        async with at.serving({"code": stuck}, AgiLimits(connections=0)):
            assert await at.phone.call("*45").ended(2) == 503
        async with at.serving({"code": stuck}):
            assert await at.phone.call("*45").ended(6) == 503
            call = at.phone.call("*45")
            await asyncio.sleep(0.3)
            call.hang_up()
            await call.ended(2)
            await at.quiet()


async def test_a_phone_that_hangs_up(tmp_path: Path) -> None:
    """The route is told at its next command."""
    told: list[str] = []

    async def code(session: Session) -> None:
        await session.answer()
        try:
            for _ in range(100):
                with contextlib.suppress(AgiRefused):
                    await session.wait_for_digit(0.5)
        except AgiHungUp:
            told.append("hung up")
            raise

    async with office(tmp_path) as at, at.serving({"code": code}) as server:
        call = at.phone.call("*45")
        await asyncio.sleep(0.3)
        call.hang_up()
        await until(lambda: told == ["hung up"], "the route is told")
        await until(lambda: server.sessions == 0, "the session ends")
        assert server.failed == 0


async def test_what_is_no_code_and_who_is_no_agent(tmp_path: Path) -> None:
    """Refused without asking us: other numbers, endless ones, and every caller from outside."""
    asked: list[str] = []

    async def code(session: Session) -> None:
        asked.append(session.request.extension)

    async with office(tmp_path) as at, at.serving({"code": code}):
        for number in ("45", "*", "#45", "+49", "h", "*" + "1" * 48):
            assert await at.phone.call(number).ended(2) in (403, 603), number
        # no controller serves this pool: the safety net answers, or the number is refused
        call = at.carrier.call("*45", caller_number="+4930123")
        await asyncio.sleep(1)
        call.hang_up()
        assert asked == []
