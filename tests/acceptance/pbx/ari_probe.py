"""One ARI request at a time, with nothing but the standard library: these tests do not need our client."""

import base64
import json
import urllib.error
import urllib.request
from typing import Any

from acd.pbx.endpoints import SorceryObject
from acd.pbx.plan import PbxPlan


def ask(plan: PbxPlan, method: str, path: str, body: Any = None, password: str | None = None) -> tuple[int, Any]:
    """Status and JSON of an ARI request."""
    credentials = base64.b64encode(f"{plan.ari_user}:{password or plan.ari_password}".encode()).decode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{plan.ari_port}/ari/{path}",
        data=None if body is None else json.dumps(body).encode(),
        method=method,
        headers={"Authorization": f"Basic {credentials}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read() or b"null")


def push(plan: PbxPlan, objects: list[SorceryObject]) -> None:
    """Puts objects into Asterisk."""
    for each in objects:
        status, answer = ask(plan, "PUT", each.path, each.body)
        assert status == 200, (each, answer)


def stored(plan: PbxPlan, each: SorceryObject) -> dict[str, str]:
    """What Asterisk holds of an object; {} if it has none."""
    status, answer = ask(plan, "GET", each.path)
    return {} if status != 200 else {field["attribute"]: field["value"] for field in answer}
