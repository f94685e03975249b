"""What editors know of a configuration."""

from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given

from acd.configuration.json_schema import DIALECT, json_schema, rendered
from acd.configuration.schema import Document
from acd.configuration.tree import parse
from tests.unit.configuration.documents import SMALL, trees

EXAMPLES = Path(__file__).parents[3] / "examples"


VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def test_it_is_a_schema_with_a_name() -> None:
    """Of the dialect that it names."""
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert (schema["$schema"], schema["$id"], schema["title"]) == (
        DIALECT,
        "urn:acd:configuration",
        "ACD configuration",
    )


def test_the_file_beside_the_example_is_this_schema() -> None:
    """Written by `acd schema > examples/acd.schema.json`."""
    assert (EXAMPLES / "acd.schema.json").read_text() == rendered()


@pytest.mark.parametrize("content", [(EXAMPLES / "demo.yaml").read_bytes(), SMALL])
def test_what_people_write_fits(content: bytes) -> None:
    """Short forms included."""
    VALIDATOR.validate(parse(content).value)


@given(trees())
def test_everything_that_can_be_applied_fits(tree: Any) -> None:
    """An editor never marks what is right: as a person writes it, and in its canonical form."""
    VALIDATOR.validate(tree)
    VALIDATOR.validate(Document.model_validate(tree).tree())


@pytest.mark.parametrize(
    "wrong",
    [
        {"agnets": []},
        {"queues": [{"id": "Q"}]},
        {"queues": [{"id": "q", "ring_timeout_s": 0}]},
        {"queues": [{"id": "q", "requires": {"a": 11}}]},
        {"tenants": [{"id": "a"}]},
        {"tenants": [{"id": "a", "name": "A", "flows": {"x": ["answr"]}}]},
        {"tenants": [{"id": "a", "name": "A", "flows": {"x": [{"play": "a", "queue": "b"}]}}]},
        {"tenants": [{"id": "a", "name": "A", "greeting": {}}]},
    ],
)
def test_an_editor_marks_what_is_wrong(wrong: Any) -> None:
    """While it is written."""
    assert not VALIDATOR.is_valid(wrong)


def test_every_field_has_a_hint() -> None:
    """Shown when the pointer rests on it."""
    schema = json_schema()
    for model in [schema, *schema["$defs"].values()]:
        for name, field in model.get("properties", {}).items():
            assert field.get("description"), name
