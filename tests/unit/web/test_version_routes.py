"""Earlier configurations, and the way back."""

import pytest

from acd.domain.errors import AcdError
from acd.storage.errors import DatabaseUnreachable
from tests.unit.web.stage import Stage

PATH = "/api/v1/configuration"


def test_they_are_listed_the_newest_first() -> None:
    """With the moment in UTC, and what is known of where they came from."""
    client = Stage().client()
    items = client.get(f"{PATH}/versions").json()["items"]
    assert items == [
        {"version": 7, "applied_at": "2026-11-21T12:00:00.000Z", "file": "acme.yaml", "changes": 2, "restores": 5},
        {"version": 6, "applied_at": "2026-11-21T11:59:58.500Z", "file": None, "changes": None, "restores": None},
    ]
    assert len(client.get(f"{PATH}/versions?limit=1").json()["items"]) == 1


def test_each_can_be_read() -> None:
    """As YAML, with its own number as ETag."""
    answer = Stage().client().get(f"{PATH}/versions/6")
    assert (answer.text, answer.headers["etag"]) == ("# 6\n", '"6"')
    assert answer.headers["content-type"].partition(";")[0] == "application/yaml"


def test_a_number_that_was_never_given() -> None:
    """404 with a name of its own, for both."""
    client = Stage().client()
    for answer in (client.get(f"{PATH}/versions/99"), client.post(f"{PATH}/undo", json={"version": 99})):
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:acd:problem:unknown-version")


@pytest.mark.parametrize("number", ["0", "-1", "2147483648", "99999999999999999999", "x", "1.5"])
def test_what_is_no_number_is_refused(number: str) -> None:
    """In the path, in the body, and as a limit."""
    client = Stage().client()
    assert client.get(f"{PATH}/versions/{number}").status_code == 422
    assert client.get(f"{PATH}/versions?limit={number}").status_code == 422
    body = f'{{"version": {number}}}' if number != "x" else '{"version": "x"}'
    answer = client.post(f"{PATH}/undo", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422


def test_an_undo_is_handed_on() -> None:
    """With a number, without one, and as a dry run."""
    stage = Stage()
    client = stage.client()
    done = client.post(f"{PATH}/undo", json={"version": 6})
    assert done.json() == {"version": 8, "dry_run": False, "changes": ["- queues.support: {}"]}
    tried = client.post(f"{PATH}/undo?dry_run=true", json={})
    assert tried.json() == {"version": 7, "dry_run": True, "changes": ["- queues.support: {}"]}
    assert stage.undone == [(6, False), (None, True)]


def test_an_undo_that_cannot_be_put_in_force() -> None:
    """Every line of the reason is an error, as with an apply."""
    answer = Stage(broken=AcdError("no voice\nno recording")).client().post(f"{PATH}/undo", json={})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:acd:problem:invalid-configuration")
    assert [error["message"] for error in answer.json()["errors"]] == ["no voice", "no recording"]


def test_without_a_database() -> None:
    """503: nothing was lost."""
    client = Stage(broken=DatabaseUnreachable("here", "gone")).client()
    assert client.post(f"{PATH}/undo", json={}).status_code == 503
    assert client.get(f"{PATH}/versions").status_code == 503
