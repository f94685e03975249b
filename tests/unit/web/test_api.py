"""The application as a whole."""

from dataclasses import replace

import pytest

from tests.unit.web.stage import VIEW, Stage


def test_two_applications_know_nothing_of_each_other() -> None:
    """There are no globals."""
    one, other = Stage(), Stage(view=replace(VIEW, queues=()))
    first, second = one.client(), other.client()
    assert len(first.get("/api/v1/queues").json()["items"]) == 1
    assert second.get("/api/v1/queues").json()["items"] == []


def test_an_empty_token_is_refused() -> None:
    """Said when the first request comes at the latest."""
    with pytest.raises(ValueError, match="token"):
        Stage().app(token="")


def test_a_slash_at_the_end_is_another_path() -> None:
    """No redirect, which a client could follow with the token."""
    assert Stage().client().get("/api/v1/queues/", follow_redirects=False).status_code == 404
