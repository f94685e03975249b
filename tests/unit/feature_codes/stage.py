"""A real engine behind a real FastAGI server, and a scripted Asterisk that dials codes: nothing is faked between."""

import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from acd.clock import Clock
from acd.domain.agents import AgentId, AgentState, Endpoint
from acd.domain.commands import Command, PauseRecording, ResumeRecording
from acd.domain.events import (
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    PbxConnected,
    PoolApplied,
    RecordingMuted,
    SignInRequested,
)
from acd.domain.feature_codes import FeatureCode, FeatureCodes, PauseChoice, Sentence
from acd.domain.flows import Prompt
from acd.domain.queues import Queue, QueueId
from acd.domain.recordings import RecordingPolicy
from acd.engine.engine import Engine
from acd.engine.live import queues_of
from acd.feature_codes.centre import Centre
from acd.feature_codes.desk import CodeDesk
from acd.feature_codes.guesses import Guesses
from acd.runtime.controller import Controller
from tests.fixtures.patience import until
from tests.playbooks import agent, arrives, needs, office, queue
from tests.unit.agi.peer import Caller, calling, serving
from tests.unit.engine.scenes import ALICE, BOB, LEG

DESK = Endpoint("phone-front")
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
PINS = {ALICE: "111111", BOB: "222222"}
NUMBERS = {"7001": ALICE, "7002": BOB}
CODES = {
    "*11": FeatureCode.SIGN_IN,
    "*12": FeatureCode.SIGN_OUT,
    "*45": FeatureCode.TOGGLE_SIGN_IN,
    "*46": FeatureCode.PAUSE,
    "*47": FeatureCode.WAITING,
    "*61": FeatureCode.READY,
    "*62": FeatureCode.EXTEND_WRAPUP,
    "*63": FeatureCode.RECORDING,
    "*64": FeatureCode.SUPERVISOR,
    "*65": FeatureCode.HOURS,
}
SETTINGS = FeatureCodes(
    codes=CODES,
    agents=NUMBERS,
    queues={"5": QueueId("vip")},
    owners={Endpoint("agent-alice"): ALICE, Endpoint("agent-bob"): BOB, DESK: None},
    agent_languages={BOB: "de"},
    voices={
        "en": {sentence: Prompt(f"en/{sentence}") for sentence in Sentence},
        "de": {Sentence.SIGNED_IN: Prompt("de/signed-in")},
    },
)
REASONS = (PauseChoice("1", "lunch", Prompt("lunch")), PauseChoice("2", "training", Prompt("training")))

Talk = tuple[str, str]


def says(sentence: Sentence, answer: str = "200 result=0 endpos=800", language: str = "en") -> Talk:
    """A sentence is played to the end."""
    return f'STREAM FILE "{language}/{sentence}" ""', answer


def asks(sentence: Sentence, keys: str) -> Talk:
    """A sentence asks for up to twelve keys, and these are pressed."""
    return f'GET DATA "en/{sentence}" "5000" "13"', f"200 result={keys}"


def speaks(language: str) -> Talk:
    """The language of numbers is chosen."""
    return f'SET VARIABLE "CHANNEL(language)" "{language}"', "200 result=1"


DONE: Talk = ('SET VARIABLE "ACD_AGI" "done"', "200 result=1")
"""The dialplan is told that the route came to its end."""


def opening(language: str = "en") -> tuple[Talk, ...]:
    """The phone is answered."""
    return ("ANSWER", "200 result=0"), speaks(language), ('EXEC "Wait" "0.3"', "200 result=0")


class Stage:
    """Alice, Bob, a desk; queues sales (everybody) and vip (Alice)."""

    def __init__(self, *, wrapup_s: float = 0, settings: FeatureCodes = SETTINGS) -> None:
        self.engine = Engine()
        self.controller = Controller(self.engine, Clock(), [])
        self.controller.connect(self._nothing_happens)
        self.mutes = True
        self.counted: list[tuple[str, str]] = []
        self.now = 0.0
        centre = Centre(
            self.controller.view,
            self.controller.ask,
            partial(queues_of, self.engine),
            lambda agent_id: PINS.get(agent_id, "000000"),
            self.controller.hours,
            lambda: NOON,
        )
        self.centre = centre
        self.guesses = Guesses(lambda: self.now)
        self.desk = CodeDesk(centre, self.guesses, lambda code, outcome: self.counted.append((code, outcome)))
        self.desk.use(settings)
        self._house(wrapup_s)

    def tell(self, *events: Event) -> None:
        """Let something happen."""
        for event in events:
            self.controller.submit(event)

    def signed_in(self, *agents: AgentId) -> "Stage":
        """With these agents at their own phones."""
        self.tell(*map(SignInRequested, agents))
        return self

    def talking(self) -> "Stage":
        """With Alice in a conversation of call c1."""
        self.signed_in(ALICE).tell(arrives(), LegAnswered(LEG), LegConnected(LEG))
        assert self.state(ALICE) is AgentState.TALKING
        return self

    def in_wrapup(self) -> "Stage":
        """With Alice at her notes."""
        self.talking().tell(LegEnded(LEG))
        assert self.state(ALICE) is AgentState.WRAPUP
        return self

    def state(self, agent_id: AgentId) -> AgentState:
        """What an agent does."""
        return self.engine.agents.agents[agent_id].state

    async def dial(self, code: str, *talk: Talk, phone: str = "agent-alice", language: str = "en") -> None:
        """Dial; after the answer this is what is asked of Asterisk, to the end."""
        await self.play(code, *opening(language), *talk, DONE, phone=phone)

    async def play(self, code: str, *talk: Talk, phone: str = "agent-alice", context: str = "from-agent") -> None:
        """Dial; this is all that is asked of Asterisk, then the connection is closed."""
        async with self.line(code, phone, context) as caller:
            await caller.expect(*talk)

    @contextlib.asynccontextmanager
    async def line(self, code: str, phone: str, context: str = "from-agent") -> AsyncIterator[Caller]:
        """A phone that dialled; what is left unsaid at the end must be nothing."""
        before = len(self.counted)
        headers = (
            f"agi_network_script: code\nagi_channel: PJSIP/{phone}-00000001\nagi_uniqueid: acd-1.0\n"
            f"agi_extension: {code}\nagi_context: {context}\n\n"
        )
        async with serving({"code": self.desk.route}) as (server, port), calling(port, headers) as caller:
            yield caller
            with contextlib.suppress(ConnectionError):
                assert await caller.command() == ""
            await until(lambda: server.sessions == 0, "the session ends")
            assert server.failed == 0
        assert len(self.counted) == before + 1, "every code is counted once"

    def _house(self, wrapup_s: float) -> None:
        lines: list[Queue] = [
            queue(wrapup_s=wrapup_s, recording=RecordingPolicy.ON_DEMAND),
            queue("vip", needs(en=1), recording=RecordingPolicy.NEVER),
        ]
        pool = office(agent("alice", en=5), agent("bob"), queues=lines)
        self.tell(PoolApplied(replace(pool, desks=frozenset({DESK}))), PbxConnected())

    def _nothing_happens(self, commands: Iterable[Command]) -> None:
        """The PBX is the test, but for pauses of recordings."""
        for command in commands:
            if self.mutes and isinstance(command, PauseRecording | ResumeRecording):
                muted = isinstance(command, PauseRecording)
                self.tell(RecordingMuted(command.lane, command.recording_id, muted))
