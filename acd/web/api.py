"""Builds the application from plain callables. No globals: two of them in one process do not know each other."""

from collections.abc import Iterable

from fastapi import FastAPI

from acd import __version__
from acd.clock import Clock
from acd.ports import RecordingStore
from acd.web import problems, sources
from acd.web.agent_routes import agent_routes
from acd.web.call_routes import call_routes
from acd.web.callback_routes import callback_routes
from acd.web.configuration_routes import configuration_routes
from acd.web.explanation_routes import explanation_routes
from acd.web.gate import Gate
from acd.web.health_routes import health_routes
from acd.web.hosts import Hosts
from acd.web.hours_routes import hours_routes
from acd.web.live_routes import live_routes
from acd.web.openapi import schema_of
from acd.web.place_routes import place_routes
from acd.web.recording_routes import recording_routes, sound_routes
from acd.web.shield import Shield
from acd.web.version_routes import version_routes
from acd.web.voicemail_routes import voicemail_routes

_DESCRIPTION = """
Live state, agents' requests, calls and configuration of one controller.

Everything below `/api/` needs the operator's token. Times are ISO 8601 in UTC, durations are seconds.
Every error is a problem by RFC 9457; its `type` is stable, its `detail` is for people.
What callers send (number, name) is text from strangers: escape it where you show it.
"""


def build(
    *,
    live: sources.Live,
    request: sources.Request,
    settled: sources.Settled,
    hours: sources.Hours,
    history: sources.History,
    stored_call: sources.CallById,
    explain: sources.Explain,
    stored_recording: sources.RecordingById,
    recordings: RecordingStore,
    voicemails: sources.Voicemails,
    configuration: sources.ReadConfiguration,
    apply_configuration: sources.ApplyConfiguration,
    versions: sources.Versions,
    ready: sources.Ready,
    metrics_text: sources.MetricsText,
    token: str,
    clock: Clock,
    hosts: Iterable[str] = (),
) -> FastAPI:
    """Return the application.

    `hosts` are names, without port, that the server is reached by; loopback and addresses are always allowed.
    Raises ValueError for an empty token.
    """
    # the schema stays, without Swagger UI: that page would load scripts from somebody else's server
    app = FastAPI(
        title="acd",
        version=__version__,
        description=_DESCRIPTION.strip(),
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
    )
    app.include_router(health_routes(ready, metrics_text))
    app.include_router(live_routes(live, clock))
    app.include_router(agent_routes(live, request, clock))
    app.include_router(call_routes(live, history, stored_call, clock))
    app.include_router(place_routes(live, request, settled, clock))
    app.include_router(explanation_routes(explain))
    app.include_router(recording_routes(live, request, clock))
    app.include_router(sound_routes(stored_recording, recordings))
    app.include_router(callback_routes(live, request, clock))
    app.include_router(voicemail_routes(voicemails, recordings, clock, request))
    app.include_router(hours_routes(hours, request, clock))
    app.include_router(configuration_routes(configuration, apply_configuration))
    app.include_router(version_routes(versions))
    app.openapi = schema_of(app)  # type: ignore[method-assign]  # the way that the framework documents
    problems.install(app)
    app.add_middleware(Shield, hosts=Hosts(hosts), gate=Gate(token, clock.now))
    return app
