"""Our registration at a carrier: made, shown, used, lost, and found again."""

import json
from pathlib import Path

import pytest

from acd.domain.view import LiveView, TrunkView
from acd.simulator.sip import Answer
from acd.simulator.sip.digest import Credentials
from tests.fixtures.call_centre import call_centre
from tests.fixtures.carrier import Carrier
from tests.fixtures.centre_configuration import configuration, tenant
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import hear_each_other

pytestmark = pytest.mark.live
ACCOUNT = Credentials("4930123456", "s3cret of the carrier")


def trunk(view: LiveView) -> TrunkView:
    """Return the trunk that registers."""
    return next(one for one in view.trunks if one.name == "carrier")


async def test_a_registration_is_made_shown_used_and_its_loss_seen(tmp_path: Path) -> None:
    """With the password of a file; a call to the registered address is known by that alone, without any `match`."""
    secrets = tmp_path / "var" / "secrets"
    secrets.mkdir(parents=True)
    (secrets / "trunk-carrier.password").write_text(f"{ACCOUNT.password}\n")
    document = configuration(tenants=[tenant("support", number=ACCOUNT.username)])
    async with call_centre(tmp_path, document) as centre:
        carrier = Carrier(ACCOUNT, centre.sip, "127.0.0.3")
        await carrier.start()
        centre.phones.append(carrier)
        host, port = carrier.address
        registration = {"server": f"{host}:{port}", "user": ACCOUNT.username, "domain": "carrier.example"}
        document["trunks"].append({"id": "carrier", "registration": registration})
        await centre.in_thread(centre.client.apply, json.dumps(document), "centre.yaml")
        await centre.wait_for(lambda view: trunk(view).registered, what="the registration")
        assert 'acd_trunk_registered{trunk="carrier"} 1.0' in await centre.metrics()

        alice = await centre.agent(policy=Answer())
        call = carrier.dial("+4915112345678")
        await hear_each_other(call, await alice.next_call(scaled(5)))
        call.hang_up()
        await centre.wait_quiet()

        carrier.refuses = True
        lost = await centre.wait_for(lambda view: trunk(view).registered is False, what="the loss")
        assert trunk(lost).registration
        (told,) = [one for one in await centre.in_thread(centre.client.trunks) if one.id == "carrier"]
        assert told.registered is False
        assert 'acd_trunk_registered{trunk="carrier"} 0.0' in await centre.metrics()

        # taken out of the configuration: Asterisk does not ask any more
        del document["trunks"][-1]
        await centre.in_thread(centre.client.apply, json.dumps(document), "centre.yaml")
        await centre.app.accounts.up_to_date()
        assert await centre.app.watch.link.listing("PJSIPShowRegistrationsOutbound") == ()
        await assert_clean(centre, pbx_may_log=("registration",))
