"""What keeps it from starting is told in a sentence that names the mend; the exit status is 1, nothing is left."""

import contextlib
import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fixtures.processes import Place

pytestmark = pytest.mark.live


@pytest.fixture
def place(place: Place) -> Place:
    """Speech plays no part here."""
    return place.quiet()


def refusal(place: Place) -> str:
    """What `acd run` says when it does not start; that it says nothing else, and leaves nothing."""
    with place.running(".venv/bin/acd", "run") as running:
        assert running.wait_end(60) == 1, running.out
        assert running.family() == []
        assert "Traceback" not in running.err
        sentence = running.err.strip()
    assert sentence.startswith("acd: "), sentence
    return sentence


@contextlib.contextmanager
def taken(kind: socket.SocketKind, ports: list[int]) -> Iterator[None]:
    """Another program has these ports."""
    with contextlib.ExitStack() as stack:
        for port in ports:
            holder = stack.enter_context(socket.socket(type=kind))
            holder.bind(("127.0.0.1", port))
            if kind == socket.SOCK_STREAM:
                holder.listen()
        yield


def test_the_port_of_the_api_is_taken(place: Place) -> None:
    """Told before anything else is started."""
    with taken(socket.SOCK_STREAM, [place.http_port]):
        sentence = refusal(place)
    assert str(place.http_port) in sentence and "ACD_HTTP_PORT" in sentence


@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_STREAM], ids=["udp", "tcp"])
def test_the_port_of_sip_is_taken(place: Place, kind: socket.SocketKind) -> None:
    """Asterisk would go on without; nobody could call."""
    with taken(kind, [place.sip_port]):
        sentence = refusal(place)
    assert str(place.sip_port) in sentence and "ACD_SIP_PORT" in sentence


def test_the_ports_of_rtp_are_taken(place: Place) -> None:
    """Nobody would hear anything."""
    few = [place.rtp_first + 100 + number for number in range(4)]
    with taken(socket.SOCK_DGRAM, few):
        sentence = refusal(place.but(rtp_ports=f"{few[0]}-{few[-1]}"))
    assert str(few[0]) in sentence and "ACD_RTP_PORTS" in sentence


def test_an_address_that_this_machine_does_not_have(place: Place) -> None:
    """A slip in an address looks different from a port that is taken."""
    for setting in ("sip_host", "http_host"):
        sentence = refusal(place.but(**{setting: "192.0.2.77"}))
        assert "192.0.2.77" in sentence
        assert f"ACD_{setting.split('_')[0].upper()}_" in sentence


def test_all_wrong_settings_are_told_at_once(place: Place) -> None:
    """Three mistakes are three lines, the misspelt name with the right one; nothing was made."""
    sentence = refusal(place.but(http_port="99999", sip_host="everywhere", rtp_prots="1-2"))
    assert len(sentence.splitlines()) == 3
    assert "ACD_HTTP_PORT" in sentence and "ACD_SIP_HOST" in sentence
    assert "did you mean ACD_RTP_PORTS?" in sentence
    assert not place.var.exists()


def test_a_configuration_that_cannot_be_read(place: Place, tmp_path: Path) -> None:
    """The first start with a file of one's own: file, line and what is wrong."""
    file = tmp_path / "mine.yaml"
    file.write_text("tenants:\n  - id: acme\n    numbers: [+15550100\nqueues: []\n")
    assert "mine.yaml:4: this is not YAML" in refusal(place.but(config=str(file)))
    file.write_text("tenants:\n- id: acme\n  name: Acme\n  queue: suport\n  colour: red\nqueues:\n- id: support\n")
    sentence = refusal(place.but(config=str(file)))
    assert "mine.yaml:4: tenants[0].queue: there is no queue suport; did you mean support?" in sentence
    assert "mine.yaml:5: tenants[0].colour:" in sentence


def test_a_database_that_does_not_answer(place: Place) -> None:
    """The setting is named, the password is not shown."""
    url = "postgresql+asyncpg://acd:hidden-word@127.0.0.1:1/acd"
    sentence = refusal(place.but(database_url=url))
    assert "ACD_DATABASE_URL" in sentence and "127.0.0.1:1/acd" in sentence
    assert "hidden-word" not in sentence


def test_no_asterisk_and_no_way_to_fetch_one(place: Place, tmp_path: Path) -> None:
    """On a system that is not Debian, the user reads which Asterisk to install."""
    if shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin") is not None:
        pytest.skip("this machine has an Asterisk of its own")
    (tmp_path / "empty").mkdir()
    bare = place.but(asterisk_root=str(tmp_path / "none"))
    sentence = refusal(replace(bare, settings={**bare.settings, "PATH": str(tmp_path / "empty")}))
    assert "there is no apt-get here" in sentence
    assert "install Asterisk >= 22" in sentence and "PATH" in sentence


def test_a_state_folder_that_cannot_be_written(place: Place, tmp_path: Path) -> None:
    """Also for commands that only read it."""
    (tmp_path / "file").touch()
    blocked = place.but(var=str(tmp_path / "file" / "var"))
    assert "ACD_VAR" in refusal(blocked)
    for words in (["status"], ["accounts"], ["migrate"]):
        done = blocked.acd(*words)
        assert done.returncode == 1, words
        assert done.stderr.startswith("acd: ") and "Traceback" not in done.stderr, (words, done.stderr)
