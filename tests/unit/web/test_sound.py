"""Sound from the store; the routes that ask for it are tested beside."""

from collections.abc import AsyncIterable, Iterator
from typing import cast

import pytest

from acd.recordings.errors import NotInStore, StoreError
from acd.recordings.memory import MemoryStore
from acd.web.problems import Problem
from acd.web.sound import no_sound, sound_answer

KEY = "acme/2026/11/21/1.1-r1.wav"


class Away(MemoryStore):
    """A store that does not answer."""

    def size(self, key: str) -> int | None:
        raise StoreError("the bucket does not answer")


class GoneMeanwhile(MemoryStore):
    """A store in which somebody deletes."""

    def read(self, key: str) -> Iterator[bytes]:
        raise NotInStore(key)


async def test_the_whole_file_with_its_size_and_name() -> None:
    """A browser plays it, and keeps it under the name of the recording."""
    store = MemoryStore()
    store.kept[KEY] = b"RIFF and more"
    answer = await sound_answer(store, KEY, "1.1-r1")
    blocks = [block async for block in cast(AsyncIterable[bytes], answer.body_iterator)]
    assert b"".join(blocks) == store.kept[KEY]
    assert answer.headers["content-length"] == "13" and answer.media_type == "audio/wav"
    assert answer.headers["content-disposition"] == 'inline; filename="1.1-r1.wav"'


@pytest.mark.parametrize(
    ("store", "status", "name"),
    [(MemoryStore(), 404, "no-sound"), (GoneMeanwhile(), 404, "no-sound"), (Away(), 503, "store-away")],
)
async def test_why_there_is_no_sound(store: MemoryStore, status: int, name: str) -> None:
    """Not there, not there any more, nobody knows."""
    if isinstance(store, GoneMeanwhile):
        store.kept[KEY] = b"RIFF"
    with pytest.raises(Problem) as refused:
        await sound_answer(store, KEY, "1.1-r1")
    assert (refused.value.status, refused.value.kind) == (status, name)


def test_the_problem_says_why() -> None:
    """In words for people."""
    assert no_sound("It was silent.").detail == "It was silent."
