"""`acd run` and `acd demo`: starts everything in the foreground, prints what a person needs, stops in order."""

import asyncio
import os
import signal
from contextlib import suppress

import uvloop
from rich.console import Console

from acd import logs, offline, state_folder
from acd.app import App
from acd.config import Settings
from acd.demo import Demo
from acd.domain.errors import AcdError
from acd.domain.events import SignInRequested
from acd.runtime.tasks import first_of

# standard output is for people; standard error holds the log and nothing else
console = Console(highlight=False, soft_wrap=True)


def main(settings: Settings, *, demo: bool = False) -> None:
    """Run until a signal. Raises AcdError or PbxError when it cannot start."""
    logs.configure(settings.log_level, settings.log_format)
    with state_folder.held(settings.var):
        uvloop.run(_main(settings, demo))


async def _main(settings: Settings, demo: bool) -> None:
    app = App(settings, lambda text: console.print(f"[dim]acd:[/] {text}"))
    told, told_again, by_manager = _signals()
    if await first_of(app.start(), told.wait()):
        console.print("acd: stopped while it was starting")  # start() has ended what had begun
        return
    if app.in_force is None:
        console.print("acd: there is no configuration yet: put one in force with `acd apply FILE`")
    else:
        offline.print_accounts(settings, app.in_force.accounts, console, app.in_force.pool)
    _print_addresses(settings)
    try:
        if demo:
            app.tasks.spawn((await _demo(app)).run(), "demo")
        await first_of(told.wait(), app.tasks.crashed())
    finally:
        with suppress(asyncio.CancelledError):
            await app.stop(told_again, hand_over=settings.hand_over and by_manager.is_set())
        console.print("acd: stopped")


def _signals() -> tuple[asyncio.Event, asyncio.Event, asyncio.Event]:
    """Return what the first and what the second Ctrl-C or SIGTERM set, and what the first one sets if it is SIGTERM."""
    told, told_again, by_manager = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def tell(number: signal.Signals) -> None:
        if told.is_set():
            told_again.set()
        elif number is signal.SIGTERM:
            by_manager.set()
        told.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, tell, number)
    return told, told_again, by_manager


async def _demo(app: App) -> Demo:
    if app.in_force is None or not app.in_force.pool.entries:
        raise AcdError("the demo needs a configuration with numbers: `acd apply examples/demo.yaml`")
    trunks = [trunk.endpoint for trunk in app.in_force.accounts.trunks if trunk.has_password]
    if not trunks:
        raise AcdError("the demo calls by a trunk with a password, and the configuration has none")
    pool = app.in_force.pool
    demo = Demo(
        (app.settings.sip_host if app.settings.sip_host != "0.0.0.0" else "127.0.0.1", app.settings.sip_port),
        app.credentials.sip_password,
        [agent.endpoint for agent in pool.agents.values()],
        trunks[0],
        list(pool.entries),
    )
    await demo.register()
    for agent_id in pool.agents:
        app.controller.ask(SignInRequested(agent_id))
    console.print("acd: simulated callers and agents are at work; see `acd status --watch` and /metrics")
    return demo


def _print_addresses(settings: Settings) -> None:
    host = f"[{settings.http_host}]" if ":" in settings.http_host else settings.http_host
    address = f"http://{host}:{settings.http_port}"
    console.print(f"  API      {address}/openapi.json   (token: `acd accounts`)", markup=False)
    console.print(f"  metrics  {address}/metrics        ready? {address}/readyz", markup=False)
    console.print(f"  live     acd status --watch       process {os.getpid()}; Ctrl-C stops", markup=False)
