"""A phone that dialled a code: what may be said to it and asked of it, in the language of who is there."""

from collections.abc import Sequence

from acd import logs
from acd.agi.errors import AgiRefused
from acd.agi.session import Session
from acd.domain.agents import AgentId, Endpoint
from acd.domain.feature_codes import DEFAULT_LANGUAGE, FeatureCodes, PauseChoice, Sentence

log = logs.get("feature codes")

KEY_WITHIN_S = 5.0
"""Who presses nothing for so long is done."""
_SETTLE_S = "0.3"
"""Phones open their ears a moment after the answer."""


class PhoneLine:
    """One phone. Every method raises AgiEnded when the other side is gone."""

    def __init__(self, session: Session, settings: FeatureCodes, phone: Endpoint) -> None:
        self.phone = phone
        self.settings = settings
        self._session = session
        self._language = DEFAULT_LANGUAGE

    async def open(self, agent_id: AgentId | None) -> None:
        """Answer, and speak the language of this agent from now on; None: that of the phone."""
        await self._session.answer()
        await self.speak_to(agent_id)
        await self._session.exec("Wait", _SETTLE_S)

    async def speak_to(self, agent_id: AgentId | None) -> None:
        """Speak the language of this agent from now on."""
        self._language = self.settings.language(self.phone, agent_id)
        await self._session.set_variable("CHANNEL(language)", self._language.replace("-", "_"))

    async def say(self, sentence: Sentence) -> None:
        """Say it to the end."""
        try:
            await self._session.stream_file(self._sound(sentence))
        except AgiRefused:
            log.warning("a sound is missing: apply the configuration again", action="sound_missing", sound=sentence)

    async def say_number(self, number: int) -> None:
        """Say a number by its own sound, or else by Asterisk's digits; in English where it has none of the language."""
        sound = self.settings.number(self._language, number)
        if sound is not None:
            try:
                await self._session.stream_file(sound)
            except AgiRefused:
                log.warning("a sound is missing: apply the configuration again", action="sound_missing", sound=number)
            else:
                return
        try:
            await self._session.say_number(number)
        except AgiRefused:
            await self._session.set_variable("CHANNEL(language)", DEFAULT_LANGUAGE)
            await self._session.say_number(number)

    async def ask(self, sentence: Sentence, most: int) -> str:
        """Return what is pressed up to #, cut after `most` keys and one more: who gets more refuses it."""
        try:
            return await self._session.get_data(self._sound(sentence), KEY_WITHIN_S, most + 1)
        except AgiRefused:
            log.warning("a sound is missing: apply the configuration again", action="sound_missing", sound=sentence)
            return ""

    async def choose(self, choices: Sequence[PauseChoice]) -> str:
        """Offer reasons of a pause until a key is pressed; returns it, or "" for none."""
        sounds = [self.settings.prompt(self._language, Sentence.CHOOSE_REASON)]
        sounds += [choice.prompt_in(self._language) for choice in choices]
        for sound in sounds:
            try:
                key = await self._session.stream_file(sound, "0123456789*#")
            except AgiRefused:
                log.warning("a sound is missing: apply the configuration again", action="sound_missing")
                continue
            if key:
                return key
        return await self._session.wait_for_digit(KEY_WITHIN_S)

    def _sound(self, sentence: Sentence) -> str:
        return self.settings.prompt(self._language, sentence)
