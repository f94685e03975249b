"""docs/configuration.md tells all that can be written, and its examples are right."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from acd.configuration import branches, manners, schema, sounds, steps, web
from acd.configuration.feature_codes import FeatureCodes, PauseChoice
from acd.configuration.source import parse
from acd.configuration.tree import parse as parse_yaml

DOCS = Path(__file__).parents[3] / "docs"
TEXT = (DOCS / "configuration.md").read_text()
MODELS: list[type[BaseModel]] = [
    schema.Document, schema.Trunk, schema.Registration, schema.Tenant, schema.Number, schema.Queue, schema.Agent,
    schema.Phone, schema.Offers, schema.Fairness, FeatureCodes, PauseChoice, sounds.Prompt, steps.Step, steps.Flow,
    web.Lookup, web.Webhook,
    steps.Menu, steps.Collect, steps.LookUp, steps.Webhook, steps.Message, steps.Callback, steps.Transfer,
    steps.Consent, branches.Case, branches.Compared, manners.Voice,
]  # fmt: skip


@pytest.mark.parametrize("name", sorted({name for model in MODELS for name in model.model_fields}))
def test_every_field_is_explained(name: str) -> None:
    """At least named, there or on a page that it leads to."""
    pages = [TEXT, *((DOCS / page).read_text() for page in ("flows.md", "lookups.md", "hours.md", "prompts.md"))]
    assert any(re.search(rf"\b{name}\b", page) for page in pages)


@pytest.mark.parametrize("model", [schema.Queue, schema.Offers, schema.Fairness, FeatureCodes])
def test_defaults_are_those_of_the_schema(model: type[BaseModel]) -> None:
    """A table that lies is worse than none."""
    for name, field in model.model_fields.items():
        if isinstance(field.default, int | float):
            assert re.search(rf"^\| `{name}` \|.*\| {field.default:g} \|$", TEXT, re.MULTILINE), name


def test_the_common_case_is_right_as_it_stands() -> None:
    """A newcomer copies it."""
    first, *others = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    assert parse(first.encode(), "docs").warnings == ()
    assert all(parse_yaml(text.encode()).complete for text in others)
