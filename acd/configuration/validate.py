"""Plain values -> a document and everything that is wrong with it, in one pass for the reader.

Values that are wrong are taken out and the rest is looked at again, so that a slip in one line does not hide a
dead end in another.
"""

import typing
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from acd.configuration.check import check
from acd.configuration.mistakes import Finding
from acd.configuration.schema import Document
from acd.configuration.sentences import sentence_of
from acd.configuration.shelf import SHELF, Shelf

Place = tuple[str | int, ...]

_MANY = 500
"""Wrong values from which on there is no second look: it would take long and tell nothing new."""


def validate(value: Any, shelf: Shelf | None) -> tuple[Document | None, list[Finding]]:
    """The document, None if it has mistakes; and the findings, whose paths are those of `value`.

    Recordings are looked for on the shelf; None: they are not looked for.
    """
    value = {} if value is None else value
    document, errors = _parsed(value, shelf)
    findings = [Finding(_place(value, error, set()), _sentence(error)) for error in errors]
    bad: set[Place] = set()
    if len(errors) > _MANY:
        return None, findings
    while document is None:
        found = {_culprit(value, error, bad) for error in errors}
        if () in found or found <= bad:
            return None, findings
        bad |= found
        document, errors = _parsed(_without(value, bad), shelf)
    for finding in check(document):
        depends_on = tuple(_written(value, path, bad) for path in finding.depends_on)
        finding = replace(finding, path=_written(value, finding.path, bad), depends_on=depends_on)
        if not _spoilt(finding, bad):
            findings.append(finding)
    return (None if bad else document), findings


def _parsed(value: Any, shelf: Shelf | None) -> tuple[Document | None, list[ErrorDetails]]:
    try:
        return Document.model_validate(value, context={SHELF: shelf}), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
    parents = {one["loc"][:depth] for one in errors for depth in range(len(one["loc"]))}
    # a list whose items are all wrong is not also empty
    return None, [one for one in errors if one["type"] != "too_short" or one["loc"] not in parents]


def _place(value: Any, error: ErrorDetails, bad: set[Place]) -> Place:
    """Where the reader should look: for a field that is missing, the field itself."""
    path = _written(value, error["loc"], bad)
    return (*path, error["loc"][-1]) if error["type"] == "missing" and error["loc"][-1] not in path[-1:] else path


def _culprit(value: Any, error: ErrorDetails, bad: set[Place]) -> Place:
    """What to take out: for a field that is missing, the thing that lacks it."""
    loc = error["loc"][:-1] if error["type"] == "missing" else error["loc"]
    return _written(value, loc, bad)


def _written(value: Any, loc: Iterable[str | int], bad: set[Place]) -> Place:
    """A path as far as it is in the file: short forms have fewer levels than what they stand for.

    Counts list items as the file does, also those in `bad` that were taken out before `loc` was made.
    """
    path: Place = ()
    for part in loc:
        if isinstance(value, dict) and part in value:
            path, value = (*path, part), value[part]
        elif isinstance(value, list) and isinstance(part, int):
            kept: Sequence[int] = range(len(value))
            if bad:
                kept = [index for index in kept if (*path, index) not in bad]
            if part < len(kept):
                path, value = (*path, kept[part]), value[kept[part]]
    return path


def _without(value: Any, bad: set[Place], path: Place = ()) -> Any:
    """A copy that lacks what is bad."""
    if isinstance(value, dict):
        items = ((key, (*path, key)) for key in value)
        return {key: _without(value[key], bad, place) for key, place in items if place not in bad}
    if isinstance(value, list):
        places = ((index, (*path, index)) for index in range(len(value)))
        return [_without(value[index], bad, place) for index, place in places if place not in bad]
    return value


def _spoilt(finding: Finding, bad: set[Place]) -> bool:
    """Tell whether a finding may only come from what was taken out."""
    if bad and finding.is_warning:
        return True
    if any(place == needed or place[:-1] == needed for needed in finding.depends_on for place in bad):
        return True
    return any(place[: len(finding.path)] == finding.path[: len(place)] for place in bad)


def _sentence(error: ErrorDetails) -> str:
    fields = _model_at(error["loc"][:-1]).model_fields
    return sentence_of(error, [field.alias or name for name, field in fields.items()])


def _model_at(loc: Iterable[str | int]) -> type[BaseModel]:
    """The model whose fields are meant at a place of the document."""
    model: type[BaseModel] = Document
    for part in loc:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field holds, itself or in a list or mapping."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(part) for part in typing.get_args(annotation))
    return next((model for model in inner if model is not None), None)
