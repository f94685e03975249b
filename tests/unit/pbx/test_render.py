"""Templates are filled strictly, files appear whole and private, and what they hold is hardened."""

import os
import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from acd.pbx import render as module
from acd.pbx.errors import PbxError, PlanInvalid
from acd.pbx.lamps import has_read, hints_path, write_hints
from acd.pbx.locate import AsteriskBinary
from acd.pbx.plan import PbxPlan
from acd.pbx.render import ConfTemplate, entity_id, filled, nat_lines, render, templates, values_of

BINARY = AsteriskBinary(
    ("/usr/sbin/asterisk",), "22.10.1", Path("/usr/lib/asterisk/modules"), Path("/usr/share/asterisk")
)


@pytest.fixture
def plan(tmp_path: Path) -> PbxPlan:
    """An ordinary plan."""
    return PbxPlan(
        state=tmp_path / "asterisk",
        ari_port=8088,
        ari_password="p" * 20,
        ami_port=5038,
        ami_password="m" * 20,
        agi_port=4573,
    )


def test_every_value_is_used_and_every_name_is_known(plan: PbxPlan) -> None:
    """Templates and values fit each other, with nothing left over."""
    used = set().union(*(ConfTemplate(path.read_text()).get_identifiers() for path in templates()))
    assert used == set(values_of(plan, BINARY))


def test_callers_are_claimed_where_asterisk_can(plan: PbxPlan, tmp_path: Path) -> None:
    """Without the module they are handed over as before: a line that Asterisk does not know would end the call."""
    able = replace(BINARY, modules_dir=tmp_path)
    (tmp_path / "app_stasis_broadcast.so").touch()
    for binary, entry in (
        (able, "StasisBroadcast(${ACD_PATIENCE},^acd-main$,caller)"),
        (BINARY, "Stasis(acd-main,caller)"),
    ):
        render(plan, binary)
        assert f" same => n,{entry}" in (plan.etc / "extensions.conf").read_text().splitlines()


def test_asterisks_own_signs_pass_through() -> None:
    """Only %{name} is ours."""
    text = "a=${EXTEN} b=%F c=%% d=$[1 + 1] e=@x"
    assert filled(text, {}, "x.conf") == text


@pytest.mark.parametrize("text", ["%{nobody}", "%{", "%{Upper}", "%{a b}"])
def test_an_unknown_name_is_an_error(text: str) -> None:
    """A template with a slip does not end in a half-right file."""
    with pytest.raises(PbxError, match=r"x\.conf"):
        filled(text, {"name": "value"}, "x.conf")


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\x00b", "${EXTEN}", "%{other}", "\x1b[0m"])
def test_a_value_cannot_break_out(value: str) -> None:
    """Second fence behind the plan's own checks."""
    with pytest.raises(PlanInvalid, match="name"):
        filled("x = %{name}", {"name": value}, "x.conf")


def test_files_are_private_and_whole(plan: PbxPlan) -> None:
    """0640 under any umask, no temporary file left."""
    before = os.umask(0)
    try:
        conf = render(plan, BINARY)
    finally:
        os.umask(before)
    files = [path for path in plan.etc.iterdir() if path.is_file()]
    assert conf in files
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o640}
    assert not [path for path in files if path.name.startswith(".")]
    assert {path.name for path in templates()} < {path.name for path in files}


def test_rendering_again_keeps_what_the_controller_writes(plan: PbxPlan) -> None:
    """Members of the safety net and music: a restart must not sign everybody out."""
    render(plan, BINARY)
    members = plan.etc / "queues_members.conf"
    members.write_text("member => PJSIP/agent-anna\n")
    music = plan.etc / "music_classes.conf"
    music.write_text("[acd-12345678]\n")
    render(replace(plan, sip_port=5070), BINARY)
    assert "agent-anna" in members.read_text()
    assert "acd-12345678" in music.read_text()
    assert ":5070" in (plan.etc / "pjsip.conf").read_text()


def test_an_asterisk_that_starts_reads_the_lamps_that_are_there(plan: PbxPlan) -> None:
    """They are the controller's, in the context where phones of this pool look; nothing there can be dialled."""
    render(plan, BINARY)
    write_hints(plan, "exten => *46*anna,hint,Stasis:x\n")
    assert not has_read(plan, "exten => *46*anna,hint,Stasis:x\n")
    render(plan, BINARY)
    assert has_read(plan, "exten => *46*anna,hint,Stasis:x\n")
    dialplan = (plan.etc / "extensions.conf").read_text()
    section = dialplan.partition("[lamps-main]\n")[2].partition("\n\n")[0]
    assert section == f"#tryinclude {hints_path(plan).name}"


def test_the_password_is_in_one_file_only(plan: PbxPlan) -> None:
    """One place to protect."""
    render(plan, BINARY)
    for password, name in (("p" * 20, "ari.conf"), ("m" * 20, "manager.conf")):
        assert [path.name for path in plan.etc.iterdir() if path.is_file() and password in path.read_text()] == [name]


def test_hardening_is_in_force(plan: PbxPlan) -> None:
    """The lines that an auditor looks for."""
    render(plan, BINARY)
    for name, line in (
        ("asterisk.conf", "live_dangerously = no"),
        ("http.conf", "bindaddr = 127.0.0.1"),
        ("http.conf", "enable_status = no"),
        ("manager.conf", "bindaddr = 127.0.0.1"),
        ("manager.conf", "webenabled = no"),
        ("manager.conf", "write = system,call"),
        ("manager.conf", "permit = 127.0.0.1/255.255.255.255"),
        ("rtp.conf", "strictrtp = yes"),
        ("modules.conf", "autoload = no"),
        ("logger.conf", "security.log => security"),
        ("pjsip.conf", "user_agent = acd"),
    ):
        assert line in (plan.etc / name).read_text().splitlines(), name


def test_no_module_that_runs_programs_or_opens_doors_is_loaded(plan: PbxPlan) -> None:
    """Neither a shell nor a second signalling protocol nor an anonymous caller."""
    render(plan, BINARY)
    loaded = (plan.etc / "modules.conf").read_text()
    for name in (
        "app_system",
        "func_shell",
        "func_curl",
        "anonymous",
        "chan_iax2",
        "pbx_dundi",
        "app_exec",
    ):
        assert name not in loaded


def test_every_loaded_module_says_why_or_is_a_part(plan: PbxPlan) -> None:
    """No module twice; reasons stand beside them."""
    render(plan, BINARY)
    lines = [line for line in (plan.etc / "modules.conf").read_text().splitlines() if line.startswith("load")]
    names = [line.split()[2] for line in lines]
    assert len(names) == len(set(names))
    assert [line for line in lines if ";" not in line and "res_ari_" not in line and "res_stasis_" not in line] == []


def test_nothing_leads_from_a_phone_or_a_trunk_to_a_trunk() -> None:
    """The dialplan has no Dial at all."""
    dialplan = next(path for path in templates() if path.name == "extensions.conf").read_text()
    assert "Dial(" not in dialplan and "System(" not in dialplan and "Goto(${" not in dialplan


def test_only_codes_of_agents_reach_the_controller_by_agi() -> None:
    """No caller's digit ever does; and the time is limited before it is asked."""
    dialplan = next(path for path in templates() if path.name == "extensions.conf").read_text()
    before, _, agents = dialplan.partition("[from-agent]")
    lines = [line for line in agents.splitlines() if not line.startswith(";")]
    assert "AGI(" not in before and sum("AGI(" in line for line in lines) == 1
    order = [
        next(place for place, line in enumerate(lines) if word in line) for word in ("TIMEOUT(", "AGIEXIT", "AGI(")
    ]
    assert order == sorted(order)


def test_own_prompts_replace_asterisks_words(plan: PbxPlan, tmp_path: Path) -> None:
    """Only those that are there."""
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    (prompts / "safety-net-apology.wav").touch()
    values = values_of(replace(plan, prompts=prompts), BINARY)
    assert values["apology"] == str(prompts / "safety-net-apology")
    assert values["nobody"].endswith("vm-nobodyavail")
    (prompts / "safety-net-leave-message.wav").touch()
    values = values_of(replace(plan, prompts=prompts), BINARY)
    assert values["leave_message"] == str(prompts / "safety-net-leave-message")


def test_what_a_caller_sent_is_filtered_before_it_is_written() -> None:
    """The number that the network tells gets into Asterisk's account as a number, and into no name of a file."""
    dialplan = next(path for path in templates() if path.name == "extensions.conf").read_text()
    net = dialplan.partition("[safety-net]")[2].partition("[from-agent]")[0]
    lines = [line for line in net.splitlines() if line and not line.startswith(";")]
    filtering = next(place for place, line in enumerate(lines) if "FILTER(" in line)
    told = [place for place, line in enumerate(lines) if "CALLERID" in line and place != filtering]
    assert told and filtering < min(told)
    assert "CALLERID(name)" not in net and "EXTEN" not in net
    record = next(line for line in lines if "Record(" in line)
    assert re.findall(r"\$\{(\w+)", record) == ["UNIQUEID"]


def test_messages_are_kept_where_the_plan_says(plan: PbxPlan, tmp_path: Path) -> None:
    """The folder is there before Asterisk needs it; 0 seconds: nobody is asked."""
    render(plan, BINARY)
    dialplan = (plan.etc / "extensions.conf").read_text()
    assert f"Record({plan.state}/spool/messages/${{UNIQUEID}}.wav,10,180,k)" in dialplan
    assert "GotoIf($[180 = 0]?farewell)" in dialplan
    elsewhere = replace(plan, messages=tmp_path / "recordings/messages", message_limit_s=0)
    render(elsewhere, BINARY)
    assert (tmp_path / "recordings/messages").is_dir()
    assert "GotoIf($[0 = 0]?farewell)" in (plan.etc / "extensions.conf").read_text()


def test_only_our_own_variable_gets_through(plan: PbxPlan) -> None:
    """The entry may hold the one that we put there, and no value may hold another."""
    values = values_of(plan, BINARY)
    assert "${ACD_PATIENCE}" in filled("%{entry}", values | {"entry": "StasisBroadcast(${ACD_PATIENCE},x)"}, "x")
    for key, value in (("entry", "${OTHER}"), ("apology", "${ACD_PATIENCE}")):
        with pytest.raises(PlanInvalid):
            filled("%{apology}", values | {key: value}, "x")


def test_nat_lines(plan: PbxPlan) -> None:
    """Only behind NAT; each network on a line of its own."""
    assert nat_lines(plan) == ""
    behind = replace(plan, external_address="203.0.113.7", local_nets=("10.0.0.0/8", "192.168.0.0/16"))
    assert nat_lines(behind).splitlines() == [
        "external_media_address = 203.0.113.7",
        "external_signaling_address = 203.0.113.7",
        "local_net = 10.0.0.0/8",
        "local_net = 192.168.0.0/16",
    ]


def test_both_transports_know_the_own_networks(plan: PbxPlan) -> None:
    """A phone in the house that registers over TCP is not sent to the outer address either."""
    render(replace(plan, external_address="203.0.113.7", local_nets=("10.0.0.0/8", "192.168.0.0/16")), BINARY)
    transports = (plan.etc / "pjsip.conf").read_text().split("\n[transport-")[1:]
    assert [text.partition("]")[0] for text in transports] == ["udp", "tcp"]
    for text in transports:
        lines = text.splitlines()
        assert [line for line in lines if line.startswith("local_net")] == [
            "local_net = 10.0.0.0/8",
            "local_net = 192.168.0.0/16",
        ]
        assert "external_media_address = 203.0.113.7" in lines
    render(plan, BINARY)
    assert "local_net" not in (plan.etc / "pjsip.conf").read_text()


def test_entity_ids_are_local_addresses_and_differ(plan: PbxPlan, tmp_path: Path) -> None:
    """Stable for one state folder, different for two."""
    assert entity_id(plan) == entity_id(plan)
    assert entity_id(plan).startswith("02:") and len(entity_id(plan)) == 17
    assert entity_id(plan) != entity_id(replace(plan, state=tmp_path / "other"))


def test_a_prepared_run_folder_is_refused(plan: PbxPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a shared folder somebody else may have been there first, with a link to elsewhere."""
    trap = tmp_path / "trap"
    trap.symlink_to(tmp_path)
    monkeypatch.setattr(PbxPlan, "run", trap)
    with pytest.raises(PbxError, match="somebody else"):
        render(plan, BINARY)


def test_missing_templates_say_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An incomplete installation."""
    monkeypatch.setattr(module, "__file__", str(tmp_path / "a/b/c.py"))
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    with pytest.raises(PbxError, match="reinstall"):
        templates()
