"""Messages are collected once, whatever happens between the steps."""

import asyncio
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from acd import keep_voicemails
from acd.domain.caller_events import MessagesTold, OpenMessage
from acd.domain.callers import CallerKey
from acd.domain.calls import CallerId, CallId
from acd.domain.events import Event
from acd.domain.flows import FlowId
from acd.domain.pool import Pool
from acd.domain.records import Record, VoicemailLeft
from acd.domain.tenants import Entry, Number, TenantId
from acd.domain.voicemails import VoicemailId
from acd.keep_voicemails import Voicemails, tell_left, tells_heard
from acd.pbx.queue_log_file import QueueLogFile
from acd.recordings.errors import StoreError
from acd.recordings.memory import MemoryStore
from acd.recordings.voicemail_folder import LeftFile, Sealed, VoicemailFolder
from acd.storage.stored import StoredVoicemail
from tests.fixtures.patience import until
from tests.storage.sample import UTC_MS, StandingClock, left_message, of, started
from tests.unit.pbx.test_queue_log import LEFT_A_MESSAGE
from tests.unit.recordings.clips import put_back
from tests.unit.recordings.test_voicemail_folder import SECOND, begun

ID = VoicemailId("acd-1.5-v1")


class House:
    """A folder, a store, what is stored, and what was kept."""

    def __init__(self, folder: Path, store: MemoryStore | None = None, number: str = "+4711") -> None:
        self.folder = folder / "messages"
        self.folder.mkdir(exist_ok=True)
        self.log = folder / "queue_log"
        self.log.write_text(LEFT_A_MESSAGE)
        self.clock = StandingClock()
        self.store = store or MemoryStore()
        self.stored: dict[VoicemailId, str] = {}
        self.kept: list[Record] = []
        self.away: Exception | None = None
        self.failed = 0
        entry = Entry(Number(number), TenantId("acme"), FlowId("acme"))
        self.voicemails = Voicemails(
            self.folder,
            QueueLogFile(self.log),
            self.store,
            self._known,
            lambda: Pool(entries={entry.number: entry}),
            self.kept.extend,
            self.clock,
        )

    async def _known(self, ids: Collection[VoicemailId]) -> Mapping[VoicemailId, str]:
        if self.away:
            self.failed += 1
            raise self.away
        return {one: self.stored[one] for one in ids if one in self.stored}

    def leave(self, name: str = "acd-1.5", seconds: int = 3) -> Path:
        """Let a caller leave a message; it ends now."""
        path = self.folder / f"{name}.wav"
        path.write_bytes(begun(SECOND * seconds))
        put_back(path, self.clock, 0)
        return path

    def write_records(self) -> None:
        """Let the database have what was kept."""
        self.stored |= {one.voicemail_id: one.file for one in of(VoicemailLeft, self.kept)}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def test_told_first_and_then_brought_to_the_store(house: House) -> None:
    """Who called whom and when; the file stays until the database has the message."""
    assert await house.voicemails.look() is False
    path = house.leave()
    assert await house.voicemails.look() is True
    assert house.voicemails.uncollected == 1
    (left,) = of(VoicemailLeft, house.kept)
    assert (left.voicemail_id, left.call_id, left.tenant_id, left.number) == (ID, "acd-1.5", "acme", "+4711")
    assert (left.sound_ms, left.size_bytes, left.file) == (3000, 44 + 48000, "acme/2026/11/18/acd-1.5-v1.wav")
    assert left.at_ms + house.clock.utc_ms(0) == UTC_MS - 3000
    assert await house.voicemails.look() is True
    assert path.exists() and len(house.kept) == 1
    house.write_records()
    assert await house.voicemails.look() is False
    assert not path.exists() and len(house.store.kept[left.file]) == left.size_bytes
    assert house.voicemails.uncollected == 0
    assert await house.voicemails.look() is False


async def test_the_next_controller_goes_on(house: House, tmp_path: Path) -> None:
    """Killed before the database had it, and after: told again under the same name, or only brought."""
    path = house.leave()
    await house.voicemails.look()
    second = House(tmp_path, house.store)
    await second.voicemails.look()
    assert second.kept == house.kept
    second.write_records()
    third = House(tmp_path, house.store, number="+1")  # the number belongs to nobody by now
    third.stored = second.stored
    await third.voicemails.look()
    assert third.kept == [] and not path.exists() and list(house.store.kept) == list(second.stored.values())


async def test_a_message_of_which_nothing_is_known(house: House) -> None:
    """The account is gone, or the number is nobody's: the sound is kept all the same."""
    house.log.unlink()
    house.leave()
    await house.voicemails.look()
    (left,) = of(VoicemailLeft, house.kept)
    assert (left.number, left.tenant_id, left.caller.number) == ("", None, "")
    assert left.file.startswith("no-tenant/")


async def test_who_said_nothing(house: House) -> None:
    """A second is what Asterisk leaves of silence."""
    path = house.leave(seconds=1)
    await house.voicemails.look()
    assert house.kept == [] and not path.exists()
    assert await house.voicemails.look() is False


async def test_no_file_holds_up_the_others(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that cannot be read is told of, and stays."""
    bad, good = house.leave("acd-1.4"), house.leave()
    seal = VoicemailFolder.seal

    def refusing(folder: VoicemailFolder, file: LeftFile) -> Sealed:
        if file.path == bad:
            raise OSError("cannot be read")
        return seal(folder, file)

    monkeypatch.setattr(VoicemailFolder, "seal", refusing)
    with pytest.raises(OSError, match="cannot be read"):
        await house.voicemails.look()
    house.write_records()
    with pytest.raises(OSError, match="cannot be read"):
        await house.voicemails.look()
    assert bad.exists() and not good.exists()
    assert [one.call_id for one in of(VoicemailLeft, house.kept)] == ["acd-1.5"]


class FullStore(MemoryStore):
    """A store that does not take anything, the first time."""

    def put(self, key: str, path: Path) -> None:
        """Fail once."""
        if not self.kept:
            self.kept["full"] = b""
            raise StoreError("the bucket is away")
        super().put(key, path)


@pytest.mark.parametrize("away", [OSError("no disk"), StoreError("away")])
async def test_whatever_is_away_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, away: Exception
) -> None:
    """Nothing is lost meanwhile, and nothing stops."""
    monkeypatch.setattr(keep_voicemails, "LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(keep_voicemails, "LOOK_AGAIN_S", 0.0)
    house = House(tmp_path, FullStore())
    house.away = away
    path = house.leave()
    running = asyncio.create_task(house.voicemails.run())
    await until(lambda: house.failed > 1, "it was tried again")
    assert path.exists() and house.kept == []
    house.away = None

    def brought() -> bool:
        house.write_records()
        return not path.exists()

    await until(brought, "it was brought to the store")
    running.cancel()
    assert set(house.stored.values()) <= set(house.store.kept) and len(house.stored) == 1


MESSAGE = OpenMessage(VoicemailId("c1-v1"), TenantId("acme"), CallerKey("4917"))


def test_messages_whose_callers_can_be_recognised_are_told() -> None:
    """Neither those of nobody, nor from nobody."""
    told: list[Event] = []
    tell_left(
        [started(), left_message("c2", tenant_id=None), left_message("c3", caller=CallerId("anonymous"))], told.append
    )
    assert told == []
    tell_left([left_message(), left_message("c2", tenant_id=None)], told.append)
    assert told == [MessagesTold((MESSAGE,))]


@pytest.mark.parametrize(
    ("caller", "tenant", "heard_at_ms", "told"),
    [
        ("+4917", "acme", 7, [MessagesTold(heard=(MESSAGE.voicemail_id,))]),
        ("+4917", "acme", None, [MessagesTold((MESSAGE,))]),
        ("+4917", None, None, []),
        ("", "acme", None, []),
    ],
)
async def test_what_people_heard_is_told(
    caller: str, tenant: str | None, heard_at_ms: int | None, told: list[Event]
) -> None:
    """And what is new again."""
    found: list[Event] = []

    async def mark(voicemail_id: VoicemailId, at_ms: int | None) -> StoredVoicemail | None:
        if voicemail_id != "c1-v1":
            return None
        owner = None if tenant is None else TenantId(tenant)
        return StoredVoicemail(
            voicemail_id=voicemail_id,
            call_id=CallId("c1"),
            tenant_id=owner,
            number=Number("1"),
            caller_number=caller,
            left_at_ms=0,
            sound_ms=3000,
            size_bytes=48_044,
            file="file",
            heard_at_ms=at_ms,
        )

    marks = tells_heard(mark, found.append)
    assert await marks(VoicemailId("c1-v1"), heard_at_ms) is not None and found == told
    assert await marks(VoicemailId("c2-v1"), 1) is None and found == told
