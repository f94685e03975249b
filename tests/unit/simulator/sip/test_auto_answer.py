"""Phones that pick up by themselves when the caller asks for it."""

import pytest

from acd.simulator.sip import Policy
from acd.simulator.sip.auto_answer import by_alert_info, by_call_info

from .conftest import Phones


@pytest.mark.parametrize(
    ("policy", "header", "value", "picks_up"),
    [
        (by_call_info, "Call-Info", "<sip:acd.invalid>;answer-after=0", True),
        (by_call_info, "Call-Info", "<sip:acd.invalid>; Answer-After = 0;purpose=info", True),
        (by_call_info, "Call-Info", "<sip:acd.invalid>;answer-after=05", False),
        (by_call_info, "Call-Info", "<http://x/answer-after=0>", False),
        (by_call_info, "Alert-Info", "<sip:acd.invalid>;info=alert-autoanswer", False),
        (by_alert_info, "Alert-Info", "<sip:acd.invalid>;info=alert-autoanswer;delay=0", True),
        (by_alert_info, "Alert-Info", "<sip:acd.invalid>;info=alert-external", False),
        (by_alert_info, "Call-Info", "<sip:acd.invalid>;answer-after=0", False),
    ],
)
async def test_a_phone_picks_up_only_if_it_is_asked(
    phones: Phones, policy: Policy, header: str, value: str, picks_up: bool
) -> None:
    """In the words that it knows; else it rings."""
    bob = await phones.phone("bob", policy=policy)
    call = (await phones.phone("alice", to=bob)).call("bob", headers={header: value})
    await (call.answered(2) if picks_up else call.ringing(2))
    assert (call.final_status == 200) is picks_up
