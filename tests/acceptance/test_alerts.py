"""The alarms that are shipped: raised when they should be, and made of figures that there are."""

import asyncio
import json
import re
import shutil
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from acd.domain.agents import Reach
from acd.simulator.sip.digest import Credentials
from tests.acceptance.test_prometheus import prometheus, results, until_known
from tests.fixtures.call_centre import call_centre
from tests.fixtures.carrier import Carrier
from tests.fixtures.centre_configuration import configuration

RULES = Path("docker/prometheus/alerts.yml")
STORIES = Path("tests/acceptance/alerts.yml")
ACCOUNT = Credentials("4930123456", "s3cret")


def rules() -> list[dict[str, Any]]:
    """Return the rules of all groups."""
    return [rule for group in YAML(typ="safe").load(RULES)["groups"] for rule in group["rules"]]


async def promtool(*words: str) -> str:
    """Return what promtool prints; it must be content."""
    ended = await asyncio.to_thread(subprocess.run, ["promtool", *words], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended
    return ended.stdout


@pytest.mark.live
async def test_prometheus_understands_the_rules() -> None:
    """And finds them from the configuration that is shipped."""
    assert f"SUCCESS: {len(rules())} rules found" in await promtool("check", "rules", str(RULES))
    assert "SUCCESS: 1 rule files found" in await promtool("check", "config", "docker/prometheus/prometheus.yml")


@pytest.mark.live
async def test_each_alarm_is_raised_in_its_story_and_not_before() -> None:
    """No rule is without a story."""
    await promtool("test", "rules", str(STORIES))
    told = STORIES.read_text()
    assert [rule["alert"] for rule in rules() if f'"{rule["alert"]}"' not in told] == []


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_each_alarm_says_what_is_the_case_and_what_to_do(rule: dict[str, Any]) -> None:
    """In one sentence or two, with how urgent it is; and the documentation names it."""
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert len(rule["annotations"]["summary"]) > 20 and rule["annotations"]["action"].endswith(".")
    assert f"`{rule['alert']}`" in Path("docs/metrics.md").read_text()


@pytest.mark.live
async def test_every_figure_of_the_rules_is_on_the_page_and_prometheus_loads_them(tmp_path: Path) -> None:
    """Of a running centre with a trunk that registers at its carrier, in which all is well: no alarm is raised."""
    secrets = tmp_path / "var" / "secrets"
    secrets.mkdir(parents=True)
    (secrets / "trunk-carrier.password").write_text(f"{ACCOUNT.password}\n")
    document = configuration()
    document["queues"][0]["voicemails"] = {}
    async with call_centre(tmp_path, document) as centre:
        carrier = Carrier(ACCOUNT, centre.sip, "127.0.0.3")
        await carrier.start()
        centre.phones.append(carrier)
        server = ":".join(map(str, carrier.address))
        document["trunks"].append({"id": "carrier", "registration": {"server": server, "user": ACCOUNT.username}})
        await centre.in_thread(centre.client.apply, json.dumps(document), "centre.yaml")
        await centre.wait_for(lambda view: any(one.registered for one in view.trunks), what="a registered trunk")
        # by itself Asterisk asks within half a minute
        await centre.app.ami.action("PJSIPQualify", Endpoint="trunk-carrier")
        await centre.wait_for(
            lambda view: any(one.registered and one.reach is Reach.REACHABLE for one in view.trunks),
            what="a trunk of which all is known",
        )
        shown = set(re.findall(r"^(acd_\w+)", await centre.metrics(), re.MULTILINE))
        wanted = {name for rule in rules() for name in re.findall(r"\bacd_\w+", rule["expr"])}
        assert len(wanted) > 15 and wanted - shown == set()

        shutil.copy(RULES, tmp_path)
        prom = prometheus(tmp_path, centre.app.settings.http_port)
        try:
            await until_known(prom.port, "acd_ari_connected == 1")
            assert await asyncio.to_thread(loaded, prom.port) == {rule["alert"] for rule in rules()}
            raised = await asyncio.to_thread(results, prom.port, 'ALERTS{alertstate="firing"}')
            assert raised == []
        finally:
            prom.process.terminate()
            prom.process.wait(10)


def loaded(port: int) -> set[str]:
    """Return the alarms that a Prometheus knows."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/rules", timeout=5) as answer:
        groups = json.load(answer)["data"]["groups"]
    return {rule["name"] for group in groups for rule in group["rules"]}
