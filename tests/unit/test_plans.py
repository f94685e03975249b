"""From settings to the plan of an Asterisk."""

import socket
from pathlib import Path

from acd.config import Settings
from acd.credentials import Credentials
from acd.plans import ami_settings, link_settings, pbx_plan, recording_settings


def settings(tmp_path: Path, **environment: str) -> Settings:
    return Settings.load({"ACD_VAR": str(tmp_path / "var"), **environment}, tmp_path)


def test_the_port_between_controller_and_asterisk_is_kept(tmp_path: Path) -> None:
    """A restarted controller looks where the one before it looked."""
    credentials = Credentials.load(tmp_path / "secrets")
    first = pbx_plan(settings(tmp_path), credentials)
    assert pbx_plan(settings(tmp_path), credentials) == first
    assert first.fingerprint() == pbx_plan(settings(tmp_path), credentials).fingerprint()


def test_each_port_is_another(tmp_path: Path) -> None:
    """ARI, AMI and AGI; and what the operator sets for one of them counts."""
    plan = pbx_plan(settings(tmp_path, ACD_AMI_PORT="15038"), Credentials.load(tmp_path / "secrets"))
    assert plan.ami_port == 15038
    assert len({plan.ari_port, plan.ami_port, plan.agi_port}) == 3
    assert plan.ami_password != plan.ari_password


def test_two_that_we_choose_are_never_the_same(tmp_path: Path) -> None:
    """The system may give the same free port twice, as nobody listens there yet."""
    credentials, folder = Credentials.load(tmp_path / "secrets"), tmp_path / "var" / "asterisk"
    first = pbx_plan(settings(tmp_path), credentials)
    for name in ("ari.port", "ami.port", "agi.port"):
        (folder / name).write_text(str(first.ari_port))
    plan = pbx_plan(settings(tmp_path, ACD_AGI_PORT=str(first.agi_port)), credentials)
    assert plan.agi_port == first.agi_port and plan.ari_port == first.ari_port
    assert plan.ami_port not in (plan.ari_port, plan.agi_port)


def test_a_kept_port_that_another_program_took_is_replaced(tmp_path: Path) -> None:
    """Two programs on one port would mean no Asterisk at all."""
    credentials = Credentials.load(tmp_path / "secrets")
    first = pbx_plan(settings(tmp_path), credentials)
    with socket.create_server(("127.0.0.1", first.ari_port)):
        second = pbx_plan(settings(tmp_path), credentials)
    assert second.ari_port != first.ari_port
    assert pbx_plan(settings(tmp_path), credentials) == second


def test_a_port_that_was_set_is_used(tmp_path: Path) -> None:
    """What the operator says counts."""
    plan = pbx_plan(settings(tmp_path, ACD_ARI_PORT="18088"), Credentials.load(tmp_path / "secrets"))
    assert plan.ari_port == 18088


def test_a_spoilt_note_of_the_port_is_no_obstacle(tmp_path: Path) -> None:
    """A half-written file is replaced."""
    note = tmp_path / "var" / "asterisk" / "ari.port"
    note.parent.mkdir(parents=True)
    note.write_text("")
    plan = pbx_plan(settings(tmp_path), Credentials.load(tmp_path / "secrets"))
    assert note.read_text() == str(plan.ari_port)


def test_two_instances_differ_in_name_and_password(tmp_path: Path) -> None:
    """Channels of two instances on one machine never share an id, and neither obeys the other's controller."""
    one = pbx_plan(settings(tmp_path, ACD_VAR=str(tmp_path / "a")), Credentials.load(tmp_path / "a" / "secrets"))
    two = pbx_plan(settings(tmp_path, ACD_VAR=str(tmp_path / "b")), Credentials.load(tmp_path / "b" / "secrets"))
    assert one.system_name != two.system_name
    assert one.ari_password != two.ari_password
    assert one.state != two.state


def test_everybody_finds_asterisk_and_the_recordings(tmp_path: Path) -> None:
    """On loopback, by the ports and passwords of the plan."""
    chosen = settings(tmp_path, ACD_RECORDING_RESERVE_MB="7")
    plan = pbx_plan(chosen, Credentials.load(tmp_path / "secrets"))
    link, ami, made = link_settings(plan), ami_settings(plan), recording_settings(chosen)
    assert str(plan.ari_port) in link.url and link.password == plan.ari_password
    assert (ami.port, ami.password) == (plan.ami_port, plan.ami_password)
    assert made.reserve_bytes == 7 * 1024 * 1024
