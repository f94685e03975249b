"""A disk without room for messages: callers are told, by the controller in time and by the dialplan in the end."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.simulator.sip import OutgoingCall
from tests.fixtures import centre_configuration
from tests.fixtures.centre_configuration import GREETING_HZ, configuration
from tests.fixtures.messages import files
from tests.fixtures.net_prompts import shorten
from tests.fixtures.outside import outside
from tests.fixtures.patience import scaled, until_true

pytestmark = pytest.mark.live

DOCUMENT = configuration(queues=[{"id": "support", "when_nobody": [{"after_s": 0, "voicemail": True}]}])
SIZE_KB = 4096


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB for messages; only root may mount one. Words that say that it is full are a tone."""
    var = tmp_path / "var"
    shorten(var)
    centre_configuration.write(DOCUMENT, tmp_path, greeting_s=2)
    shutil.copy(tmp_path / "greeting.wav", var / "prompts/safety-net-messages-full.wav")
    folder = var / "recordings/messages"
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_KB}k", "acd", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


async def told(call: OutgoingCall) -> None:
    """The caller hears that there is no room, and the call ends."""
    await call.answered(scaled(10))
    await call.media.wait_heard(GREETING_HZ, scaled(20))
    await call.ended(scaled(10))


async def test_a_disk_that_fills_up(tmp_path: Path, small_disk: Path) -> None:
    """Near full: nobody is asked. Full and no controller: who has spoken is told. With room again: all as before."""
    filler = small_disk / "filler"
    async with outside(tmp_path, DOCUMENT, voicemail_reserve_mb=1) as centre:
        call = centre.call()
        await call.answered(scaled(10))

        async def asked() -> bool:
            return len(files(centre)) == 1

        await until_true(asked, "the caller is asked for a message", 20)
        call.hang_up()

        filler.write_bytes(bytes((SIZE_KB - 800) * 1024))

        async def short() -> bool:
            return "disk is nearly full" in centre.said()

        await until_true(short, "the controller has seen it", 20)
        await told(centre.call(caller="+15550000002"))

        async def stored() -> bool:
            rows = await centre.rows("calls")
            return [row["outcome_reason"] for row in rows if row["caller_number"] == "+15550000002"] == [
                "voicemail_full"
            ]

        await until_true(stored, "the call has an end of its own", 20)

        await centre.kill()
        for path in files(centre):
            path.unlink()
        with filler.open("ab", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                pass  # now it is full
        await told(centre.call(caller="+15550000003"))
        assert all(path.stat().st_size < 16_000 for path in files(centre))  # what the last page took

        filler.unlink()
        call = centre.call(caller="+15550000004")
        await call.answered(scaled(10))

        async def kept() -> bool:
            return any(path.stat().st_size > 48_000 for path in files(centre))

        await until_true(kept, "a message is recorded again", 30)
        call.hang_up()
        await centre.start()

        async def collected() -> bool:
            return "+15550000004" in [row["caller_number"] for row in await centre.rows("voicemails")]

        await until_true(collected, "the message is collected", 30)
        centre.close_phones()
        assert await centre.stop() == 0
