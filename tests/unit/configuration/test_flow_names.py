"""Names of steps, and where targets lead."""

from acd.configuration.flow_names import beginning, follower, link, step_names
from tests.unit.configuration.flow_documents import DESK, tenant

CLIENT = tenant(
    {
        "main": [
            "answer",
            {"go": "desk"},
            {"id": "menu", "menu": {"say": "Press 1.", "keys": {"1": "/night"}}},
            {"tag": ["a"], "next": "menu"},
            {"tag": ["b"]},
            DESK,
            {"go": "/night"},
        ],
        "night": [{"go": "bye"}, {"id": "bye", "hang_up": True}],
    }
)


def test_steps_have_their_name_or_their_number() -> None:
    """From 1, as people count; behind the name of the flow."""
    assert step_names(CLIENT, "main") == {
        "main/1": 0, "main/2": 1, "main/menu": 2, "main/4": 3, "main/5": 4, "main/desk": 5, "main/7": 6
    }  # fmt: skip


def test_a_target_leads_into_its_flow_or_to_the_beginning_of_another() -> None:
    """A `go` is passed over: it is where it leads."""
    assert link(CLIENT, "main", "menu") == "main/menu"
    assert link(CLIENT, "main", "/night") == "night/bye" == beginning(CLIENT, "night")


def test_what_follows() -> None:
    """The next in the list, or where `next` leads; nothing behind an end, a menu and the last step."""
    followers = [follower(CLIENT, "main", place) for place in range(6)]
    assert followers == ["main/desk", "main/menu", None, "main/menu", "main/desk", None]
    assert follower(tenant(["answer"]), "main", 0) is None
