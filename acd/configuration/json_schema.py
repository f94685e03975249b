"""The JSON schema of a configuration, for editors: `# yaml-language-server: $schema=acd.schema.json`."""

import json
from typing import Any

from acd.configuration.schema import Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = "urn:acd:configuration"


def json_schema() -> dict[str, Any]:
    """The schema in the words of the file that people write, short forms included."""
    schema = Document.model_json_schema(mode="validation")
    return {"$schema": DIALECT, "$id": ID, **schema, "title": "ACD configuration"}


def rendered() -> str:
    """The text of acd.schema.json, as `acd schema` prints it."""
    return json.dumps(json_schema(), indent=2) + "\n"
