"""What people ask for during a conversation, and the sound afterwards."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from acd.domain.calls import CallId
from acd.domain.events import (
    RecordingPauseRequested,
    RecordingRequest,
    RecordingRequested,
    RecordingResumeRequested,
)
from acd.recordings.errors import StoreError
from acd.recordings.memory import MemoryStore
from acd.storage.errors import DatabaseUnreachable
from tests.unit.web.stage import RECORDING, SOUND, WAITING_CALL, Stage

CALL = WAITING_CALL.call_id
SOUND_PATH = f"/api/v1/recordings/{RECORDING.recording_id}"


@pytest.mark.parametrize(
    ("action", "event"),
    [
        ("start", RecordingRequested(CALL)),
        ("pause", RecordingPauseRequested(CALL)),
        ("resume", RecordingResumeRequested(CALL)),
    ],
)
def test_each_route_hands_on_its_request(action: str, event: RecordingRequest) -> None:
    """The controller gets exactly one event; the answer is the call as it is then."""
    stage = Stage()
    answer = stage.client().post(f"/api/v1/calls/{CALL}/recording/{action}")
    assert answer.status_code == 200 and stage.requests == [event]
    assert (answer.json()["id"], answer.json()["recording"]) == (CALL, "off")


def test_a_refusal_is_told_in_its_own_words() -> None:
    """409, and the sentence that the controller gave."""
    answer = Stage(refusal="nobody talks").client().post(f"/api/v1/calls/{CALL}/recording/start")
    assert (answer.status_code, answer.json()["detail"]) == (409, "nobody talks")


@pytest.mark.parametrize("call_id", ["9.9", "../x", "%2e%2e", "a%00b"])
def test_a_call_that_is_not_there(call_id: str) -> None:
    """Nothing reaches the controller but what could be a call."""
    assert Stage().client().post(f"/api/v1/calls/{call_id}/recording/start").status_code in (404, 422)


def test_a_call_that_ended_just_now() -> None:
    """It was granted, and is gone."""
    stage = Stage()
    stage.view = replace(stage.view, calls=())
    assert stage.client().post(f"/api/v1/calls/{CALL}/recording/start").json()["type"].endswith("unknown-call")


def test_the_sound() -> None:
    """All of it, as a file that programs and browsers can play."""
    answer = Stage().client().get(SOUND_PATH)
    assert answer.status_code == 200 and answer.content == SOUND
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.headers["content-length"] == str(len(SOUND))
    assert answer.headers["content-disposition"] == 'inline; filename="1763719100.9-r1.wav"'


@pytest.mark.parametrize("name", ["9.9-r1", "x", "..%2f..%2fetc%2fpasswd-r1", "1763719100.9-r1.wav", "a%00-r1"])
def test_a_recording_that_is_not_there(name: str) -> None:
    """A name is looked up and never becomes a path."""
    assert Stage().client().get(f"/api/v1/recordings/{name}").status_code in (404, 422)


@pytest.mark.parametrize(
    ("outcome", "file", "status", "kind"),
    [
        (None, None, 409, "not-finished"),
        ("recorded", None, 409, "not-finished"),
        ("failed", None, 404, "no-sound"),
        ("no_space", None, 404, "no-sound"),
        ("missing", "", 404, "no-sound"),
    ],
)
def test_a_recording_without_sound(outcome: str | None, file: str | None, status: int, kind: str) -> None:
    """Not yet, or never: that makes a difference for who asks again."""
    stage = Stage(recording=replace(RECORDING, outcome=outcome, file=file))
    answer = stage.client().get(SOUND_PATH)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:acd:problem:{kind}")


def test_a_file_that_was_removed() -> None:
    """By somebody who cleans up."""
    assert Stage(store=MemoryStore()).client().get(SOUND_PATH).json()["type"].endswith("no-sound")


class Away(MemoryStore):
    """A store that does not answer."""

    def size(self, key: str) -> int | None:
        """Fail."""
        raise StoreError("the bucket is away")


class Vanishing(MemoryStore):
    """A store whose recording is removed between two questions."""

    def read(self, key: str) -> Iterator[bytes]:
        """Fail as a store does that does not have it."""
        self.kept.clear()
        return super().read(key)


def test_a_store_that_is_away() -> None:
    """503: it is worth asking again."""
    answer = Stage(store=Away()).client().get(SOUND_PATH)
    assert (answer.status_code, answer.json()["detail"]) == (503, "the bucket is away")


def test_a_file_that_vanishes() -> None:
    """404, and no half of an answer."""
    assert Stage(store=Vanishing({RECORDING.file or "": SOUND})).client().get(SOUND_PATH).status_code == 404


def test_a_database_that_is_away() -> None:
    """Said as everywhere."""
    assert Stage(broken=DatabaseUnreachable("db", "gone")).client().get(SOUND_PATH).status_code == 503


def test_the_call_id_is_the_pbxs() -> None:
    """Of the stage's call."""
    assert CallId("1763719200.18") == CALL
