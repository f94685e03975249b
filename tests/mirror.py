"""Checks that every module has a test module of its own: `python -m tests.mirror`."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

COVERED_ELSEWHERE = {
    "acd/__main__.py": "two lines; the acceptance tests start it",
    "acd/ports.py": "protocols; the contract tests hold each fake and its real peer to them",
    "acd/cli.py": "wiring; the acceptance tests run the commands as a user does",
    "acd/app.py": "wiring; the acceptance tests start all of it",
}


def missing() -> list[str]:
    """Return the modules without a test module at the mirrored place."""
    wanted = []
    for module in sorted((ROOT / "acd").rglob("*.py")):
        name = module.relative_to(ROOT).as_posix()
        mirrored = ROOT / "tests/unit" / module.relative_to(ROOT / "acd").with_name(f"test_{module.name}")
        if module.name == "__init__.py" or name in COVERED_ELSEWHERE or mirrored.exists():
            continue
        wanted.append(f"{name}: no {mirrored.relative_to(ROOT).as_posix()}")
    return wanted


if __name__ == "__main__":
    complaints = missing()
    print("\n".join(complaints) or "every module has its tests")
    sys.exit(bool(complaints))
