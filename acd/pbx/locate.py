"""Which Asterisk is used: the machine's own if it is new enough, else the private one. Starts nothing but `-V`."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from acd.asterisk_version import FLOOR, refusal, version_of
from acd.pbx.errors import AsteriskMissing

TREE = "asterisk"
"""Folder below the private root that holds the unpacked packages."""

ADVICE = f"install Asterisk >= {'.'.join(map(str, FLOOR))} yourself and put it in PATH"

_SYSTEM_PREFIXES = ("/usr", "/usr/local")


@dataclass(frozen=True, slots=True)
class AsteriskBinary:
    """How to start an Asterisk, and where its own files are."""

    argv: tuple[str, ...]
    version: str
    modules_dir: Path
    data_dir: Path
    """Holds sounds, moh and the documentation without which modules refuse their settings."""


def find(root: Path) -> AsteriskBinary:
    """The Asterisk in PATH if it is usable, else the one that `install` put below `root`.

    Raises AsteriskMissing, which says what was found and why it was not taken.
    """
    reasons: list[str] = []
    in_path = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    if in_path is None:
        reasons.append("none in PATH")
    else:
        try:
            return system_binary(Path(in_path))
        except AsteriskMissing as error:
            reasons.append(str(error))
    try:
        return private_binary(root.resolve() / TREE)
    except AsteriskMissing as error:
        reasons.append(str(error))
    raise AsteriskMissing(f"No usable Asterisk ({'; '.join(reasons)}): {ADVICE}, or let `acd` fetch a private one.")


def system_binary(executable: Path) -> AsteriskBinary:
    """An Asterisk that the machine's owner installed."""
    prefixes = dict.fromkeys([str(executable.resolve().parent.parent), *_SYSTEM_PREFIXES])
    folders = [Path(prefix) / lib for prefix in prefixes for lib in ("lib", "lib64")]
    modules = [found for folder in folders for found in sorted(folder.glob("**/asterisk/modules/app_stasis.so"))]
    if not modules:
        raise AsteriskMissing(f"{executable} has no module app_stasis.so in {' or '.join(map(str, folders))}")
    homes = [*(Path(prefix) / "share/asterisk" for prefix in prefixes), Path("/var/lib/asterisk")]
    data = next((home for home in homes if (home / "documentation").is_dir()), None)
    if data is None:
        raise AsteriskMissing(f"{executable} has no documentation folder in {' or '.join(map(str, homes))}")
    return _checked((str(executable),), modules[0].parent, data)


def private_binary(tree: Path) -> AsteriskBinary:
    """The unpacked packages below `tree`, run by their own loader: the machine's libraries do not matter."""
    executable = tree / "usr/sbin/asterisk"
    loaders = sorted(tree.glob("usr/lib*/ld-linux*.so.*")) + sorted(tree.glob("usr/lib/*/ld-linux*.so.*"))
    modules = sorted(tree.glob("usr/lib/*/asterisk/modules"))
    if not executable.is_file() or not loaders or not modules:
        raise AsteriskMissing(f"none in {tree}")
    libraries = modules[0].parents[1]
    argv = (str(loaders[0]), "--library-path", str(libraries), str(executable))
    return _checked(argv, modules[0], tree / "usr/share/asterisk")


def _checked(argv: tuple[str, ...], modules_dir: Path, data_dir: Path) -> AsteriskBinary:
    """The binary with the version it answers; raises AsteriskMissing if that one must not be used."""
    try:
        answer = subprocess.run([*argv, "-V"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AsteriskMissing(f"{argv[-1]} does not start: {error}") from error
    version = version_of(answer.stdout)
    if version is None:
        said = (answer.stdout + answer.stderr).strip()[-200:]
        raise AsteriskMissing(f"{argv[-1]} -V did not tell a version but {said!r}")
    why_not = refusal(version)
    if why_not is not None:
        raise AsteriskMissing(f"{argv[-1]}: {why_not}")
    return AsteriskBinary(argv, version, modules_dir, data_dir)
