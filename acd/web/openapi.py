"""Completes the schema: the token, the problem, and no shapes of the framework that we never send."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from acd.web.problems import ProblemDetails
from acd.web.shield import PROTECTED


def schema_of(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """Return the function that makes the schema, once."""
    made: dict[str, Any] = {}

    def schema() -> dict[str, Any]:
        if not made:
            made.update(
                _complete(
                    get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
                )
            )
        return made

    return schema


def _complete(schema: dict[str, Any]) -> dict[str, Any]:
    components = schema.setdefault("components", {})
    shapes = components.setdefault("schemas", {})
    problem = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    shapes |= problem.pop("$defs")
    shapes["Problem"] = problem
    components["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "The operator's token; `acd accounts` prints it.",
        }
    }
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            operation["security"] = [{"token": []}] if path.startswith(PROTECTED) else []
    return schema
