"""Mistakes in plain words: what was found, what is wrong with it, and what to write instead."""

import difflib
import json
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import ErrorDetails, PydanticCustomError

_LONGEST_SHOWN = 60
_PLAIN = "plain"

_FAULTS = {
    "string_type": "is not text (text that looks like a number or true/false needs quotes)",
    "string_too_short": "is too short",
    "string_too_long": "is too long",
    "string_pattern_mismatch": "does not fit",
    "int_type": "is not a whole number",
    "int_parsing": "is not a whole number",
    "int_from_float": "is not a whole number",
    "float_type": "is not a number",
    "float_parsing": "is not a number",
    "finite_number": "is not a finite number",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "greater_than": "is too small",
    "greater_than_equal": "is too small",
    "less_than_equal": "is too large",
    "literal_error": "does not fit",
    "enum": "does not fit",
}

_WRONG_SHAPE = {
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": "must be fields with values (name: value)",
    "model_type": "must be fields with values (name: value)",
}


def mend(advice: str) -> WrapValidator:
    """Annotate a type with what to do about a wrong value; such as "use 1 to 300 seconds"."""

    def checked(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            if first["type"] == _PLAIN:
                raise mistake(first["msg"]) from None
            raise mistake(f"{shown(value)} {_FAULTS.get(first['type'], first['msg'])}; {advice}") from None

    return WrapValidator(checked)


def mistake(sentence: str) -> PydanticCustomError:
    """An error for a validator to raise, whose message is the sentence as it stands."""
    # not the template itself: a brace in a user's text would be taken for a placeholder
    return PydanticCustomError(_PLAIN, "{sentence}", {"sentence": sentence})


def sentence_of(error: ErrorDetails, known_fields: Iterable[str]) -> str:
    """What is wrong at a place, to be read after the field's path.

    `known_fields` are those of the mapping where the error is; a misspelt one is told its nearest.
    """
    kind, name = error["type"], str(error["loc"][-1]) if error["loc"] else ""
    if kind == "extra_forbidden":
        return f"there is no such field{nearest(name, known_fields)}"
    if kind == "missing":
        return "is missing; write it"
    if kind == "too_short":
        return "is empty; write at least one entry"
    if kind == "too_long":
        return f"has {error['ctx']['actual_length']} entries; {error['ctx']['max_length']} are the limit"
    if kind in _WRONG_SHAPE and error["input"] is None:
        return "is empty; fill it in or remove it"
    if kind in _WRONG_SHAPE:
        return f"{shown(error['input'])} does not fit; this {_WRONG_SHAPE[kind]}"
    if kind in _FAULTS:
        return f"{shown(error['input'])} {_FAULTS[kind]}"
    return str(error["msg"])


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown word: a guess if one is near, else all that are known."""
    choices = sorted(known)
    by_form = {choice.lower(): choice for choice in choices}
    close = difflib.get_close_matches(word.lower(), by_form, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {by_form[close[0]]}?"
    if not choices:
        return "; there are none"
    more = ", ..." if len(choices) > 12 else ""
    return f"; known: {', '.join(choices[:12])}{more}"


def shown(value: object) -> str:
    """A value as its writer would recognise it, cut to one short line."""
    if isinstance(value, dict | list | tuple):
        return "a list" if isinstance(value, list | tuple) else "a group of fields"
    if value is None:
        return "nothing"
    text = printable(json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= _LONGEST_SHOWN else f'{text[:_LONGEST_SHOWN]}..."'


def printable(text: str) -> str:
    """The text with escapes for what a terminal could obey or not show: a file's writer need not be its reader."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def path_text(path: Iterable[str | int]) -> str:
    """A place in a document as people write it: queues[1].ring_timeout_s."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{_plain(part)}" if text else _plain(part)
    return text


def _plain(key: str) -> str:
    return key if key.replace("-", "").replace("_", "").isalnum() and len(key) <= _LONGEST_SHOWN else shown(key)
