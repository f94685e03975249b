"""The single values of a configuration: what each may look like, and what to write instead of a wrong one."""

import ipaddress
import re
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from acd.configuration.sentences import mend, mistake, shown
from acd.domain.callers import caller_key
from acd.prompts.recordings import SUFFIXES

ID = r"^[a-z][a-z0-9-]{0,39}$"
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_NATIONAL = re.compile(r"[0-9]{2,20}")
_OUTSIDE = re.compile(r"[0-9]{4,20}")
"""Numbers for emergencies are shorter."""
_SIP_USER = re.compile(r"[a-z][a-z0-9._-]{0,39}")
_SEPARATORS = re.compile(r"[ ()/.-]")


def _printable(text: str) -> str:
    # control, invisible (also right-to-left marks), surrogate, private, unassigned; separators of lines and paragraphs
    hidden = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    bad = next((char for char in text if unicodedata.category(char) in hidden), None)
    if bad is not None:
        raise mistake(f"{shown(text)} has a character that cannot be seen (U+{ord(bad):04X}); remove it")
    return text


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _speakable(text: str) -> str:
    if not any(char.isalnum() for char in text):
        raise mistake(f"{shown(text)} has no letter or digit; write words")
    return _printable(text)


def _number_text(value: Any) -> Any:
    # YAML reads an unquoted 5550100 as an integer; no digit is lost in turning it back
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _digits_text(value: Any) -> Any:
    # a number that is not in quotes may have lost noughts; YAML 1.2 as we read it keeps 007 as text
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else value


def _normal_number(text: str) -> str:
    bare = _SEPARATORS.sub("", text)
    if _E164.fullmatch(bare) or _NATIONAL.fullmatch(bare):
        return bare
    if _SIP_USER.fullmatch(text):
        return text
    raise mistake(
        f"{shown(text)} is no number that a caller can dial; use + with country code and number, "
        "the national digits, or a SIP name in small letters"
    )


def _caller_number(text: str) -> str:
    bare = _SEPARATORS.sub("", text)
    if caller_key(bare.removesuffix("*")) is None:
        raise mistake(
            f"{shown(text)} is no number of a caller; use + with country code and number, or the national digits as "
            "your carrier sends them, perhaps with * at the end for all that begin so"
        )
    return bare


def _outside_number(text: str) -> str:
    bare = _SEPARATORS.sub("", text)
    if _E164.fullmatch(bare) or _OUTSIDE.fullmatch(bare):
        return bare
    raise mistake(
        f"{shown(text)} is no number that may be called; use + with country code and number, or 4 to 20 national digits"
    )


def _network(text: str) -> str:
    try:
        network = ipaddress.IPv4Network(text)
    except ValueError as error:
        why = "has bits beyond its mask" if "host bits" in str(error) else "is no IPv4 address or network"
        raise mistake(f"{shown(text)} {why}; use one like 192.0.2.7 or 192.0.2.0/24") from None
    if network.prefixlen < 8:
        raise mistake(f"{shown(text)} lets nearly anybody in; use the trunk's own addresses, /8 or longer")
    return str(network.network_address) if network.prefixlen == 32 else str(network)


def _sound_file(text: str) -> str:
    if not text.lower().endswith(SUFFIXES):
        raise mistake(f"{shown(text)} is no sound file; use one whose name ends in {', '.join(SUFFIXES)}")
    return _printable(text)


Id = Annotated[
    str,
    Field(pattern=ID),
    mend("use small letters, digits and hyphens, beginning with a letter, at most 40"),
]
Name = Annotated[
    str,
    Field(min_length=1, max_length=80),
    BeforeValidator(_stripped),
    AfterValidator(_speakable),
    mend("use 1 to 80 characters"),
]
Target = Annotated[
    str,
    Field(pattern=r"^/?[a-z][a-z0-9-]{0,39}$"),
    mend("use the name of a step of this flow, or /name of another flow"),
]
ValueName = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9_]{0,31}(\.[a-z][a-z0-9_]{0,31})?$"),
    mend("use small letters, digits and _, at most 32, such as tier or caller.known"),
]
Text = Annotated[
    str,
    Field(max_length=256),
    BeforeValidator(_number_text, json_schema_input_type=str | int),
    AfterValidator(_printable),
    mend("use a text of at most 256 characters, in quotes"),
]
Say = Annotated[
    str,
    Field(min_length=1, max_length=1000),
    BeforeValidator(_stripped),
    AfterValidator(_speakable),
    mend("use 1 to 1000 characters"),
]
Sound = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_-]*(/[A-Za-z0-9_][A-Za-z0-9_-]*)*$", max_length=100),
    mend("use the name of a sound in Asterisk's sound folder without suffix, such as vm-goodbye"),
]
SoundFile = Annotated[
    str,
    Field(min_length=1, max_length=255),
    AfterValidator(_sound_file),
    mend("use the path of a sound file, at most 255 characters"),
]
SoundFolder = Annotated[
    str,
    Field(min_length=1, max_length=200),
    AfterValidator(_printable),
    mend("use the path of a folder, at most 200 characters"),
]
Checksum = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
DialledNumber = Annotated[
    str,
    Field(max_length=40),
    BeforeValidator(_number_text, json_schema_input_type=str | int),
    AfterValidator(_normal_number),
    mend("use at most 40 characters, in quotes"),
]
CallerNumber = Annotated[
    str,
    Field(max_length=40),
    BeforeValidator(_number_text, json_schema_input_type=str | int),
    AfterValidator(_caller_number),
    mend("use at most 40 characters, in quotes"),
]
CalledNumber = Annotated[
    str,
    Field(max_length=40),
    BeforeValidator(_number_text, json_schema_input_type=str | int),
    AfterValidator(_outside_number),
    mend("use at most 40 characters, in quotes"),
]
Digits = Annotated[
    str,
    Field(pattern=r"^[0-9]{1,12}$"),
    BeforeValidator(_digits_text, json_schema_input_type=str | int),
    mend("use 1 to 12 digits, in quotes"),
]
FeatureCode = Annotated[
    str,
    Field(pattern=r"^(off|\*[0-9]{1,6})$"),
    mend('use * with 1 to 6 digits in quotes, such as "*46", or off'),
]
PauseDigit = Annotated[
    str,
    Field(pattern=r"^[0-9]$"),
    BeforeValidator(_digits_text, json_schema_input_type=str | int),
    mend("use one digit"),
]
PauseReason = Annotated[
    str,
    Field(min_length=1, max_length=60),
    BeforeValidator(_stripped),
    AfterValidator(_speakable),
    mend("use 1 to 60 characters"),
]
NetworkText = Annotated[
    str, AfterValidator(_network), mend("use an IPv4 address or network, such as 192.0.2.7 or 192.0.2.0/24")
]
SipServer = Annotated[
    str,
    # neither ; nor , nor < > or blanks: it becomes part of an address
    Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,120}[A-Za-z0-9])?(:[1-9][0-9]{0,4})?$"),
    mend("use a name or IPv4 address, perhaps with a port, such as sip.example.com or 192.0.2.1:5060"),
]
SipDomain = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,120}[A-Za-z0-9])?$"),
    mend("use a name such as example.com"),
]
SipUser = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9+][A-Za-z0-9+._-]{0,63}$"),
    mend("use the account's name: letters, digits, + . _ and -"),
]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$"), mend("use a code such as en, en-GB or de")]
Level = Annotated[int, Field(ge=0, le=10), mend("use a level of 0 (none) to 10 (expert)")]
RequiredLevel = Annotated[int, Field(ge=1, le=10), mend("use a level of 1 to 10 (expert)")]
Choice = Annotated[
    Literal[
        "longest_idle", "round_robin", "fewest_calls", "least_talk", "least_occupied", "best_skilled", "least_skilled",
        "linear", "random", "ring_all",
    ],
    mend(
        "use longest_idle, round_robin, fewest_calls, least_talk, least_occupied, best_skilled, least_skilled, linear, "
        "random or ring_all"
    ),
]  # fmt: skip
Answering = Annotated[Literal["by_hand", "auto", "press"], mend("use by_hand, auto or press")]
Place = Annotated[int, Field(ge=1, le=10000), mend("use a place of 1 to 10000")]
Weight = Annotated[int, Field(ge=1, le=100), mend("use a weight of 1 to 100")]
Recording = Annotated[Literal["always", "never", "on_demand"], mend("use always, never or on_demand")]
MusicClass = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$"),
    mend("use the name of a class of music on hold in Asterisk, such as default, or a list of files: [music.mp3]"),
]
