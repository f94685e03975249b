"""A private apt: its own state, cache and sources, so that packages of Debian testing can be fetched without root.

Knows apt and dpkg-deb, not Asterisk. The machine's proxies and certificates (apt.conf) stay in force,
its sources, pins, status and clean-up hooks do not.
"""

import os
import platform
import pwd
import re
import shutil
import subprocess
from pathlib import Path

from acd.pbx.errors import InstallFailed

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
MIRROR_SETTING = "ACD_DEBIAN_MIRROR"
SUITE = "testing"

_MIRROR = re.compile(r"(https?|file|mirror\+https?|mirror\+file)(://|:/)[A-Za-z0-9._~:/@%+-]+")
_COMMAND_LIMIT_S = 900

# what apt says -> what the operator should know; the first that matches is told
_CAUSES = (
    (
        r"NO_PUBKEY|not signed|EXPKEYSIG|signature verification|Missing key|public key",
        "the mirror's signature is not known here: update the package debian-archive-keyring",
    ),
    (r"No space left|enough free space", "the disk is full: free 800 MB"),
    (
        r"resolv|connect|timed out|unreachable|Failed to fetch|Temporary failure",
        f"the mirror cannot be reached: check the network, or name another mirror in {MIRROR_SETTING}",
    ),
    (r"Unable to locate package", f"the mirror has no such package: name another mirror in {MIRROR_SETTING}"),
)


def require_tools() -> None:
    """Raises InstallFailed unless this machine has apt-get, dpkg-deb and Debian's archive keys."""
    for tool in ("apt-get", "dpkg", "dpkg-deb"):
        if shutil.which(tool) is None:
            raise InstallFailed(f"there is no {tool} here (not a Debian system)")
    if not KEYRING.is_file():
        raise InstallFailed(f"{KEYRING} is missing: install the package debian-archive-keyring")


def mirror_uri(chosen: str | None) -> str:
    """The Debian mirror to use: the one that was chosen, else the one in the machine's own apt sources."""
    named = chosen or _machine_mirror()
    if not named:
        raise InstallFailed(f"no Debian mirror in this machine's apt sources: set {MIRROR_SETTING} to the URI of one")
    if _MIRROR.fullmatch(named) is None:
        raise InstallFailed(f"{MIRROR_SETTING} is not the URI of a mirror (http://host/debian): {named!r}")
    return named


def _machine_mirror() -> str:
    ask = ["apt-get", "indextargets", "Created-By: Packages", "--format"]
    listing = run([*ask, "$(ORIGIN) $(COMPONENT) $(CODENAME) $(REPO_URI)"])
    if listing.strip() or not _is_debian():
        return first_debian_mirror(listing)
    # a fresh image has no lists yet: apt knows what its sources say, not whose archives they are
    return likely_debian_mirror(run([*ask, "$(COMPONENT) $(RELEASE) $(REPO_URI)", "--no-release-info"]))


def _is_debian() -> bool:
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return False


def first_debian_mirror(listing: str) -> str:
    """The URI of the first full Debian archive in lines of "origin component codename uri"; "" if none."""
    for line in listing.splitlines():
        origin, component, codename, uri = [*line.split(" ", 3), "", "", "", ""][:4]
        # a security archive carries only updates of a release, and no testing
        if origin == "Debian" and component == "main" and not codename.endswith(("-security", "-updates")):
            return uri.strip()
    return ""


def likely_debian_mirror(listing: str) -> str:
    """The URI most like a full Debian archive in lines of "component release uri"; "" if none is like one."""
    rows = [row for row in (line.split(" ", 2) for line in listing.splitlines()) if len(row) == 3]
    archives = [(uri.strip(), release) for component, release, uri in rows if component == "main"]
    # many a vendor has a release "stable" with a "main", hardly one has "stable-updates" beside it
    marks = {
        (uri, release): 2 * uri.rstrip("/").endswith("/debian") + ((uri, f"{release}-updates") in archives)
        for uri, release in archives
        # bookworm-security, bookworm-pgdg, bookworm/vendor are parts of a release, or additions to it
        if release.isalpha()
    }
    best = max(marks, key=marks.__getitem__, default=("", ""))
    return best[0] if marks.get(best) else ""


def fetch(work: Path, packages: list[str], mirror: str) -> list[Path]:
    """Downloads `packages` and all they need into `work`; returns the .deb files. Raises InstallFailed."""
    config = _write_settings(work, mirror)
    run(["apt-get", "-c", str(config), "-q", "update"])
    run(["apt-get", "-c", str(config), "-q", "-y", "--download-only", "install", *packages])
    return sorted((work / "cache/archives").glob("*.deb"))


def _write_settings(work: Path, mirror: str) -> Path:
    for folder in ("state/lists/partial", "cache/archives/partial", "etc/preferences.d", "etc/trusted.gpg.d"):
        (work / folder).mkdir(parents=True)
    (work / "state/status").touch()
    sources = work / "etc/sources.list"
    sources.write_text(f"deb [signed-by={KEYRING}] {mirror} {SUITE} main\n")
    architecture = run(["dpkg", "--print-architecture"]).strip()
    config = work / "apt.conf"
    config.write_text(settings_text(work, architecture, pwd.getpwuid(os.getuid()).pw_name))
    return config


def settings_text(work: Path, architecture: str, user: str) -> str:
    """apt.conf of the private apt. Read by `apt-get -c`, so after the machine's own, which it overrides."""
    if '"' in str(work) or "\n" in str(work):
        raise InstallFailed(f"apt cannot work in a folder with a quotation mark in its name: {work}")
    hooks = (
        "APT::Update::Pre-Invoke",
        "APT::Update::Post-Invoke",
        "APT::Update::Post-Invoke-Success",
        "DPkg::Post-Invoke",
    )
    return "\n".join(
        [
            *(f"#clear {hook};" for hook in hooks),
            "#clear APT::Architectures;",
            f'APT::Architectures {{ "{architecture}"; }};',
            f'APT::Architecture "{architecture}";',
            'APT::Default-Release "";',
            'APT::Install-Recommends "false";',
            f'APT::Sandbox::User "{user}";',
            'Acquire::Languages "none";',
            'Acquire::Retries "2";',
            f'Dir::State "{work}/state";',
            f'Dir::State::status "{work}/state/status";',
            f'Dir::Cache "{work}/cache";',
            'Dir::Cache::pkgcache "";',
            'Dir::Cache::srcpkgcache "";',
            f'Dir::Etc "{work}/etc";',
            f'Dir::Etc::sourcelist "{work}/etc/sources.list";',
            'Dir::Etc::sourceparts "-";',
            "",
        ]
    )


def unpack(packages: list[Path], tree: Path) -> None:
    """Unpacks .deb files into `tree`; no script of any package is run."""
    for package in packages:
        run(["dpkg-deb", "-x", str(package), str(tree)])


def run(command: list[str]) -> str:
    """The output of a command; raises InstallFailed with the cause in plain words."""
    environment = {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=_COMMAND_LIMIT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallFailed(f"{command[0]} did not finish: {error}") from error
    # apt-get update exits 0 although an index could not be fetched, and says so in a warning
    if done.returncode != 0 or "Failed to fetch" in done.stderr:
        raise InstallFailed(explained(command[0], done.stderr or done.stdout))
    return done.stdout


def explained(tool: str, said: str) -> str:
    """One sentence from what a tool said: a known cause with its mend, else the tool's last line."""
    for pattern, meaning in _CAUSES:
        if re.search(pattern, said, re.IGNORECASE):
            return meaning
    last = [line.strip() for line in said.splitlines() if line.strip()][-1:]
    return f"{tool} failed: {''.join(last)[:300]}"
