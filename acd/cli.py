"""The command `acd`: reads the command line, calls the parts, prints. Errors are one sentence and exit code 1."""

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

from cyclopts import App as Command
from cyclopts import Parameter, validators
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from acd import __version__, config, gc_pause
from acd.cli_hours import hours_commands
from acd.client import render, render_explanation
from acd.client.controller import Controller
from acd.client.errors import ConfigurationRefused, ControllerNotRunning
from acd.client.shapes import Applied
from acd.client.watch import watch
from acd.config import Settings
from acd.configuration import json_schema, source
from acd.configuration.mistakes import ConfigurationError
from acd.configuration.shelf import Known
from acd.credentials import Credentials
from acd.domain.errors import AcdError
from acd.pbx.errors import PbxError

if TYPE_CHECKING:  # loaded only by those commands that work without a controller: it takes its time
    from acd.apply import Result

acd = Command(name="acd", help="Call centre on Asterisk.", version=__version__)
agent = Command(name="agent", help="Let agents sign in and out, pause and resume.")
acd.command(agent)
call = Command(name="call", help="Move callers who wait, forward or back, or call them back.")
acd.command(call)
voicemails = Command(name="voicemails", help="Messages that callers left.")
acd.command(voicemails)
callback = Command(name="callback", help="Customers who are called back.")
acd.command(callback)
console = Console()
acd.command(hours_commands(lambda: _controller(), console))
errors = Console(stderr=True)
File = Annotated[Path, Parameter(help="A configuration in YAML.")]
Many = Annotated[int, Parameter(validator=validators.Number(gte=1))]
AgentId = Annotated[str, Parameter(help="As in the configuration, for example alice.")]


def main() -> NoReturn:
    """Run the command line."""
    os.umask(0o077)  # what is written here and by Asterisk holds callers' numbers: for the owner alone
    try:
        acd()
    except (AcdError, PbxError) as error:
        errors.print(f"[red]acd:[/] {escape(str(error))}", highlight=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(0)


@acd.command
def run() -> None:
    """Start the PBX and the controller; Ctrl-C stops both."""
    with gc_pause.loading():
        from acd import serve
    serve.main(Settings.load())


@acd.command
def demo() -> None:
    """The same with simulated callers and agents, so that figures move at once."""
    with gc_pause.loading():
        from acd import serve
    serve.main(Settings.load(), demo=True)


@acd.command
def check(file: File) -> None:
    """Check a configuration without applying it."""
    loaded = _loaded(file)
    document = loaded.document
    console.print(
        f"{file.name} is good: {len(document.tenants)} tenants, {len(document.queues)} queues, "
        f"{len(document.agents)} agents, {len(document.trunks)} trunks"
    )


@acd.command
def apply(file: File, *, dry_run: bool = False) -> None:
    """Put a configuration in force, at once where a controller runs, else at its next start.

    Parameters
    ----------
    dry_run:
        Only show what would change.
    """
    from acd import offline

    settings = Settings.load()
    loaded = _loaded(file, offline.known(settings))
    if not dry_run:
        offline.take_in(settings, loaded)  # paths of recordings mean something only here
    try:
        result = _controller().apply(loaded.document.canonical(), file.name, dry_run=dry_run)
    except ConfigurationRefused as refused:
        errors.print(render.faults(file.name, refused.faults), soft_wrap=True)
        sys.exit(1)
    except ControllerNotRunning:
        result = _told(asyncio.run(offline.apply(settings, loaded, file.name, dry_run=dry_run)), dry_run)
    console.print(render.applied(result))


@acd.command
def versions(*, limit: Annotated[Many, Parameter(help="How many at most.")] = 50) -> None:
    """Show every configuration that was applied; the first is in force."""
    from acd import offline

    try:
        items = _controller().versions(limit)
    except ControllerNotRunning:
        items = tuple(map(offline.told, asyncio.run(offline.versions(Settings.load(), limit))))
    console.print(render.versions(items))


@acd.command
def undo(version: Many | None = None, /, *, dry_run: bool = False) -> None:
    """Put an earlier version in force again; without a number the one before the one in force.

    Parameters
    ----------
    dry_run:
        Only show what would change.
    """
    from acd import offline

    try:
        result = _controller().undo(version, dry_run=dry_run)
    except ControllerNotRunning:
        result = _told(asyncio.run(offline.undo(Settings.load(), version, dry_run=dry_run)), dry_run)
    console.print(render.applied(result))


@acd.command
def schema() -> None:
    """Print the JSON schema of the configuration, for editors."""
    sys.stdout.write(json_schema.rendered())


@acd.command
def migrate() -> None:
    """Bring the database to the shape that this version needs; `acd run` does it too."""
    from acd.storage import migrate as storage

    settings = Settings.load()
    asyncio.run(storage.upgrade(settings.database_url, console.print))
    console.print("the database is up to date")


@acd.command
def settings() -> None:
    """Show every setting, its value here, its default and its meaning."""
    values = Settings.load().shown()
    table = Table("variable", "value", "default", "meaning", box=None, pad_edge=False)
    for row in config.table():
        table.add_row(row.variable, values[row.key], row.default, row.meaning)
    console.print(table)


@acd.command
def status(*, watch_live: Annotated[bool, Parameter(name="--watch")] = False) -> None:
    """Show queues, agents and calls at this moment.

    Parameters
    ----------
    watch_live:
        Keep showing, until Ctrl-C.
    """
    controller = _controller()
    if watch_live:
        watch(controller.status, console)
    else:
        console.print(render.status(controller.status()))


@acd.command
def explain(
    call: Annotated[str, Parameter(help="The call's id, as `acd status` shows it.")],
    /,
    *,
    everybody: Annotated[bool, Parameter(name="--all", negative="", help="Every name and every offer.")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="", help="The same as one JSON object.")] = False,
) -> None:
    """Say why a call went to this agent and not to the others, or why it still waits."""
    try:
        found = _controller().explain(call, everybody=everybody)
    except ControllerNotRunning:
        from acd import offline

        found = asyncio.run(offline.explain(Settings.load(), call, everybody=everybody))
    if as_json:
        print(render_explanation.as_json(found))
    else:
        console.print(render_explanation.explanation(found), soft_wrap=True)


@acd.command
def accounts() -> None:
    """Print the softphone accounts with their passwords, and the token of the API."""
    from acd import offline

    settings = Settings.load()
    offline.print_accounts(settings, asyncio.run(offline.accounts(settings)), console)


@acd.command
def replay(tape: Annotated[Path, Parameter(help="A tape, for example var/tape.jsonl.")]) -> None:
    """Feed what a tape holds to a fresh engine, and print event by event what it decides."""
    from acd import replay as player

    sys.exit(player.main(tape, console))


Positive = Annotated[float, Parameter(validator=validators.Number(gt=0))]
NotNegative = Annotated[float, Parameter(validator=validators.Number(gte=0))]


@acd.command
def simulate(
    scenario: Annotated[Path | None, Parameter(help="A scenario in YAML; see docs/simulate.md.")] = None,
    /,
    *,
    rate_per_hour: Annotated[Positive | None, Parameter(help="Without a file: calls in an hour, Poisson.")] = None,
    aht: Annotated[Positive | None, Parameter(help="Mean handle time, wrap-up included, in seconds.")] = None,
    agents: Annotated[Many | None, Parameter(help="How many agents work.")] = None,
    patience: Annotated[Positive | None, Parameter(help="Mean seconds until a caller gives up; default never.")] = None,
    within: Annotated[Positive | None, Parameter(help="Seconds of the service level; default 20.")] = None,
    wrapup: Annotated[NotNegative | None, Parameter(help="Seconds of the handle time that are wrap-up.")] = None,
    ring: Annotated[NotNegative | None, Parameter(help="Mean seconds until an agent answers; default 0.")] = None,
    hours: Annotated[Positive | None, Parameter(help="Hours in all, over all replications; default 200.")] = None,
    replications: Annotated[Many | None, Parameter(help="Independent days; default 10, or the file's.")] = None,
    seed: Annotated[int | None, Parameter(help="The same seed gives the same days; default 1, or the file's.")] = None,
    beside: Annotated[Literal["app_queue", "nothing"], Parameter(help="Whose rules get the same calls.")] = "app_queue",
    jobs: Annotated[Many | None, Parameter(help="Processes; default: one for each core.")] = None,
    json: Annotated[bool, Parameter(negative="", help="One JSON object instead of tables.")] = False,
) -> None:
    """Run days of calls through the engine on a virtual clock, without Asterisk, beside app_queue's rules."""
    from acd.simulator.centre import session

    one_queue = {
        "rate_per_hour": rate_per_hour,
        "aht": aht,
        "agents": agents,
        "patience": patience,
        "within": within,
        "wrapup": wrapup,
        "ring": ring,
        "hours": hours,
    }
    centre = session.chosen(scenario, one_queue, replications, seed)
    session.main(centre, jobs, console, errors, beside=beside == "app_queue", as_json=json)


bench = Command(name="bench", help="Measure speed.")
acd.command(bench)


@bench.command(name="engine")
def bench_engine(
    *,
    calls: Annotated[Many, Parameter(help="Calls in a round, for each size.")] = 2_000,
    rounds: Annotated[Many, Parameter(help="How often all sizes are measured; medians are shown.")] = 3,
    as_json: Annotated[bool, Parameter(name="--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Measure how fast the engine decides at sizes up to 10,000 agents, without Asterisk (2 minutes)."""
    from acd.bench import engine as measured

    speeds = measured.run(calls, rounds=rounds)
    if as_json:
        print(measured.as_json(speeds, rounds))
    else:
        console.print(measured.table(speeds, rounds))


@bench.command(name="calls")
def bench_calls(
    *,
    rates: Annotated[str, Parameter(help="Callers in a second, each a run.")] = "1,5,10,20",
    seconds: Annotated[Positive, Parameter(help="Length of a run.")] = 15.0,
    rounds: Annotated[Many, Parameter(help="How often all runs are made; medians are shown.")] = 3,
    agents: Many = 40,
    waiting: Annotated[Many, Parameter(help="Callers who always wait, for the idle gap.")] = 40,
    held: Annotated[str, Parameter(help="Callers who wait with music, each a run.")] = "0,50,150",
    out: Annotated[Path | None, Parameter(help="A file for the raw figures, JSON.")] = None,
) -> None:
    """Measure calls beside app_queue on an Asterisk of its own: time to ring, idle gap, cost (15 minutes)."""
    from acd.bench import calls as measured

    try:
        wanted, kept = [float(rate) for rate in rates.split(",")], [int(number) for number in held.split(",")]
    except ValueError as error:
        raise AcdError(f"--rates and --held are numbers with commas between: {error}") from error
    measured.main(measured.Sizes(wanted, seconds, rounds, agents, waiting, kept), console, out)


@bench.command(name="recording")
def bench_recording(
    *,
    calls: Annotated[Many, Parameter(help="Conversations at the same time.")] = 20,
    seconds: Annotated[Positive, Parameter(help="Length of a run.")] = 20.0,
    rounds: Annotated[Many, Parameter(help="How often both runs are made; medians are shown.")] = 5,
    out: Annotated[Path | None, Parameter(help="A file for the raw figures, JSON.")] = None,
) -> None:
    """Measure what recording costs: CPU of calls that talk, unrecorded and recorded in turn (5 minutes)."""
    from acd.bench import recording as measured

    measured.main(measured.Sizes(calls, seconds, rounds), console, out)


@agent.command(name="sign-in")
def sign_in(
    agent_id: AgentId,
    *,
    outside: Annotated[
        bool | None,
        Parameter(
            negative="--own",
            help="Be rung at the number outside, as configured, or at one's own phone; without it where one is.",
        ),
    ] = None,
) -> None:
    """Start work, or go on at another phone."""
    at = None if outside is None else "outside" if outside else "own"
    console.print(render.agent(_controller().sign_in(agent_id, at)))


@agent.command(name="sign-out")
def sign_out(agent_id: AgentId) -> None:
    """End work; during a call it is granted when the call is over."""
    console.print(render.agent(_controller().sign_out(agent_id)))


@agent.command(name="pause")
def pause(agent_id: AgentId, reason: Annotated[str, Parameter(help="For example lunch.")]) -> None:
    """Take no calls for a while; during a call it is granted when the call is over."""
    console.print(render.agent(_controller().pause(agent_id, reason)))


@agent.command(name="resume")
def resume(agent_id: AgentId) -> None:
    """Come back from a pause."""
    console.print(render.agent(_controller().resume(agent_id)))


@agent.command(name="ready")
def ready(agent_id: AgentId) -> None:
    """End the wrap-up before its time is over."""
    console.print(render.agent(_controller().end_wrapup(agent_id)))


CallId = Annotated[str, Parameter(help="As `acd status` shows it.")]


@call.command(name="move")
def move_call(call_id: CallId, queue: Annotated[str, Parameter(help="As in the configuration.")]) -> None:
    """Let a caller wait for another queue, from the moment at which they came into the first line."""
    console.print(render.place(_controller().move(call_id, queue)))


@call.command(name="priority")
def prioritise(
    call_id: CallId,
    seconds: Annotated[float, Parameter(help="Such as 120; with a minus: later.", allow_leading_hyphen=True)],
) -> None:
    """Let a caller count as if they had come so many seconds earlier, instead of what was asked before."""
    console.print(render.place(_controller().prioritise(call_id, seconds)))


@call.command(name="front")
def put_in_front(call_id: CallId) -> None:
    """Let a caller go before everybody who waits now."""
    console.print(render.place(_controller().put_in_front(call_id)))


VoicemailId = Annotated[str, Parameter(help="As `acd voicemails` shows it.")]


@voicemails.default
def list_voicemails(
    *,
    tenant: Annotated[str | None, Parameter(help="Only messages for this tenant.")] = None,
    heard: Annotated[bool, Parameter(name="--all", help="Also those that were heard.")] = False,
    limit: Annotated[Many, Parameter(help="How many at most.")] = 50,
) -> None:
    """Show messages that callers left, the newest first."""
    console.print(render.voicemails(_controller().voicemails(tenant, unheard=not heard, limit=limit).items))


@voicemails.command(name="save")
def save_voicemail(voicemail_id: VoicemailId, file: Annotated[Path, Parameter(help="A new WAV file.")]) -> None:
    """Write the sound of a message into a file."""
    sound = _controller().voicemail_sound(voicemail_id)
    try:
        with file.open("xb") as target:
            target.write(sound)
    except OSError as error:
        raise AcdError(f"{file} cannot be written: {error.strerror}") from error
    console.print(f"{file}: {len(sound)} bytes", markup=False)


@voicemails.command(name="heard")
def mark_heard(
    voicemail_id: VoicemailId, *, undo: Annotated[bool, Parameter(help="Take the mark back.")] = False
) -> None:
    """Note that a message needs no more attention."""
    console.print(render.voicemails([_controller().mark_heard(voicemail_id, heard=not undo)]))


CallbackId = Annotated[str, Parameter(help="As `acd callback list` shows it.")]


@callback.command(name="list")
def list_callbacks() -> None:
    """Show the customers who are to be called back, in the order of asking."""
    console.print(render.callbacks(_controller().callbacks()))


@callback.command(name="add")
def add_callback(
    tenant: Annotated[str, Parameter(help="Whose customer it is.")],
    queue: Annotated[str, Parameter(help="Whose agents call.")],
    number: Annotated[str, Parameter(help="Whom to call, for example +15550123.")],
) -> None:
    """Let a customer be called when an agent is there."""
    console.print(render.callbacks([_controller().add_callback(tenant, queue, number)]))


@callback.command(name="cancel")
def cancel_callback(callback_id: CallbackId) -> None:
    """Take a callback back."""
    _controller().cancel_callback(callback_id)
    console.print(f"{callback_id} is taken back", markup=False)


@call.command(name="callback")
def call_back_instead(call_id: Annotated[str, Parameter(help="As `acd status` shows it.")]) -> None:
    """End a call that waits in line; the caller is called back at the same place."""
    console.print(render.callbacks([_controller().call_back_instead(call_id)]))


@agent.command(name="acknowledge")
def acknowledge(agent_id: AgentId) -> None:
    """Take care of an agent who called for a supervisor."""
    console.print(render.agent(_controller().acknowledge(agent_id)))


def _loaded(file: Path, known: Known = lambda _: False) -> source.Loaded:
    try:
        loaded = source.load(file, known)
    except ConfigurationError as error:
        errors.print(escape(str(error)), highlight=False, soft_wrap=True)
        sys.exit(1)
    for warning in loaded.warnings:
        errors.print(f"[yellow]warning:[/] {escape(str(warning))}", highlight=False, soft_wrap=True)
    return loaded


def _told(done: "Result", dry_run: bool) -> Applied:
    console.print("no controller runs here: what is applied comes into force at the next start")
    return Applied(done.version or None, dry_run, tuple(str(change) for change in done.changes))


def _controller() -> Controller:
    """Return the running controller of this folder's settings."""
    settings = Settings.load()
    token = Credentials.load(settings.var / "secrets").api_token()
    host = f"[{settings.http_host}]" if ":" in settings.http_host else settings.http_host
    return Controller(f"http://{host}:{settings.http_port}", token)
