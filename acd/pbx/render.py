"""Plan -> configuration files, from the templates in asterisk-conf/ and dialplan/.

A template holds %{name}; a name that the plan does not have is an error, a value that could break out of its
line is an error too. Files appear whole or not at all, readable by the owner and the group only.
"""

import os
import re
import resource
import string
import sys
from pathlib import Path

from acd.pbx.errors import PbxError, PlanInvalid
from acd.pbx.lamps import context as lamps_context
from acd.pbx.lamps import hints_path, note_read, write_hints
from acd.pbx.locate import AsteriskBinary
from acd.pbx.music import music_path, write_music
from acd.pbx.plan import PbxPlan
from acd.pbx.safety_net import members_path, write_members
from acd.pbx.whole_file import write_whole

_WANTED_FILES = 65536
"""Open files; Asterisk needs about six for each call."""

_CLAIM_WITHIN_MS = 1500
"""A claim comes within 3 ms; whoever needs longer than this is stuck. Nothing is heard meanwhile."""
_CLAIM_AGAIN_WITHIN_MS = 500
"""The same where it is likely that nobody is there."""

_PROMPTS = {
    "apology": "im-sorry&one-moment-please",
    "waiting": "queue-periodic-announce",
    "nobody": "im-sorry&vm-nobodyavail",
    "leave_message": "vm-intro",
    "farewell": "vm-goodbye",
    "messages_full": "im-sorry&vm-mailboxfull",
}
"""Asterisk's own words; safety-net-leave-message.wav and so on in the folder of prompts replace them."""

# tab is harmless, every other control character could start a line or hide one
_UNSAFE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]|[$%@]\{")
_PATIENCE = "${ACD_PATIENCE}"
_OWN = {"nat_lines": "\n", "entry": _PATIENCE}
"""What a value may hold of that all the same, since we put it there."""


class ConfTemplate(string.Template):
    """%{name} only: Asterisk's own ${...} and %F pass through."""

    # the groups are those that string.Template demands; `named` and `escaped` never match
    pattern = r"%(?:(?P<escaped>(?!))|(?P<named>(?!))|\{(?P<braced>[a-z_]+)\}|(?P<invalid>\{))"  # type: ignore[assignment]


def render(plan: PbxPlan, binary: AsteriskBinary) -> Path:
    """Writes every file that this Asterisk reads and makes its folders; returns asterisk.conf.

    The members of the safety net, the classes of music and the lamps are left as they are: the controller writes them.
    Raises PbxError when a template is wrong or a folder is not ours.
    """
    make_folders(plan)
    values = values_of(plan, binary)
    for template in templates():
        write_whole(plan.etc / template.name, filled(template.read_text(encoding="utf-8"), values, template.name))
    if not members_path(plan).exists():
        # Asterisk remembers which files it read: one that appears later is not noticed on reload
        write_members(plan, [])
    if not music_path(plan).exists():
        write_music(plan, [])
    if not hints_path(plan).exists():
        write_hints(plan, "")
    note_read(plan, hints_path(plan).read_text())
    return plan.etc / "asterisk.conf"


def templates() -> list[Path]:
    """The template files: beside the package in a checkout, below share/acd when installed."""
    for home in (Path(__file__).parents[2], Path(sys.prefix) / "share/acd"):
        found = sorted(home.glob("asterisk-conf/*.conf")) + sorted(home.glob("dialplan/*.conf"))
        if found:
            return found
    raise PbxError(f"The folders asterisk-conf and dialplan are missing in {Path(__file__).parents[2]}: reinstall acd.")


def values_of(plan: PbxPlan, binary: AsteriskBinary) -> dict[str, str]:
    """Every name that a template may use, with its text."""
    return {
        "etc_dir": str(plan.etc),
        "state_dir": str(plan.state),
        "run_dir": str(plan.run),
        "modules_dir": str(binary.modules_dir),
        "data_dir": str(binary.data_dir),
        "system_name": plan.system_name,
        "entity_id": entity_id(plan),
        "max_files": str(_most_files()),
        "ari_port": str(plan.ari_port),
        "ari_user": plan.ari_user,
        "ari_password": plan.ari_password,
        "ami_port": str(plan.ami_port),
        "ami_user": plan.ami_user,
        "ami_password": plan.ami_password,
        "agi_port": str(plan.agi_port),
        "agi_limit_s": str(plan.agi_limit_s),
        "sip_bind": plan.sip_bind,
        "sip_port": str(plan.sip_port),
        "nat_lines": nat_lines(plan),
        "rtp_first": str(plan.rtp_first),
        "rtp_last": str(plan.rtp_last),
        **{name: _prompt(plan, f"safety-net-{name.replace('_', '-')}", words) for name, words in _PROMPTS.items()},
        "safety_net_wait_s": str(plan.safety_net_wait_s),
        "messages_dir": str(plan.messages_folder),
        "message_limit_s": str(plan.message_limit_s),
        "message_silence_s": str(plan.message_silence_s),
        "claim_ms": str(_CLAIM_WITHIN_MS),
        "claim_again_ms": str(_CLAIM_AGAIN_WITHIN_MS),
        "lease_s": str(plan.lease_s),
        "lamps": lamps_context(plan),
        **_entry(plan, binary),
    }


def filled(text: str, values: dict[str, str], name: str) -> str:
    """The template with its values; raises PlanInvalid for an unsafe value, PbxError for an unknown name."""
    for key, value in values.items():
        # NAT lines are several on purpose, made of checked addresses; the entry holds a variable of the dialplan
        if _UNSAFE.search(value.replace(_OWN.get(key, ""), "")):
            raise PlanInvalid(f"Value {key} of the PBX cannot be written into {name}: {value!r}.")
    try:
        return ConfTemplate(text).substitute(values)
    except (KeyError, ValueError) as error:
        raise PbxError(f"Template {name} asks for something that the plan does not have: {error}.") from error


def entity_id(plan: PbxPlan) -> str:
    """A locally administered MAC address, different for each state folder and system name."""
    digits = plan.fingerprint_of_state()
    return ":".join(["02", *(digits[place : place + 2] for place in range(0, 10, 2))])


def nat_lines(plan: PbxPlan) -> str:
    """Lines of a transport behind NAT; "" when it is not."""
    if plan.external_address is None:
        return ""
    lines = [f"external_{kind}_address = {plan.external_address}" for kind in ("media", "signaling")]
    return "\n".join([*lines, *(f"local_net = {net}" for net in plan.local_nets)])


def make_folders(plan: PbxPlan) -> None:
    """The folders that Asterisk writes to; it makes none itself and says so only in its log."""
    for name in ("etc/custom", "lib", "cache", "log", "spool/recording", "run"):
        (plan.state / name).mkdir(parents=True, exist_ok=True, mode=0o750)
    plan.messages_folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    plan.run.mkdir(exist_ok=True, mode=0o700)
    status = plan.run.lstat()
    # the short run folder may be in a shared place: one that somebody else prepared is a trap
    if status.st_uid != os.getuid() or plan.run.is_symlink():
        raise PbxError(f"Folder {plan.run} belongs to somebody else: remove it.")


def _entry(plan: PbxPlan, binary: AsteriskBinary) -> dict[str, str]:
    """How callers reach the controller."""
    if (binary.modules_dir / "app_stasis_broadcast.so").is_file():
        entry = f"StasisBroadcast({_PATIENCE},^{plan.app}$,caller)"
        return {"entry": entry, "entry_meaning": "the controller must claim the caller, which proves that it is alive"}
    return {"entry": f"Stasis({plan.app},caller)", "entry_meaning": "this Asterisk has no module for claims"}


def _prompt(plan: PbxPlan, name: str, otherwise: str) -> str:
    """A prompt of our own when there is one, named as Playback wants it: without its ending."""
    if plan.prompts is not None and (plan.prompts / f"{name}.wav").is_file():
        return str(plan.prompts / name)
    return otherwise


def _most_files() -> int:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _WANTED_FILES if hard == resource.RLIM_INFINITY else min(_WANTED_FILES, hard)
