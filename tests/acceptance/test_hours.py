"""Opening hours over a real Asterisk: callers go by them, people open and close them, and a restart changes nothing."""

from pathlib import Path
from typing import Any

import pytest

from acd.domain.feature_codes import Sentence
from acd.domain.hours import Opening
from tests.fixtures import code_sounds, command
from tests.fixtures.call_centre import ALICE, BOB, CallCentre, call_centre
from tests.fixtures.centre_configuration import configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.code_sounds import hears
from tests.fixtures.patience import scaled, until

pytestmark = pytest.mark.live

BUSY = 486
HOURS = "acme/practice"


def document(folder: Path, opening: str = "24/7") -> dict[str, Any]:
    """Callers are put in line while it is open, and hear that it is busy else; Alice is a supervisor."""
    made = configuration(agents=("alice", "bob"))
    (tenant,) = made["tenants"]
    del tenant["queue"]
    tenant["timezone"] = "Europe/Berlin"
    tenant["hours"] = {"practice": {"open": opening, "number": "1"}}
    tenant["flows"] = {
        "main": [
            {"hours": "practice", "closed": "shut"},
            "answer",
            {"queue": "support"},
            {"id": "shut", "hang_up": "busy"},
        ]
    }
    made["agents"][0]["supervisor"] = True
    made["feature_codes"] = {"voices": {"en": code_sounds.write(folder)}}
    return made


async def comes_in(centre: CallCentre) -> None:
    """A caller is answered, and hangs up."""
    call = centre.call()
    await call.answered(scaled(5))
    call.hang_up()
    await centre.wait_quiet()


async def is_turned_away(centre: CallCentre) -> None:
    """A caller hears that it is busy."""
    assert await centre.call().ended(scaled(5)) == BUSY
    await centre.wait_quiet()


async def test_hours_are_closed_and_opened(tmp_path: Path) -> None:
    """Over HTTP and on the command line; what ends by itself is told once."""
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        await comes_in(centre)
        said = await centre.in_thread(centre.client.override_hours, "acme", "practice", "closed")
        assert (said.state, said.why) == ("closed", "set by api")
        await is_turned_away(centre)
        cleared = await command.run(centre.app.settings, "hours", "clear", HOURS)
        assert (cleared.code, cleared.err) == (0, ""), cleared
        await comes_in(centre)
        short = await command.run(centre.app.settings, "hours", "override", HOURS, "closed", "--for", "3s")
        assert (short.code, short.err) == (0, ""), short
        await is_turned_away(centre)
        await until(lambda: state(centre) is Opening.OPEN, "the override is over")
        await comes_in(centre)
        await centre.app.writer.drain(scaled(5))
        rows = sorted(await centre.rows("hours_overrides"), key=lambda row: row["since_ms"])
        assert [(row["said_by"], row["ended_by"]) for row in rows] == [("api", "api"), ("api", "time")]
        assert rows[1]["ended_at_ms"] == rows[1]["until_ms"]
        await assert_clean(centre)


async def test_hours_that_are_written_closed(tmp_path: Path) -> None:
    """Somebody opens them; with another configuration they are open."""
    async with call_centre(tmp_path, document(tmp_path, "off")) as centre:
        await is_turned_away(centre)
        await centre.in_thread(centre.client.override_hours, "acme", "practice", "open", None, 60.0)
        await comes_in(centre)
        await assert_clean(centre)


async def test_a_supervisor_dials(tmp_path: Path) -> None:
    """Closed until the end of the day, and as written again; nobody else may do that."""
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        alice, bob = await centre.agent(ALICE, sign_in=False), await centre.agent(BOB, sign_in=False)
        for phone in (alice, bob):
            await dials(phone, "*45", Sentence.SIGNED_IN)
        await dials(alice, "*45", Sentence.SIGNED_OUT)
        await dials(bob, "*6512", Sentence.SUPERVISORS_ONLY)
        await dials(alice, "*6512", Sentence.NOT_SIGNED_IN)
        await dials(alice, "*45", Sentence.SIGNED_IN)
        await dials(bob, "*12", Sentence.SIGNED_OUT)
        await dials(alice, "*6592", Sentence.NO_SUCH_HOURS)
        await dials(alice, "*6512", Sentence.HOURS_CLOSED)
        (practice,) = await centre.in_thread(centre.client.hours, "acme")
        assert practice.override is not None and practice.override.until is not None
        assert (practice.override.by, practice.state) == ("agent alice", "closed")
        await is_turned_away(centre)
        await dials(alice, "*6513", Sentence.HOURS_AS_WRITTEN)
        await dials(alice, "*12", Sentence.SIGNED_OUT)
        await comes_in(centre)
        assert 'acd_feature_codes_total{code="hours",result="done"} 2.0' in await centre.metrics()
        await assert_clean(centre)


async def test_a_restart(tmp_path: Path) -> None:
    """What was said counts for the next controller too."""
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        await centre.in_thread(centre.client.override_hours, "acme", "practice", "closed", None, None, "Storm")
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        (practice,) = await centre.in_thread(centre.client.hours)
        assert (practice.state, practice.why) == ("closed", "Storm")
        await is_turned_away(centre)
        await assert_clean(centre)


def state(centre: CallCentre) -> Opening:
    """Return the state of the hours."""
    (view,) = centre.app.controller.hours()
    return view.now.state


async def dials(phone: Any, code: str, said: Sentence) -> None:
    """Dial a code and hear the answer."""
    call = phone.call(code)
    await hears(call, said)
    assert await call.ended(scaled(8)) == 200
