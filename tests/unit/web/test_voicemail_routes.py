"""Messages that callers left, over the API."""

import pytest

from acd.domain.tenants import TenantId
from acd.domain.voicemail_events import VoicemailClosed
from acd.recordings.memory import MemoryStore
from acd.storage.errors import DatabaseUnreachable
from acd.storage.voicemails import VoicemailFilter
from tests.unit.web.stage import NOON_MS, SOUND, VOICEMAIL, Stage

PATH = f"/api/v1/voicemails/{VOICEMAIL.voicemail_id}"


def test_the_list() -> None:
    """What people need to decide whom to call back first."""
    stage = Stage(next_cursor="1.x")
    answer = stage.client().get("/api/v1/voicemails?tenant=florist&unheard=true&limit=7&cursor=2.y")
    assert answer.json() == {
        "items": [
            {
                "id": "1763719300.5-v1",
                "call": "1763719300.5",
                "tenant": "florist",
                "number": "+15550100",
                "caller_number": "+15550177",
                "left_at": "2026-11-21T11:59:50.000Z",
                "duration_s": 4.5,
                "heard_at": None,
                "queue": None,
                "state": None,
                "agent": None,
                "listened": None,
                "changed_at": None,
                "in_target": None,
            }
        ],
        "next_cursor": "1.x",
    }
    assert stage.voicemails_asked == [(VoicemailFilter(TenantId("florist"), unheard=True), 7, "2.y")]
    stage.client().get("/api/v1/voicemails")
    assert stage.voicemails_asked[-1] == (VoicemailFilter(), 100, None)


def test_a_cursor_that_is_none() -> None:
    """422, with the name of the field."""
    answer = Stage().client().get("/api/v1/voicemails?cursor=nonsense")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.cursor")


def test_the_sound() -> None:
    """All of it."""
    answer = Stage().client().get(PATH)
    assert answer.status_code == 200 and answer.content == SOUND
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.headers["content-disposition"] == 'inline; filename="1763719300.5-v1.wav"'


def test_a_sound_that_is_not_in_the_store() -> None:
    """Not yet, or not any more."""
    assert Stage(store=MemoryStore()).client().get(PATH).json()["type"].endswith("no-sound")


def test_heard_and_new_again() -> None:
    """The answer is the message as it is then."""
    stage = Stage()
    heard = stage.client().post(f"{PATH}/heard")
    assert (heard.status_code, heard.json()["heard_at"]) == (200, "2026-11-21T12:00:00.000Z")
    assert stage.client().post(f"{PATH}/unheard").json()["heard_at"] is None
    assert stage.heard == [NOON_MS, None]
    assert stage.requests == [VoicemailClosed(VOICEMAIL.voicemail_id)]


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", "/heard"), ("POST", "/unheard")])
@pytest.mark.parametrize("name", ["9.9-v1", "x", "..%2fx-v1", "1763719300.5-r1"])
def test_a_message_that_is_not_there(method: str, path: str, name: str) -> None:
    """A name is looked up and never becomes a path."""
    assert Stage().client().request(method, f"/api/v1/voicemails/{name}{path}").status_code in (404, 422)


def test_a_database_that_is_away() -> None:
    """503: it is worth asking again."""
    assert Stage(broken=DatabaseUnreachable("sqlite://", "gone")).client().get("/api/v1/voicemails").status_code == 503
