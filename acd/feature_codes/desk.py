"""Takes a phone that dialled a code, runs the behaviour, and counts what came of it."""

from collections.abc import Callable

from acd import logs
from acd.agi.errors import AgiDeclined, AgiEnded
from acd.agi.session import Session
from acd.domain.agents import AgentId, Endpoint
from acd.domain.feature_codes import Dialled, FeatureCode, FeatureCodes, Sentence
from acd.domain.view import AgentView
from acd.feature_codes.centre import Centre
from acd.feature_codes.guesses import Guesses
from acd.feature_codes.hours import set_hours
from acd.feature_codes.outcome import Outcome
from acd.feature_codes.pause import pause
from acd.feature_codes.phone_line import PhoneLine
from acd.feature_codes.recording import toggle_recording
from acd.feature_codes.sign_in import sign_in
from acd.feature_codes.sign_out import sign_out
from acd.feature_codes.supervisor import toggle_supervisor
from acd.feature_codes.toggle_sign_in import toggle_sign_in
from acd.feature_codes.waiting import waiting
from acd.feature_codes.wrapup import extend, ready

log = logs.get("feature codes")

CONTEXT = "from-agent"
"""Where phones dial. A session from anywhere else is nobody's who may use codes."""
_NO_CODE = "none"

Count = Callable[[str, str], None]
"""(code, outcome)."""


class CodeDesk:
    """All codes of one controller."""

    def __init__(self, centre: Centre, guesses: Guesses, count: Count) -> None:
        self._centre = centre
        self._guesses = guesses
        self._count = count
        self._settings = FeatureCodes()

    def use(self, settings: FeatureCodes) -> None:
        """Take over what is configured; sessions in progress end with what they began with."""
        self._settings = settings

    async def route(self, session: Session) -> None:
        """Serve one phone. Raises AgiDeclined for what is no code, and AgiEnded when the phone hung up."""
        request, settings = session.request, self._settings
        phone = Endpoint(request.endpoint)
        dialled = settings.read(request.extension)
        if dialled is None or request.context != CONTEXT or phone not in settings.owners:
            self._count(_NO_CODE, Outcome.UNKNOWN)
            log.info("no feature code, or nobody's phone", action="code_unknown", phone=phone)
            raise AgiDeclined
        outcome = Outcome.HUNG_UP
        try:
            outcome = await self._serve(PhoneLine(session, settings, phone), dialled)
        except AgiEnded:
            pass  # what was asked for until then is done, and nothing else
        finally:
            self._count(dialled.code, outcome)
            log.info("a feature code", action="code", code=dialled.code, phone=phone, outcome=outcome)

    async def _serve(self, line: PhoneLine, dialled: Dialled) -> Outcome:
        here = self._centre.at(line.phone)
        await line.open(here.agent_id if here else None)
        if _is_of_another(dialled, here, line.settings.owners[line.phone]):
            await line.say(Sentence.NOT_POSSIBLE)
            return Outcome.REFUSED
        match dialled.code:
            case FeatureCode.SIGN_IN:
                return await sign_in(line, self._centre, self._guesses)
            case FeatureCode.TOGGLE_SIGN_IN:
                return await toggle_sign_in(line, self._centre)
            case FeatureCode.WAITING:
                agent_id = here.agent_id if here else line.settings.owners[line.phone]
                if agent_id is not None:
                    return await waiting(line, self._centre, agent_id, dialled)
        # looked up again: whoever was here may have gone while the phone was being answered
        here = self._centre.at(line.phone)
        if here is None:
            await line.say(Sentence.NOT_SIGNED_IN)
            return Outcome.REFUSED
        return await self._for_agent(line, here, dialled)

    async def _for_agent(self, line: PhoneLine, agent: AgentView, dialled: Dialled) -> Outcome:
        centre = self._centre
        match dialled.code:
            case FeatureCode.SIGN_OUT:
                return await sign_out(line, centre, agent)
            case FeatureCode.PAUSE:
                return await pause(line, centre, agent, dialled.extra)
            case FeatureCode.READY:
                return await ready(line, centre, agent)
            case FeatureCode.EXTEND_WRAPUP:
                return await extend(line, centre, agent)
            case FeatureCode.RECORDING:
                return await toggle_recording(line, centre, agent)
            case FeatureCode.HOURS:
                return await set_hours(line, centre, agent, dialled)
            case _:
                return await toggle_supervisor(line, centre, agent)


def _is_of_another(dialled: Dialled, here: AgentView | None, owner: AgentId | None) -> bool:
    """Tell whether a key was pressed whose lamp watches somebody else."""
    if not dialled.name or dialled.code is FeatureCode.WAITING:
        return False
    own = owner if dialled.code is FeatureCode.TOGGLE_SIGN_IN else here and here.agent_id
    return dialled.name != own
