"""`make demo`: the figures move by themselves. With the most talkative log, in which no secret is either."""

import signal
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.fixtures.processes import Place, Running

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def demo(new_place: Callable[[], Place]) -> Iterator[Running]:
    """The demo, once the first conversation is over."""
    with new_place().but(drain_s="1", log_level="debug").running("make", "demo") as running:
        running.ready()
        for family in ("arrived", "answered", "ended"):
            running.wait_for(partial(counted, running.place, f"acd_calls_{family}_total"), f"a call {family}", 90)
        yield running


def counted(place: Place, family: str) -> bool:
    """Tell whether any series of a metric has left 0."""
    lines = [line for line in place.answer("/metrics")[1].splitlines() if line.startswith(f"{family}{{")]
    return any(float(line.rpartition(" ")[2]) > 0 for line in lines)


def test_simulated_callers_and_agents_are_at_work(demo: Running) -> None:
    """Calls arrive, are answered and end; the status shows the agents signed in."""
    assert "callers and agents are at work" in demo.out
    assert demo.place.metric("acd_engine_events_total") > 0
    shown = demo.place.did("status")
    assert "offline" not in shown
    assert "Traceback" not in demo.err


def test_even_the_debug_log_holds_no_secret(demo: Running) -> None:
    """Neither the token nor a password that was printed, nor the one between controller and Asterisk."""
    ari = (demo.place.var / "asterisk/etc/ari.conf").read_text()
    secrets = [account.password for account in demo.accounts.values()]
    secrets += [demo.place.token(), ari.partition("password = ")[2].partition("\n")[0].strip()]
    assert len(secrets) == 6 and all(len(secret) == 32 for secret in secrets)
    for secret in secrets:
        assert secret not in demo.err


def test_ctrl_c_stops_the_demo_cleanly(demo: Running) -> None:
    """Whoever still talks; the simulated phones go as well."""
    demo.interrupt()
    assert demo.wait_end() in (0, -signal.SIGINT)
    assert demo.family() == []
    assert demo.place.free()
    assert demo.out.splitlines()[-1] == "acd: stopped"
    assert "Traceback" not in demo.err
