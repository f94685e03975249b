"""The languages in which feature codes speak, and callers are told of their wait, without a recording."""

from collections.abc import Mapping
from typing import Final

from acd.configuration.spoken_in.english import ENGLISH
from acd.configuration.spoken_in.french import FRENCH
from acd.configuration.spoken_in.german import GERMAN
from acd.configuration.spoken_in.italian import ITALIAN
from acd.configuration.spoken_in.spanish import SPANISH
from acd.configuration.spoken_in.words import Words

LANGUAGES: Final[Mapping[str, Words]] = {"en": ENGLISH, "de": GERMAN, "es": SPANISH, "fr": FRENCH, "it": ITALIAN}
"""By code, without a country; each has a voice in `acd.prompts.voices`."""
