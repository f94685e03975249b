"""Starting again, side by side, twice with one folder; and what is open to the network."""

import asyncio
import signal
from collections.abc import Callable

import pytest

from tests.fixtures.patience import scaled
from tests.fixtures.processes import Place, Running, conversation, listeners

pytestmark = pytest.mark.live

ACD = ".venv/bin/acd"


def test_a_second_start_takes_calls_within_five_seconds(place: Place) -> None:
    """From the command to /readyz, with sounds and database there already; all accounts stay the same."""
    with place.running("make", "run") as first:
        first.ready()
        before = first.accounts
        first.interrupt()
        first.wait_end()
    with place.running("make", "run") as second:
        assert second.ready() < scaled(5)
        assert second.accounts == before


async def test_two_instances_live_side_by_side(new_place: Callable[[], Place]) -> None:
    """A call goes on in each at the same time; no secret is shared, and none opens the other one."""
    one, other = new_place().quiet(), new_place().quiet()
    with one.running(ACD, "run") as first, other.running(ACD, "run") as second:
        await asyncio.to_thread(first.ready)
        await asyncio.to_thread(second.ready)
        async with conversation(first), conversation(second):
            for place in (one, other):
                assert place.metric('acd_calls{state="connected"}') == 1
        tokens = {place.token() for place in (one, other)}
        passwords = {account.password for running in (first, second) for account in running.accounts.values()}
        assert (len(tokens), len(passwords)) == (2, 8)
        stranger = one.but(http_port=str(other.http_port)).acd("status")
        assert (stranger.returncode, stranger.stdout) == (1, "")
        assert "does not accept this token" in stranger.stderr


async def test_a_second_start_with_the_same_folder_is_refused(new_place: Callable[[], Place]) -> None:
    """Whatever its ports are: two controllers would take each other's calls. The first one notices nothing."""
    place, elsewhere = new_place().quiet(), new_place()
    with place.running(ACD, "run") as first:
        await asyncio.to_thread(first.ready)
        async with conversation(first):
            for http_port in (place.http_port, elsewhere.http_port):
                second = await asyncio.to_thread(place.but(http_port=str(http_port)).acd, "run")
                assert second.returncode == 1
                assert f"another controller (process {first.controller_pid}) runs" in second.stderr
                assert "ACD_VAR" in second.stderr
            assert place.metric('acd_calls{state="connected"}') == 1
        assert place.answer("/readyz")[0] == 200


def test_a_killed_controller_keeps_nobody_out(place: Place) -> None:
    """The lock is gone with its holder; the Asterisk that it left is found again, its accounts too."""
    place = place.quiet()
    with place.running(ACD, "run") as first:
        first.ready()
        first.signal(signal.SIGKILL)
        first.wait_end()
        with place.running(ACD, "run") as second:
            second.ready()
            assert "found Asterisk running" in second.out
            assert second.asterisk_pid == first.asterisk_pid
            assert second.accounts == first.accounts


async def test_by_default_nothing_is_open_beyond_this_machine(place: Place) -> None:
    """Every port of controller and Asterisk is on loopback, RTP of a call in progress too."""
    with place.quiet().running(ACD, "run") as running:
        await asyncio.to_thread(running.ready)
        async with conversation(running):
            found = open_ports(running)
    assert {address for _, address, _ in found} == {"127.0.0.1"}
    assert {("tcp", "127.0.0.1", place.http_port), ("udp", "127.0.0.1", place.sip_port)} <= found
    assert len(rtp_ports(place, found)) == 4


async def test_opened_to_the_network_only_sip_and_rtp_are(place: Place) -> None:
    """ACD_SIP_HOST opens telephony and nothing else; API, metrics and ARI stay on this machine."""
    with place.quiet().but(sip_host="0.0.0.0").running(ACD, "run") as running:
        await asyncio.to_thread(running.ready)
        assert not any(account.server[0] == "0.0.0.0" for account in running.accounts.values())
        async with conversation(running):
            found = open_ports(running)
    beyond = {(kind, port) for kind, address, port in found if address != "127.0.0.1"}
    telephony = {("tcp", place.sip_port), ("udp", place.sip_port), *(("udp", port) for port in rtp_ports(place, found))}
    assert beyond == telephony
    assert ("tcp", "127.0.0.1", place.http_port) in found


def open_ports(running: Running) -> set[tuple[str, str, int]]:
    """Every socket that hears strangers.

    Asterisk's SIP stack has one more for each family of addresses, to ask name servers: it hears only answers.
    """
    found = listeners([process.pid for process in running.family()])
    place = running.place
    known = {place.sip_port, *range(place.rtp_first, place.rtp_first + 200)}
    resolvers = {one for one in listeners([running.asterisk_pid]) if one[0] == "udp" and one[2] not in known}
    assert len({address for _, address, _ in resolvers}) == len(resolvers)
    return found - resolvers


def rtp_ports(place: Place, found: set[tuple[str, str, int]]) -> set[int]:
    """Ports in the range of ACD_RTP_PORTS."""
    return {port for kind, _, port in found if kind == "udp" and place.rtp_first <= port < place.rtp_first + 200}
