"""Read the configuration in force, and apply a new one."""

import asyncio

import httpx2
import pytest

from acd.configuration.mistakes import Mistake
from acd.domain.errors import AcdError
from acd.storage.errors import DatabaseUnreachable
from acd.web.sources import Applied
from tests.unit.web.stage import TOKEN, Stage

PATH = "/api/v1/configuration"


def test_it_is_read_as_it_was_applied() -> None:
    """YAML, with the version as its ETag."""
    answer = Stage().client().get(PATH)
    assert (answer.text, answer.headers["etag"]) == ("tenants: []\n", '"7"')
    assert answer.headers["content-type"].partition(";")[0] == "application/yaml"


def test_before_the_first_there_is_none() -> None:
    """404, not an empty text that somebody could apply back."""
    answer = Stage(configuration=None).client().get(PATH)
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:acd:problem:no-configuration")


def test_it_is_applied() -> None:
    """Text and name arrive unchanged; version and changes come back."""
    stage = Stage()
    answer = stage.client().put(f"{PATH}?name=acme.yaml", content="tenants: [] # é\n".encode())
    assert answer.json() == {"version": 8, "dry_run": False, "changes": ["+ queues.support: {}"]}
    assert stage.applied == [("tenants: [] # é\n", "acme.yaml", False)]


def test_a_dry_run_is_handed_on() -> None:
    """The same check, and nothing is put in force."""
    stage = Stage()
    answer = stage.client().put(
        f"{PATH}?dry_run=true", content="x", headers={"Content-Type": "text/yaml; charset=utf-8"}
    )
    assert answer.json() == {"version": 7, "dry_run": True, "changes": ["+ queues.support: {}"]}
    assert stage.applied == [("x", "configuration.yaml", True)]


def test_mistakes_are_told_with_line_and_field() -> None:
    """All of them, as errors of the problem."""
    stage = Stage(
        mistakes=(Mistake(3, "queues[0].id", "use small letters", "a.yaml"), Mistake(9, "", "cut off", "a.yaml"))
    )
    answer = stage.client().put(PATH, content="x")
    assert answer.status_code == 422
    assert answer.json() == {
        "type": "urn:acd:problem:invalid-configuration",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "The configuration has errors; nothing was applied.",
        "errors": [
            {"line": 3, "field": "queues[0].id", "message": "use small letters"},
            {"line": 9, "field": "", "message": "cut off"},
        ],
    }


async def apply_fails(text: str, name: str, dry_run: bool) -> Applied:
    raise AcdError("florist: 'Hi' cannot be spoken\nplumber: no voice for tlh")


def test_what_cannot_be_put_in_force_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line of the message is an error."""
    stage = Stage()
    monkeypatch.setattr(stage, "apply", apply_fails)
    answer = stage.client().put(PATH, content="x")
    assert answer.status_code == 422
    assert [error["message"] for error in answer.json()["errors"]] == [
        "florist: 'Hi' cannot be spoken",
        "plumber: no voice for tlh",
    ]


async def database_away(text: str, name: str, dry_run: bool) -> Applied:
    raise DatabaseUnreachable("sqlite", "locked")


def test_a_database_that_is_away_is_no_mistake_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """503, to be tried again."""
    stage = Stage()
    monkeypatch.setattr(stage, "apply", database_away)
    assert stage.client().put(PATH, content="x").status_code == 503


@pytest.mark.parametrize(("if_match", "status"), [('"7"', 200), ("*", 200), ('"6"', 412), ("7", 412), ('W/"7"', 412)])
def test_if_match_guards_against_overwriting(if_match: str, status: int) -> None:
    """Who changes what they read long ago is told so."""
    stage = Stage()
    answer = stage.client().put(PATH, content="x", headers={"If-Match": if_match})
    assert answer.status_code == status
    assert len(stage.applied) == (status == 200)


def test_if_match_fails_when_there_is_nothing() -> None:
    """A version of something that is not there cannot be the present one."""
    assert Stage(configuration=None).client().put(PATH, content="x", headers={"If-Match": '"1"'}).status_code == 412


async def test_of_two_writers_with_the_same_version_one_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is applied between the comparison and the application."""
    stage = Stage()
    apply = stage.apply

    async def slow(text: str, name: str, dry_run: bool) -> Applied:
        await asyncio.sleep(0.01)
        return await apply(text, name, dry_run)

    monkeypatch.setattr(stage, "apply", slow)
    headers = {"Authorization": f"Bearer {TOKEN}", "If-Match": '"7"'}
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(stage.app()), base_url="http://localhost", headers=headers
    ) as client:
        answers = await asyncio.gather(*(client.put(PATH, content=text) for text in ("a", "b")))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    assert len(stage.applied) == 1


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b"x", {"Content-Type": "application/json"}),
        (b"x", {"Content-Type": "multipart/form-data"}),
        (b"\x1f\x8b", {"Content-Encoding": "gzip"}),
        (b"\xff\xfe", {}),
    ],
)
def test_what_is_no_plain_text_is_refused(content: bytes, headers: dict[str, str]) -> None:
    """415: also packed bodies, which could unfold to any size."""
    stage = Stage()
    answer = stage.client().put(PATH, content=content, headers=headers)
    assert (answer.status_code, stage.applied) == (415, [])


@pytest.mark.parametrize("query", ["dry_run=maybe", "name=", "name=%1b%5b31m", "name=" + "x" * 256])
def test_wrong_parameters_are_refused(query: str) -> None:
    """The name appears in messages, so it is one printable line."""
    stage = Stage()
    assert stage.client().put(f"{PATH}?{query}", content="x").status_code == 422
    assert stage.applied == []
