"""Classes of music that Asterisk must know besides its own.

The controller writes this file when a configuration is applied, and then reloads res_musiconhold
(ARI: PUT asterisk/modules/res_musiconhold.so). What somebody hears at that moment goes on: Asterisk keeps a class
for as long as a channel plays it.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from acd.domain.music import MusicClass
from acd.pbx.errors import PlanInvalid
from acd.pbx.plan import PbxPlan
from acd.pbx.whole_file import write_whole

_NAME = re.compile(r"acd-[0-9a-f]{8,64}", re.ASCII)
# what a folder of the plan may hold, see plan.py
_FILE = re.compile(r"/[\w.+@=~ /-]*[\w+@=~-]", re.ASCII)
_HEAD = "; classes of music that callers hear while they wait; written by the controller\n"

EARLIER = 1000
"""Classes of earlier configurations that are kept for callers who wait since then. They cost little memory."""


def render_music(classes: Iterable[MusicClass]) -> str:
    """The text of music_classes.conf; raises PlanInvalid for a name or file that could break out of its line."""
    return _HEAD + "".join(_section(one) for one in classes)


def _section(one: MusicClass) -> str:
    for value, allowed in ((one.name, _NAME), *((file, _FILE) for file in one.files)):
        if allowed.fullmatch(value) is None:
            raise PlanInvalid(f"Music {value!r} cannot be written for Asterisk: use a state folder of plain letters.")
    # not mode=files: that plays a whole folder, and the store is one folder for all
    order = ["sort=random"] if one.is_random else []
    return "\n".join([f"[{one.name}]", "mode=playlist", *order, *(f"entry={file}" for file in one.files)]) + "\n"


def write_music(plan: PbxPlan, classes: Sequence[MusicClass], *, but: Iterable[str] = ()) -> bool:
    """Writes the file whole, classes of earlier configurations behind these; returns whether anything changed.

    `but` are names that must not be in it. Blocking, some microseconds.
    """
    before = music_path(plan).read_text(encoding="utf-8") if music_path(plan).exists() else ""
    known = {one.name for one in classes} | set(but)
    earlier = (text for name, text in sections(before) if name not in known)
    after = render_music(classes) + "".join(islice(earlier, EARLIER))
    if after == before:
        return False
    music_path(plan).parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    write_whole(music_path(plan), after)
    return True


def sections(text: str) -> list[tuple[str, str]]:
    """Name and text of each class in a file that was written here."""
    found = re.split(r"^(?=\[)", text, flags=re.MULTILINE)[1:]
    return [(one[1 : one.index("]")], one) for one in found]


def music_path(plan: PbxPlan) -> Path:
    """The file that musiconhold.conf includes."""
    return plan.etc / "music_classes.conf"
