"""Who calls again is known from before: the flow branches by it, also when another controller has begun."""

from pathlib import Path

import pytest

from acd.domain.calls import CallState
from tests.fixtures.call_centre import CallCentre, call_centre
from tests.fixtures.centre_configuration import NUMBER, Fields, configuration, tenant
from tests.fixtures.clean import assert_clean

pytestmark = pytest.mark.live

MARIA, OTHER = "+34911234567", "+49409876543"


def house() -> Fields:
    """Return a client whose callers come to the front desk at first, and to somebody else when they call again."""
    acme = tenant("support")
    del acme["queue"]
    acme["numbers"] = [{"number": NUMBER, "flow": "main"}]
    acme["flows"] = {
        "main": [
            "answer",
            {"branch": [{"value": "caller.calls", "at_least": 1, "go": "again"}]},
            {"queue": "support"},
            {"id": "again", "queue": "second"},
        ]
    }
    return configuration(agents={"alice": {}}, queues=[{"id": "support"}, {"id": "second"}], tenants=[acme])


async def line_of(centre: CallCentre, caller: str) -> tuple[str | None, str | None]:
    """Call, wait in line and hang up; return in which line that was, and how many calls there were before."""
    call = centre.call(NUMBER, caller=caller)
    seen = await centre.wait_for_call(CallState.WAITING)
    call.hang_up()
    await centre.wait_quiet()
    return seen.queue_id, seen.context.get("caller.calls")


async def test_who_calls_again_is_routed_by_it(tmp_path: Path) -> None:
    """Counted per caller; what was counted stays over a stop and a start, and who withholds the number is new."""
    async with call_centre(tmp_path, house()) as centre:
        assert await line_of(centre, MARIA) == ("support", "0")
        assert await line_of(centre, MARIA) == ("second", "1")
        assert await line_of(centre, OTHER) == ("support", "0")
        assert await line_of(centre, "anonymous") == ("support", None)
        await assert_clean(centre)
    async with call_centre(tmp_path, house()) as centre:
        assert await line_of(centre, MARIA) == ("second", "2")
        assert await line_of(centre, OTHER) == ("second", "1")
        assert await line_of(centre, "anonymous") == ("support", None)
        await assert_clean(centre, same_run=False)
