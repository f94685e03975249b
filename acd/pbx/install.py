"""Fetches a private Asterisk from Debian testing: no root, no chroot, nothing outside one folder.

A broken or interrupted run leaves the tree of the run before it, or none: the new one is renamed into place.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from acd.pbx import apt
from acd.pbx.errors import AsteriskMissing, InstallFailed
from acd.pbx.locate import ADVICE, TREE, AsteriskBinary, find, private_binary

PACKAGES = ["asterisk", "asterisk-core-sounds-en-wav", "asterisk-moh-opsound-wav"]
STAMP = "acd-installed"

# of no use to a program that is only run: two thirds of the files
_UNNEEDED = (
    *(f"usr/share/{name}" for name in ("doc", "man", "locale", "info", "lintian", "perl", "perl5", "zoneinfo")),
    *(f"usr/share/{name}" for name in ("bash-completion", "gdb", "doc-base", "pixmaps", "gnupg", "snmp")),
    *(f"usr/lib/*/{name}" for name in ("perl*", "libperl*", "gconv")),
    *("usr/bin", "usr/libexec", "usr/lib/systemd", "usr/lib/udev", "etc", "var"),
)


def ensure(root: Path, progress: Callable[[str], None], mirror: str | None = None) -> AsteriskBinary:
    """The usable Asterisk of this machine, fetched if there is none yet.

    Several processes may call it at once: one fetches, the others wait. Raises InstallFailed.
    """
    with contextlib.suppress(AsteriskMissing):
        return find(root)
    root = root.resolve()
    with _locked(root):
        # another process may have fetched it while this one waited
        with contextlib.suppress(AsteriskMissing):
            return find(root)
        return _install(root, progress, mirror)


def install(root: Path, progress: Callable[[str], None], mirror: str | None = None) -> AsteriskBinary:
    """Fetches the private Asterisk into `root`, over an older one if need be; some 30 s and 200 MB.

    Blocking. `progress` gets a line of text at each step. Raises InstallFailed with one sentence
    that says what to do; then what was in `root` before is still there.
    """
    root = root.resolve()
    with _locked(root):
        return _install(root, progress, mirror)


def _install(root: Path, progress: Callable[[str], None], chosen: str | None) -> AsteriskBinary:
    try:
        apt.require_tools()
        mirror = apt.mirror_uri(chosen)
        with tempfile.TemporaryDirectory(prefix="fetch-", dir=root) as work:
            return _fetched(root, Path(work), mirror, progress)
    except (InstallFailed, AsteriskMissing, OSError) as error:
        raise InstallFailed(f"Asterisk could not be fetched: {error}. Mend that, or {ADVICE}.") from error


def _fetched(root: Path, work: Path, mirror: str, progress: Callable[[str], None]) -> AsteriskBinary:
    progress(f"downloading Asterisk and what it needs from Debian {apt.SUITE}")
    packages = apt.fetch(work / "apt", PACKAGES, mirror)
    progress(f"unpacking {len(packages)} packages")
    tree = work / TREE
    tree.mkdir()
    apt.unpack(packages, tree)
    _drop_unneeded(tree)
    _choose_language(tree / "usr/share/asterisk/sounds")
    # the check is the start itself: a tree that cannot tell its version is never put in place
    version = private_binary(tree).version
    (tree / STAMP).write_text(f"Asterisk {version}\n")
    _put_in_place(tree, root / TREE, work)
    progress(f"Asterisk {version} is ready in {root / TREE}")
    return private_binary(root / TREE)


def _drop_unneeded(tree: Path) -> None:
    for pattern in _UNNEEDED:
        for found in tree.glob(pattern):
            if found.is_dir() and not found.is_symlink():
                shutil.rmtree(found)
            else:
                found.unlink()


def _choose_language(sounds: Path) -> None:
    """Points `en` at the unpacked voice: Debian does that in a script that is not run here."""
    voices = sorted(path for path in sounds.glob("en_*") if path.is_dir())
    if not voices:
        raise InstallFailed("the package of spoken prompts holds no English voice")
    (sounds / "en").symlink_to(voices[0].name)


def _put_in_place(new: Path, place: Path, work: Path) -> None:
    """Renames: whoever looks sees the old tree, for an instant none, then the new one; never a part."""
    if place.exists():
        os.rename(place, work / "replaced")
    os.rename(new, place)


@contextlib.contextmanager
def _locked(root: Path) -> Iterator[None]:
    """One installer at a time; the kernel frees the lock if its holder dies."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = open(root / "lock", "w")  # noqa: SIM115 - closed below, after the lock is released
    except OSError as error:
        raise InstallFailed(f"Asterisk could not be fetched: {error}. Mend that, or {ADVICE}.") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
