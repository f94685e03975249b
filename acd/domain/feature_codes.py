"""Codes that agents dial: what each means, what is said to them, and how a dialled code is read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from acd.domain.agents import AgentId, Endpoint
from acd.domain.flows import Prompt
from acd.domain.hours import HoursId
from acd.domain.queues import QueueId

DEFAULT_LANGUAGE = "en"
LARGEST_NUMBER = 99
"""No larger one has a sound of its own."""
MORE = LARGEST_NUMBER + 1
"""Stands for every number that is larger."""
_ID = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)


class FeatureCode(StrEnum):
    """What a code means."""

    SIGN_IN = "sign_in"
    """At this phone, with agent number and PIN."""
    SIGN_OUT = "sign_out"
    """Whoever is signed in at this phone."""
    TOGGLE_SIGN_IN = "toggle_sign_in"
    """In or out, of the agent whose own phone it is."""
    PAUSE = "pause"
    """Pause or resume; a digit behind it is the reason."""
    WAITING = "waiting"
    """How many wait; * and a queue's number behind it: in that queue."""
    READY = "ready"
    EXTEND_WRAPUP = "extend_wrapup"
    RECORDING = "recording"
    SUPERVISOR = "supervisor"
    HOURS = "hours"
    """Open or close; the number of hours and a digit behind it."""


class Sentence(StrEnum):
    """What can be said; also the name of its sound in a folder of recordings."""

    ENTER_NUMBER = "enter-number"
    ENTER_PIN = "enter-pin"
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    SIGN_OUT_LATER = "sign-out-later"
    NOT_SIGNED_IN = "not-signed-in"
    NO_OWNER = "no-owner"
    WRONG_PIN = "wrong-pin"
    TOO_MANY_GUESSES = "too-many-guesses"
    TOO_LONG = "too-long"
    PHONE_IN_CALL = "phone-in-call"
    IN_CALL_ELSEWHERE = "in-call-elsewhere"
    CHOOSE_REASON = "choose-reason"
    NO_SUCH_REASON = "no-such-reason"
    PAUSED = "paused"
    PAUSE_LATER = "pause-later"
    TAKING_CALLS = "taking-calls"
    CALLERS_WAITING = "callers-waiting"
    """A number follows."""
    NO_SUCH_QUEUE = "no-such-queue"
    NO_WRAPUP = "no-wrapup"
    WRAPUP_EXTENDED = "wrapup-extended"
    NO_CALL = "no-call"
    RECORDING_STARTED = "recording-started"
    RECORDING_PAUSED = "recording-paused"
    RECORDING_RESUMED = "recording-resumed"
    RECORDING_NOT_ALLOWED = "recording-not-allowed"
    RECORDING_NOT_POSSIBLE = "recording-not-possible"
    SUPERVISOR_CALLED = "supervisor-called"
    SUPERVISOR_NOT_NEEDED = "supervisor-not-needed"
    SUPERVISOR_WANTED = "supervisor-wanted"
    """To the supervisor who answers, when the agent is in no conversation."""
    PAUSED_AUTOMATICALLY = "paused-automatically"
    """To who comes back from a pause that nobody asked for."""
    PRESS_TO_ACCEPT = "press-to-accept"
    """Behind the whisper, to who must press a key before the caller is connected."""
    MESSAGE = "message"
    """To an agent who is to hear a caller's message; the whisper follows."""
    MESSAGE_KEYS = "message-keys"
    """Behind such a message."""
    HOURS_OPEN = "hours-open"
    HOURS_CLOSED = "hours-closed"
    HOURS_AS_WRITTEN = "hours-as-written"
    NO_SUCH_HOURS = "no-such-hours"
    SUPERVISORS_ONLY = "supervisors-only"
    NOT_POSSIBLE = "not-possible"


@dataclass(frozen=True, slots=True)
class PauseChoice:
    """A reason that can be chosen by a digit."""

    digit: str
    reason: str
    prompt: Prompt
    in_languages: Mapping[str, Prompt] = field(default_factory=dict)
    """Where it sounds otherwise than `prompt`."""

    def prompt_in(self, language: str) -> Prompt:
        """Return the sound in this language (de-AT), its parent (de), or the default."""
        found = (self.in_languages[name] for name in _with_parent(language) if name in self.in_languages)
        return next(found, self.prompt)


@dataclass(frozen=True, slots=True)
class Dialled:
    """A code as it was dialled."""

    code: FeatureCode
    extra: str = ""
    """Digits behind it: of a reason or a queue, or of hours with what they are to be."""
    name: str = ""
    """Id of an agent or a queue behind it: a key with a lamp dials what its lamp watches."""


@dataclass(frozen=True, slots=True)
class FeatureCodes:
    """Everything that is configured for codes."""

    codes: Mapping[str, FeatureCode] = field(default_factory=dict)
    """By what is dialled; none begins like another."""
    pause_choices: tuple[PauseChoice, ...] = ()
    extend_wrapup_s: float = 60.0
    agents: Mapping[str, AgentId] = field(default_factory=dict)
    """By the number that they dial."""
    queues: Mapping[str, QueueId] = field(default_factory=dict)
    """By the number that is dialled."""
    owners: Mapping[Endpoint, AgentId | None] = field(default_factory=dict)
    """Every phone, with the agent whose own it is."""
    agent_languages: Mapping[AgentId, str] = field(default_factory=dict)
    """Of those who do not speak the default."""
    phone_languages: Mapping[Endpoint, str] = field(default_factory=dict)
    voices: Mapping[str, Mapping[Sentence, Prompt]] = field(default_factory=dict)
    """By language; the default has every sentence."""
    numbers: Mapping[str, Mapping[int, Prompt]] = field(default_factory=dict)
    """By language; MORE among them. Asterisk says what is not here."""

    hours: Mapping[str, HoursId] = field(default_factory=dict)
    """By the number that is dialled."""
    supervisors: frozenset[AgentId] = frozenset()
    """Who may open and close hours."""
    override_s: float | None = None
    """For how long; None: until the end of the day, by the clock of the tenant."""

    def read(self, dialled: str) -> Dialled | None:
        """Return what was dialled; None for what is no code, or has something behind it that it does not take."""
        for text, code in self.codes.items():
            if dialled.startswith(text):
                return _with_extra(code, dialled[len(text) :])
        return None

    def prompt(self, language: str, sentence: Sentence) -> Prompt:
        """Return the sound of a sentence: in this language (de-AT), its parent (de), or the default."""
        for name in _with_parent(language):
            if sentence in self.voices.get(name, {}):
                return self.voices[name][sentence]
        return self.voices[DEFAULT_LANGUAGE][sentence]

    def number(self, language: str, number: int) -> Prompt | None:
        """Return the sound of a number in this language or its parent; None when there is none."""
        sounds = (self.numbers.get(name, {}) for name in _with_parent(language))
        return next((found[min(number, MORE)] for found in sounds if min(number, MORE) in found), None)

    def language(self, phone: Endpoint, agent_id: AgentId | None) -> str:
        """Return what to speak at a phone, to an agent if one is known."""
        agent_id = agent_id or self.owners.get(phone)
        if agent_id is not None:
            return self.agent_languages.get(agent_id, DEFAULT_LANGUAGE)
        return self.phone_languages.get(phone, DEFAULT_LANGUAGE)


def number_name(number: int) -> str:
    """Return the name of a number's sound in a folder of recordings."""
    return "number-more" if number == MORE else f"number-{number}"


def _with_parent(language: str) -> tuple[str, str]:
    return language, language.partition("-")[0]


_WITH_LAMPS = (FeatureCode.TOGGLE_SIGN_IN, FeatureCode.PAUSE, FeatureCode.WAITING)


def _with_extra(code: FeatureCode, rest: str) -> Dialled | None:
    if not rest:
        return Dialled(code)
    if rest[0] == "*" and code in _WITH_LAMPS and _ID.fullmatch(rest[1:]):
        return Dialled(code, name=rest[1:])
    if code is FeatureCode.PAUSE and len(rest) == 1 and rest in "0123456789":
        return Dialled(code, rest)
    if code is FeatureCode.HOURS and 2 <= len(rest) <= 13 and _are_digits(rest) and rest[-1] in "123":
        return Dialled(code, rest)
    if code is FeatureCode.WAITING and rest[0] == "*" and 2 <= len(rest) <= 13 and _are_digits(rest[1:]):
        return Dialled(code, rest[1:])
    return None


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
