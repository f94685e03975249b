"""Messages come to agents, each once, with their sound; what cannot be fetched holds up no other."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from acd import keep_voicemail_items
from acd.domain.events import Event
from acd.domain.flows import Prompt
from acd.domain.pool import Pool
from acd.domain.queues import Queue, QueueId
from acd.domain.tenants import Number, Tenant, TenantId
from acd.domain.voicemail_events import VoicemailFetched, VoicemailWaits
from acd.domain.voicemail_rules import Voicemail, VoicemailRules
from acd.domain.voicemails import VoicemailId
from acd.keep_voicemail_items import FRESH_MS, VoicemailItems
from acd.recordings.memory import MemoryStore
from acd.storage.convert import Converter
from acd.storage.errors import DatabaseUnreachable
from acd.storage.stored import StoredVoicemail
from tests.fixtures.patience import until
from tests.storage.sample import UTC_MS, StandingClock

ACME, SALES, HELP = TenantId("acme"), QueueId("sales"), QueueId("help")
ID = VoicemailId("c1-v1")
STORED = StoredVoicemail(
    voicemail_id=ID,
    call_id="c1",  # type: ignore[arg-type]
    tenant_id=ACME,
    number=Number("+4930"),
    caller_number="+4917",
    left_at_ms=UTC_MS - 5000,
    sound_ms=3000,
    size_bytes=48044,
    file="acme/2026/11/18/c1-v1.wav",
    heard_at_ms=None,
    queue_id=SALES,
)


class House:
    """A store, what the database knows, and an engine that takes all it is told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "voicemails"
        self.clock, self.store = StandingClock(), MemoryStore()
        self.new: list[StoredVoicemail] = [STORED]
        self.asked: list[int] = []
        self.away: Exception | None = None
        self.open: dict[VoicemailId, bool] = {}
        self.told: list[Event] = []
        self.pool = Pool(
            tenants={ACME: Tenant(ACME, "Acme")},
            queues={SALES: Queue(SALES), HELP: Queue(HELP)},
            voicemails={SALES: VoicemailRules(), HELP: VoicemailRules()},
        )
        self.items = VoicemailItems(
            self.folder,
            self.store,
            self._new,
            self._places,
            lambda: dict(self.open),
            lambda: self.pool,
            self._take,
            self.clock,
            Converter(self.clock).scale,
        )
        self.store.kept[STORED.file] = b"sound"

    async def _new(self, since_ms: int) -> Sequence[StoredVoicemail]:
        self.asked.append(since_ms)
        if self.away is not None:
            raise self.away
        return self.new

    async def _places(self, ids: Collection[VoicemailId]) -> Mapping[VoicemailId, str]:
        return {one.voicemail_id: one.file for one in self.new if one.voicemail_id in ids}

    def _take(self, event: Event) -> None:
        self.told.append(event)
        if isinstance(event, VoicemailWaits):
            self.open[event.voicemail.id] = False
        if isinstance(event, VoicemailFetched):
            self.open[event.voicemail_id] = True


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def test_told_and_fetched(house: House) -> None:
    """Once; the sound lies where Asterisk reads it until it was heard."""
    assert await house.items.look() is False
    waits, fetched = house.told
    assert waits == VoicemailWaits(
        Voicemail(ID, STORED.call_id, ACME, SALES, Number("+4930"), "+4917", left_at=-4.9995, sound_ms=3000)
    )
    assert fetched == VoicemailFetched(ID, Prompt(str(house.folder / "c1-v1")))
    assert (house.folder / "c1-v1.wav").read_bytes() == b"sound"
    assert house.asked == [UTC_MS - FRESH_MS] and house.items.unfetched == 0
    house.items.find_new()
    await house.items.look()
    assert len(house.told) == 2 and len(house.asked) == 2
    house.open.clear()
    assert await house.items.look() is False
    assert list(house.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("changed", "queue"),
    [
        ({}, SALES),
        ({"queue_id": None}, None),
        ({"queue_id": QueueId("gone")}, None),
        ({"tenant_id": None}, None),
        ({"tenant_id": TenantId("gone")}, None),
    ],
)
async def test_whose_agents_hear_it(house: House, changed: dict[str, str], queue: QueueId | None) -> None:
    """Those of the line in which the caller was; nobody's without one."""
    house.new = [replace(STORED, **changed)]  # type: ignore[arg-type]
    await house.items.look()
    told = [event.voicemail.queue_id for event in house.told if isinstance(event, VoicemailWaits)]
    assert told == ([] if queue is None else [queue])


async def test_the_clients_own_queue_counts_more(house: House) -> None:
    """Whatever line the caller was in."""
    house.pool = replace(house.pool, voicemail_queues={ACME: HELP})
    await house.items.look()
    waits = house.told[0]
    assert isinstance(waits, VoicemailWaits) and waits.voicemail.queue_id == HELP


async def test_what_cannot_be_fetched_holds_up_no_other(house: House) -> None:
    """Empty, gone, unknown, or a name that is none; each is counted and tried again."""
    good = replace(STORED, voicemail_id=VoicemailId("c2-v1"), file="acme/2026/11/18/c2-v1.wav")
    empty = replace(STORED, voicemail_id=VoicemailId("c3-v1"), file="acme/2026/11/18/c3-v1.wav")
    house.new = [STORED, good, empty]
    house.open = {VoicemailId("c4-v1"): False, VoicemailId("../x"): False}
    del house.store.kept[STORED.file]
    house.store.kept |= {good.file: b"good", empty.file: b""}
    assert await house.items.look() is True
    assert (house.items.failures, house.items.unfetched) == (4, 4)
    assert [one.voicemail_id for one in house.told if isinstance(one, VoicemailFetched)] == ["c2-v1"]
    house.store.kept[STORED.file] = b"sound"
    await house.items.look()
    assert house.open[ID] and house.items.failures == 7
    assert sorted(path.name for path in house.folder.glob("*.wav")) == ["c1-v1.wav", "c2-v1.wav"]


async def test_a_database_that_is_away(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked for again, until it is told."""
    monkeypatch.setattr(keep_voicemail_items, "AGAIN_S", 0.001)
    house.away = DatabaseUnreachable("sqlite://", "gone")
    running = asyncio.create_task(house.items.run())
    await until(lambda: len(house.asked) > 2, "asked again")
    house.away = None
    await until(lambda: house.open.get(ID, False), "told and fetched")
    house.open.clear()
    house.items.check()
    await until(lambda: not list(house.folder.iterdir()), "removed")
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
