"""What the API is given: plain callables. The shapes of stored calls are storage's own."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from acd.domain.calls import CallId
from acd.domain.events import AgentRequest, CallRequest
from acd.domain.hours import HoursView
from acd.domain.hours_events import HoursRequest
from acd.domain.recordings import RecordingId
from acd.domain.requests import CallbackRequest
from acd.domain.tenants import TenantId
from acd.domain.view import LiveView
from acd.domain.voicemail_events import VoicemailClosed
from acd.domain.voicemails import VoicemailId
from acd.explain.answer import Explanation
from acd.storage.queries import CallDetail, CallFilter, CallPage
from acd.storage.settings import Version
from acd.storage.stored import StoredRecording, StoredVoicemail
from acd.storage.voicemails import VoicemailFilter, VoicemailPage


@dataclass(frozen=True, slots=True)
class Configuration:
    """The configuration in force."""

    version: int
    text: str
    """YAML."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying did, or would do."""

    version: int | None
    """Of the configuration in force afterwards; None when there is none (a dry run before the first)."""
    changes: tuple[str, ...]
    """One sentence each."""


Live: TypeAlias = Callable[[], LiveView]
Settled: TypeAlias = Callable[[CallId], Awaitable[None]]
"""Waits, not for ever, until the PBX has taken what was decided for a call."""
Request: TypeAlias = Callable[
    [AgentRequest | CallRequest | CallbackRequest | HoursRequest | VoicemailClosed], str | None
]
"""None when granted, else a sentence why not. Raises UnknownAgent and UnknownCall."""
Hours: TypeAlias = Callable[[TenantId | None], Sequence[HoursView]]
"""Opening hours as they are now, of a tenant or of all."""
History: TypeAlias = Callable[[CallFilter, int, str | None], Awaitable[CallPage]]
"""(filter, limit, cursor). Raises CursorInvalid and DatabaseUnreachable."""
CallById: TypeAlias = Callable[[CallId], Awaitable[CallDetail | None]]
"""What is stored of a call. Raises DatabaseUnreachable."""
Explain: TypeAlias = Callable[[CallId, bool], Awaitable[Explanation | None]]
"""(call, uncut). Raises DatabaseUnreachable."""
RecordingById: TypeAlias = Callable[[RecordingId], Awaitable[StoredRecording | None]]
"""What is stored of a recording. Raises DatabaseUnreachable."""
ReadConfiguration: TypeAlias = Callable[[], Awaitable[Configuration | None]]
ApplyConfiguration: TypeAlias = Callable[[str, str, bool], Awaitable[Applied]]
"""(YAML text, name of the file, dry run).

Raises ConfigurationError, DatabaseUnreachable, and any other AcdError whose lines say why it cannot be put in force.
"""


@dataclass(frozen=True, slots=True)
class Versions:
    """What was applied before, and the way back to it. Each raises DatabaseUnreachable."""

    newest: Callable[[int], Awaitable[Sequence[Version]]]
    """So many, the newest first."""
    find: Callable[[int], Awaitable[tuple[Version, str] | None]]
    """With its document."""
    undo: Callable[[int | None, bool], Awaitable[Applied]]
    """(version, dry run). Raises UnknownVersion, and as ApplyConfiguration."""


@dataclass(frozen=True, slots=True)
class Voicemails:
    """Messages that callers left. Each raises DatabaseUnreachable."""

    page: Callable[[VoicemailFilter, int, str | None], Awaitable[VoicemailPage]]
    """(filter, limit, cursor). Raises CursorInvalid."""
    find: Callable[[VoicemailId], Awaitable[StoredVoicemail | None]]
    heard: Callable[[VoicemailId, int | None], Awaitable[StoredVoicemail | None]]
    """(message, moment in UTC; None: it is new again)."""


Ready: TypeAlias = Callable[[], Mapping[str, str]]
"""Component -> what is wrong with it; empty when ready."""
MetricsText: TypeAlias = Callable[[], bytes]
