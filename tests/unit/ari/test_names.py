"""Names: callers and agents are told apart by how they came into the application, not by their ids."""

import msgspec
import pytest

from acd.ari import names
from acd.ari.messages import Channel
from tests.unit.ari.frames import CALLER, agent, caller, ear


def channel(plain: dict[str, object]) -> Channel:
    """Read a channel."""
    return msgspec.convert(plain, Channel)


def test_a_caller_is_who_came_by_the_entry_line() -> None:
    """The dialplan gives the argument `caller`; channels of our own have none."""
    assert names.is_caller(channel(caller()))
    assert not names.is_caller(channel(agent()))


@pytest.mark.parametrize(
    ("application", "inside"), [("acd-main", True), ("acd-other", False), ("acd-mai", False), ("", False)]
)
def test_only_channels_of_our_application_are_ours(application: str, inside: bool) -> None:
    """Another pool's channels, and those that left for the dialplan, are not."""
    assert names.is_in(application, channel(caller()), ()) is inside
    left = caller(dialplan={"app_name": "Queue", "app_data": "acd-main"})
    assert not names.is_in("acd-main", channel(left), ())


@pytest.mark.parametrize(
    ("name", "endpoint"),
    [("PJSIP/agent-alice-smith-0000001f", "agent-alice-smith"), ("Local/x@y-00000001;1", None), ("", None)],
)
def test_the_phone_is_read_from_the_name_of_the_channel(name: str, endpoint: str | None) -> None:
    """The counter at the end is cut off; other technologies have no phone."""
    assert names.endpoint_of(channel(agent(name=name))) == endpoint


def test_an_ear_is_known_by_its_technology() -> None:
    """Whoever made it; it is no phone and no caller, whatever it listens to."""
    assert names.is_ear(channel(ear())) and names.endpoint_of(channel(ear())) is None
    assert not names.is_caller(channel(ear())) and not names.is_ear(channel(agent()))


def test_the_application_carries_the_pool() -> None:
    """The same name in the dialplan's Stasis() line."""
    assert names.application("main") == "acd-main"


def test_who_waits_for_a_claim_is_not_in_the_application_yet() -> None:
    """The channel looks the same before and after; the application knows."""
    claimed = channel(caller(dialplan={"app_name": "StasisBroadcast", "app_data": "1500,^acd-main$,caller"}))
    assert names.is_caller(claimed)
    assert names.is_in("acd-main", claimed, {CALLER})
    assert not names.is_in("acd-main", claimed, set())
    other = channel(caller(dialplan={"app_name": "StasisBroadcast", "app_data": "1500,^acd-main$"}))
    assert not names.is_caller(other)


def test_a_number_outside_is_read_from_what_is_kept_beside_the_channel() -> None:
    """And nothing else is, whoever put it there."""
    name = "PJSIP/trunk-a-0000001f"
    kept = agent(name=name, channelvars={names.ENDPOINT: "+15550123@trunk-a"})
    assert names.endpoint_of(channel(kept)) == "+15550123@trunk-a"
    assert names.endpoint_of(channel(agent(name=name, channelvars={names.ENDPOINT: "agent-bob"}))) == "trunk-a"
