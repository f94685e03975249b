"""Checks that every module that does something has a test module of its own: `python -m tests.mirror`."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

COVERED_ELSEWHERE = {
    "acd/__main__.py": "two lines; the acceptance tests start it",
    "acd/ports.py": "protocols; the contract tests hold each fake and its real peer to them",
    "acd/cli.py": "wiring; the acceptance tests run the commands as a user does",
    "acd/app.py": "wiring; the acceptance tests start all of it",
    "acd/serve.py": "signals and prints; the acceptance tests run it as a user does",
}


def missing() -> list[str]:
    """Return the modules without a test module at the mirrored place."""
    wanted = []
    for module in sorted((ROOT / "acd").rglob("*.py")):
        name = module.relative_to(ROOT).as_posix()
        mirrored = ROOT / "tests/unit" / module.relative_to(ROOT / "acd").with_name(f"test_{module.name}")
        if module.name == "__init__.py" or name in COVERED_ELSEWHERE or mirrored.exists():
            continue
        if not _does_something(module):
            continue
        wanted.append(f"{name}: no {mirrored.relative_to(ROOT).as_posix()}")
    return wanted


def _does_something(module: Path) -> bool:
    """Tell whether there is a function in it; words and tables are tested through those who use them."""
    tree = ast.parse(module.read_text())
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(tree))


if __name__ == "__main__":
    complaints = missing()
    print("\n".join(complaints) or "every module has its tests")
    sys.exit(bool(complaints))
