"""The members of Asterisk's own queue: exactly the endpoints given, and nothing that is not one."""

from pathlib import Path

import pytest

from acd.pbx.errors import PlanInvalid
from acd.pbx.plan import PbxPlan
from acd.pbx.safety_net import members_path, render_safety_net_members, write_members


def test_each_endpoint_once_in_a_steady_order() -> None:
    """The same agents give the same file."""
    text = render_safety_net_members(["agent-bo", "agent-anna", "agent-bo"])
    assert text.splitlines()[1:] == ["member => PJSIP/agent-anna", "member => PJSIP/agent-bo"]


def test_nobody_is_a_file_too() -> None:
    """Asterisk must find the file to notice its changes."""
    assert "member" not in render_safety_net_members([]).splitlines()[-1].partition(";")[0]


@pytest.mark.parametrize("endpoint", ["", "1001", "a b", "a,1", "a\nmember => PJSIP/trunk", "a/b", "a&b", "ä"])
def test_anything_else_is_refused(endpoint: str) -> None:
    """A line of this file decides who is rung."""
    with pytest.raises(PlanInvalid):
        render_safety_net_members([endpoint])


def test_the_file_is_where_queues_conf_looks(tmp_path: Path) -> None:
    """Relative names are looked up in the folder of the configuration."""
    plan = PbxPlan(
        state=tmp_path, ari_port=8088, ari_password="p" * 20, ami_port=5038, ami_password="m" * 20, agi_port=4573
    )
    plan.etc.mkdir()
    write_members(plan, ["agent-anna"])
    assert members_path(plan).read_text().endswith("member => PJSIP/agent-anna\n")


def test_who_is_in_a_pause_rings_last() -> None:
    """By Asterisk's penalty; somebody who is both is not in a pause."""
    lines = render_safety_net_members(["agent-b", "agent-a"], ["agent-c", "agent-a"]).splitlines()
    assert lines[1:] == ["member => PJSIP/agent-a", "member => PJSIP/agent-b", "member => PJSIP/agent-c,1"]
