"""Figures as a real Prometheus sees them."""

import asyncio
import json
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures import centre_configuration
from tests.fixtures.call_centre import call_centre
from tests.fixtures.databases import free_port
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import talking

pytestmark = pytest.mark.live
SHIPPED = Path("docker/prometheus/prometheus.yml")


async def test_a_real_prometheus_scrapes_the_shipped_job_and_knows_a_call(tmp_path: Path) -> None:
    """With the configuration that is shipped, one conversation is one answered call in Prometheus."""
    async with call_centre(tmp_path, centre_configuration.configuration()) as centre:
        caller, _ = await talking(centre)
        await caller.hang_up()
        await centre.wait_quiet()
        server = prometheus(tmp_path, centre.app.settings.http_port)
        try:
            await until_known(server.port, "sum(acd_calls_answered_total) == 1")
            await until_known(server.port, 'sum(acd_calls_ended_total{outcome="answered"}) == 1')
            await until_known(server.port, "acd_ari_connected == 1")
            await until_known(server.port, "histogram_quantile(0.5, sum by (le) (acd_queue_wait_seconds_bucket)) > 0")
        finally:
            server.process.terminate()
            server.process.wait(10)


async def test_names_and_help_are_as_prometheus_wants_them(tmp_path: Path) -> None:
    """promtool has nothing to say against /metrics."""
    async with call_centre(tmp_path, centre_configuration.configuration()) as centre:
        text = (await centre.metrics()).encode()
        check = await asyncio.to_thread(
            subprocess.run, ["promtool", "check", "metrics"], input=text, capture_output=True, timeout=60
        )
        # the process families are the client library's own
        complaints = [line for line in check.stderr.decode().splitlines() if line.startswith("acd_")]
        assert complaints == []


class Server:
    """A Prometheus of this test."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process = process
        self.port = port


def prometheus(folder: Path, scraped_port: int) -> Server:
    """Start one on the shipped configuration, with this test's port and a short interval."""
    text = SHIPPED.read_text()
    assert "127.0.0.1:8080" in text and "scrape_interval: 5s" in text
    text = text.replace("127.0.0.1:8080", f"127.0.0.1:{scraped_port}").replace(
        "scrape_interval: 5s", "scrape_interval: 1s"
    )
    (folder / "prometheus.yml").write_text(text)
    port = free_port()
    command = [
        "prometheus",
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'prometheus'}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    return Server(process, port)


async def until_known(port: int, query: str) -> None:
    """Wait until the query has a result: each of these has none before it is true."""
    async with asyncio.timeout(scaled(30)):
        while not await asyncio.to_thread(results, port, query):
            await asyncio.sleep(0.2)


def results(port: int, query: str) -> list[Any]:
    """Ask Prometheus; nothing while it starts."""
    url = f"http://127.0.0.1:{port}/api/v1/query?{urllib.parse.urlencode({'query': query})}"
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            found: list[Any] = json.load(answer)["data"]["result"]
            return found
    except OSError:
        return []
