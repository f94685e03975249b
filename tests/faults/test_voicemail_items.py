"""Messages that agents hear outlive the controller: in line again, or done, and never in two hands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from acd.simulator.sip import IncomingCall, Phone
from tests.fixtures.call_centre import ALICE
from tests.fixtures.centre_configuration import CALLER_HZ, WHISPER_HZ, configuration
from tests.fixtures.messages import leave
from tests.fixtures.net_prompts import shorten
from tests.fixtures.outside import Outside, outside
from tests.fixtures.patience import scaled, until_true

pytestmark = pytest.mark.live

SECONDS = 4
DOCUMENT = configuration(
    queues=[
        {
            "id": "support",
            "voicemails": {"behind_s": 0, "retry_after_s": 10},
            "when_nobody": [{"after_s": 0, "voicemail": True}],
        }
    ],
    whisper=True,
)


@asynccontextmanager
async def with_a_message(folder: Path) -> AsyncIterator[Outside]:
    """Give a call centre in whose line a message waits, and whose agent is at work."""
    shorten(folder / "var")
    async with outside(folder, DOCUMENT) as centre:
        call = await leave(centre, SECONDS * 16000)
        call.hang_up()
        await stands(centre, state="open")
        yield centre


async def stands(centre: Outside, **wanted: Any) -> dict[str, Any]:
    """Wait until the only message is so in the database."""

    async def there() -> bool:
        rows = await centre.rows("voicemail_items")
        return len(rows) == 1 and all(rows[0][name] == value for name, value in wanted.items())

    await until_true(there, f"the message is {wanted}", 30)
    return (await centre.rows("voicemail_items"))[0]


async def hears(phone: Phone) -> IncomingCall:
    """Let the agent pick up for the message, and hear it."""
    ringing = await phone.next_call(scaled(30))
    ringing.ring()
    await ringing.answer()
    await ringing.media.wait_heard(WHISPER_HZ, scaled(15))
    await ringing.media.wait_heard(CALLER_HZ, scaled(15))
    return ringing


async def test_the_controller_is_killed_while_an_agent_listens(tmp_path: Path) -> None:
    """The next one hangs up, and the agent is offered the message again; what was done stays done."""
    async with with_a_message(tmp_path) as centre:
        phone = await centre.agent(ALICE)
        first = await hears(phone)
        await stands(centre, state="offered", offers=1)
        await centre.kill()
        await centre.start()
        await first.ended(scaled(15))
        second = await hears(phone)
        await stands(centre, state="offered", offers=2, plays=0)
        await second.send_dtmf("2")
        await second.ended(scaled(10))
        row = await stands(centre, state="handled")
        assert (row["agent_id"], row["in_target"]) == (ALICE, True)
        await centre.kill()
        await centre.start()
        await centre.wait_for_agent(ALICE, "available")

        async def all_told() -> bool:
            return all(row["ended_at_ms"] for row in await centre.rows("calls"))

        await until_true(all_told, "every call has its end")
        ends = [(row["direction"], row["outcome_reason"]) for row in await centre.rows("calls")]
        assert ends == [(None, "voicemail"), ("voicemail", "controller_lost"), ("voicemail", "message_heard")]
        listed = await asyncio.to_thread(centre.client.voicemails, unheard=True)
        assert listed.items == ()
        await stands(centre, state="handled", offers=2)
        centre.close_phones()
        assert await centre.stop() == 0
        assert "Traceback" not in centre.said()


async def test_a_message_in_line_is_there_after_a_restart(tmp_path: Path) -> None:
    """Also when Asterisk was restarted, as its sound is fetched to the same place."""
    async with with_a_message(tmp_path) as centre:
        assert await centre.stop() == 0
        await centre.start()
        phone = await centre.agent(ALICE)
        ringing = await hears(phone)
        await ringing.send_dtmf("2")
        await stands(centre, state="handled", offers=1)
        centre.close_phones()
        assert await centre.stop() == 0
