"""Who may not call, and what may not be called."""

from pathlib import Path

import pytest

from acd.simulator.sip import Phone
from tests.fixtures.call_centre import ALICE, CallCentre, call_centre
from tests.fixtures.centre_configuration import NUMBER, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled
from tests.fixtures.raw_caller import RawCaller

pytestmark = pytest.mark.live


async def test_a_number_that_nobody_owns_does_not_exist(tmp_path: Path) -> None:
    """The caller gets 404, and the attempt is one record."""
    async with call_centre(tmp_path, configuration()) as centre:
        call = centre.call("+15559999999")
        assert await call.ended(scaled(5)) == 404
        row = await centre.only_row()
        assert (row["outcome_class"], row["outcome_reason"]) == ("rejected", "unknown_number")
        assert (row["tenant_id"], row["number"]) == (None, "+15559999999")
        await assert_clean(centre)


@pytest.mark.parametrize("username", ["nobody", "trunk-test", "agent-alice", "anonymous"])
async def test_without_the_password_nobody_gets_in(tmp_path: Path, username: str) -> None:
    """Unknown names and known ones are refused alike, and the controller never hears of it."""
    async with call_centre(tmp_path, configuration()) as centre:
        stranger = Phone(username, "not the password", centre.sip)
        await stranger.start()
        centre.phones.append(stranger)
        assert await stranger.call(NUMBER).ended(scaled(10)) == 401
        await _nothing_came(centre)
        await assert_clean(centre)


async def test_an_invite_without_credentials_is_refused(tmp_path: Path) -> None:
    """Also from one who says to be anonymous, or an agent, or the trunk."""
    async with call_centre(tmp_path, configuration()) as centre:
        senders = (
            b'"Anonymous" <sip:anonymous@anonymous.invalid>',
            b"<sip:agent-alice@127.0.0.1>",
            b"<sip:trunk-test@127.0.0.1>",
            b"<sip:+15551234567@127.0.0.1>",
        )
        for sender in senders:
            caller = RawCaller(centre.sip, "127.0.0.3")
            assert await caller.call(NUMBER, sender) == 401, sender
            caller.close()
        await _nothing_came(centre)
        await assert_clean(centre)


async def test_an_agents_phone_can_call_nobody(tmp_path: Path) -> None:
    """Neither a number of ours nor one outside nor a colleague nor the trunk."""
    async with call_centre(tmp_path, configuration(agents=("alice", "bob"))) as centre:
        alice = await centre.agent(ALICE)
        for target in (NUMBER, "00498912345", "911", "agent-bob", "trunk-test", "s", "*8"):
            assert await alice.call(target).ended(scaled(5)) in (403, 404), target
        await _nothing_came(centre)
        await assert_clean(centre)


async def _nothing_came(centre: CallCentre) -> None:
    assert await centre.rows("calls") == []
    assert await centre.ari("channels") == []
