"""The bucket of recordings and messages is away, and back: nothing is lost, nothing is there twice, and it shows."""

import asyncio
import contextlib
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from acd.credentials import Credentials
from acd.recordings import finish
from acd.recordings.errors import StoreError
from acd.recordings.s3 import S3Store
from acd.simulator.sip import IncomingCall, OutgoingCall, Phone
from tests.fixtures import sound_files
from tests.fixtures.bucket import bucket, variables
from tests.fixtures.call_centre import CallCentre, call_centre
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ, NUMBER, Fields, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.messages import files, leave, sound
from tests.fixtures.net_prompts import shorten
from tests.fixtures.outside import Outside, outside
from tests.fixtures.patience import scaled, until_true
from tests.fixtures.private_settings import lasting_port
from tests.fixtures.scenes import hear_each_other, talking
from tests.fixtures.sound_files import heard

pytestmark = pytest.mark.live

URL = "s3://calls/kept"
SPOKEN_BYTES = 32768
ALWAYS: Fields = {"queues": [{"id": "support", "recording": "always"}]}


class Shelf:
    """A bucket that can be taken away and put back."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self._port = folder, lasting_port()
        self._open = contextlib.ExitStack()
        for name, value in variables(self._port).items():
            monkeypatch.setenv(name, value)

    def back(self) -> None:
        """Let it answer, with all that it had."""
        self._open.enter_context(bucket(self._folder, self._port))

    def away(self) -> None:
        """Let nobody listen there."""
        self._open.close()

    def keys(self) -> list[str]:
        """Return what is in it."""
        kept = self._folder / "calls" / "kept"
        return sorted(str(path.relative_to(kept)) for path in kept.rglob("*.wav"))


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    shelf = Shelf(tmp_path / "s3", monkeypatch)
    yield shelf
    shelf.away()


def figure(page: str, name: str) -> float:
    """Return a figure without labels."""
    found = re.search(rf"^{name} (\S+)$", page, re.MULTILINE)
    assert found is not None, name
    return float(found[1])


async def shows(centre: Outside, name: str, wanted: Callable[[float], bool]) -> None:
    """Wait until the page of metrics says so."""
    address = f"http://127.0.0.1:{centre.settings.http_port}/metrics"

    async def told() -> bool:
        page = await asyncio.to_thread(lambda: urllib.request.urlopen(address, timeout=scaled(5)).read().decode())
        return wanted(figure(page, name))

    await until_true(told, f"{name} on the page", 20, every_s=0.1)


async def ask(centre: Outside, path: str) -> tuple[int, bytes]:
    """Return status and answer of the API."""
    address = f"http://127.0.0.1:{centre.settings.http_port}/api/v1/{path}"
    token = Credentials.load(centre.settings.var / "secrets").api_token()
    headers = {"Authorization": f"Bearer {token}"}

    def read() -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=scaled(20)) as answer:
                return int(answer.status), bytes(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    return await asyncio.to_thread(read)


async def test_messages_wait_for_the_bucket_over_a_crash_and_are_there_once(tmp_path: Path, shelf: Shelf) -> None:
    """In the list at once, counted as uncollected, 503 for the sound; then played out of the bucket, and gone here."""
    shorten(tmp_path / "var")
    async with outside(tmp_path, configuration(), recordings_url=URL) as centre:
        await centre.kill()
        for call in [await leave(centre, SPOKEN_BYTES) for _ in range(2)]:
            call.hang_up()
        await centre.start()
        await shows(centre, "acd_voicemails_uncollected", lambda number: number == 2)

        async def listed() -> bool:
            return len((await asyncio.to_thread(centre.client.voicemails, unheard=True)).items) == 2

        await until_true(listed, "both messages are in the list", 20)
        await until_true(tried(centre, "voicemail_retry"), "the log says what is away", 30)
        ids = [row["voicemail_id"] for row in await centre.rows("voicemails")]
        assert (await ask(centre, f"voicemails/{ids[0]}"))[0] == 503
        await centre.kill()
        await centre.start()
        assert len(files(centre)) == 2 and shelf.keys() == []

        shelf.back()
        await shows(centre, "acd_voicemails_uncollected", lambda number: number == 0)
        rows = await centre.rows("voicemails")
        assert [row["voicemail_id"] for row in rows] == ids and files(centre) == []
        assert shelf.keys() == sorted(row["file"] for row in rows)
        for row in rows:
            status, data = await ask(centre, f"voicemails/{row['voicemail_id']}")
            assert (status, len(data)) == (200, row["size_bytes"])
            assert heard(sound(data), CALLER_HZ, 0.3, row["sound_ms"] / 1000 - 0.3)
        assert "Traceback" not in centre.said()


def tried(centre: Outside, action: str) -> Callable[[], Any]:
    """Return whether the log has this action."""

    async def told() -> bool:
        return f'"{action}"' in centre.said()

    return told


async def test_recordings_wait_for_the_bucket_and_calls_do_not(
    tmp_path: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One call ends while the bucket is away and the next is recorded too; with the bucket both are filed once."""
    monkeypatch.setattr(finish, "RETRY_S", 0.5)
    with pytest.raises(StoreError):  # starts the threads of the library, which stay
        S3Store(URL).size("acme/2026/11/21/1.1-r1.wav")
    async with call_centre(tmp_path, configuration(**ALWAYS), recordings_url=URL) as centre:
        phone = await centre.agent()
        await recorded_call(centre, phone)
        await until_true(stuck(centre), "the log says what is away", 30)
        await recorded_call(centre, phone)
        assert len(await centre.rows("recordings")) == 2 and shelf.keys() == []
        assert figure(await centre.metrics(), "acd_recordings_unfinished") == 2

        shelf.back()

        async def filed() -> bool:
            return [row["outcome"] for row in await centre.rows("recordings")] == ["kept", "kept"]

        await until_true(filed, "both are filed", 20)
        rows = await centre.rows("recordings")
        assert shelf.keys() == sorted(row["file"] for row in rows)
        assert list((centre.app.settings.var / "recordings" / "raw").iterdir()) == []
        metrics = await centre.metrics()
        assert figure(metrics, "acd_recordings_unfinished") == 0
        assert 'acd_recordings_total{outcome="kept",tenant="acme"} 2.0' in metrics
        for row in rows:
            data = (tmp_path / "s3" / "calls" / "kept" / row["file"]).read_bytes()
            assert len(data) == row["size_bytes"]
            both_are_in(data, row)
        shelf.away()
        await assert_clean(centre, may_log=("recording_stuck",))


def stuck(centre: CallCentre) -> Callable[[], Any]:
    """Return whether the log tells of a recording that cannot be kept."""

    async def told() -> bool:
        return "recording_stuck" in (centre.folder / "controller.log").read_text()

    return told


async def recorded_call(centre: CallCentre, phone: Phone) -> None:
    """Let two talk for a second."""
    call, ringing = await talking(centre, phone=phone)
    await talked(call, ringing)
    await centre.wait_quiet()


async def talked(call: OutgoingCall, ringing: IncomingCall) -> None:
    """Let the two talk on for a second, and hang up."""
    await asyncio.sleep(1)  # what is recorded must have a length
    call.hang_up()
    await ringing.ended(scaled(5))


def both_are_in(data: bytes, row: dict[str, Any]) -> None:
    """Check who is on which side of a whole recording."""
    stereo = sound_files.read(data)
    assert abs(stereo.length_s * 1000 - row["sound_ms"]) < 2 and stereo.length_s > 0.8
    assert heard(stereo.left, CALLER_HZ, 0.2, stereo.length_s - 0.2)
    assert heard(stereo.right, AGENT_HZ, 0.2, stereo.length_s - 0.2)


async def test_a_recording_outlives_the_controller_while_the_bucket_is_away(tmp_path: Path, shelf: Shelf) -> None:
    """Killed before the file was brought: the next controller brings it, once, and the API plays it."""
    async with outside(tmp_path, configuration(**ALWAYS), recordings_url=URL) as centre:
        phone = await centre.agent()
        call = centre.call(NUMBER)
        ringing = await phone.next_call(scaled(10))
        await ringing.answer()
        await hear_each_other(call, ringing)
        await talked(call, ringing)
        await shows(centre, "acd_recordings_unfinished", lambda number: number == 1)
        (row,) = await centre.rows("recordings")
        assert (await ask(centre, f"recordings/{row['recording_id']}"))[0] == 409
        await centre.kill()
        shelf.back()
        await centre.start()

        async def filed() -> bool:
            return [bool(row["file"]) for row in await centre.rows("recordings")] == [True]

        await until_true(filed, "it is filed", 20)
        (row,) = await centre.rows("recordings")
        assert row["outcome"] in ("kept", "repaired") and shelf.keys() == [row["file"]]
        status, data = await ask(centre, f"recordings/{row['recording_id']}")
        assert status == 200
        both_are_in(data, row)
        assert "Traceback" not in centre.said()
