"""Generated credentials: one secret file per installation, every password derived from it.

No password is stored in the database, shipped, or written into a backup of it. Deleting the file changes
every password at the next start.
"""

import base64
import contextlib
import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path

from acd import ids
from acd.domain.errors import AcdError
from acd.state_folder import StateFolderUnusable

_SHORTEST = 32
"""Letters of a secret; ours have 43."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Derives the passwords of one installation."""

    master: bytes

    @classmethod
    def load(cls, folder: Path) -> "Credentials":
        """Read the secret below `folder`, or make it (mode 0600) at the first start. Raises AcdError."""
        try:
            return cls(_secret(folder))
        except OSError as error:
            raise StateFolderUnusable(folder, error) from error

    def derive(self, purpose: str) -> str:
        """Return the 160-bit secret of a purpose such as `sip:agent-alice`, as 32 letters and digits."""
        digest = hmac.digest(self.master, purpose.encode(), hashlib.sha256)
        return base64.b32encode(digest[:20]).decode().lower()

    def sip_password(self, endpoint: str) -> str:
        """Return the password of a phone or trunk account."""
        return self.derive(f"sip:{endpoint}")

    def pin(self, agent_id: str) -> str:
        """Return the six digits with which an agent signs in at any phone."""
        # of all 160 bits: the share of any six digits is even
        return f"{int.from_bytes(base64.b32decode(self.derive(f'pin:{agent_id}').upper())) % 1_000_000:06d}"

    def ari_password(self) -> str:
        """Return the password with which the controller logs in to the PBX."""
        return self.derive("ari")

    def ami_password(self) -> str:
        """Return the password with which the controller logs in to the PBX's manager interface."""
        return self.derive("ami")

    def api_token(self) -> str:
        """Return the operator's token for the HTTP API."""
        return self.derive("api")


def _secret(folder: Path) -> bytes:
    path = folder / "master.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(path)
    secret = path.read_bytes().strip()
    # an empty key would give every installation the same passwords
    if len(secret) < _SHORTEST:
        raise AcdError(f"{path} is no secret any more: put its backup back, or remove it to get new passwords")
    return secret


def _make(path: Path) -> None:
    """Make the key: of two processes that start at once exactly one does, and nobody ever reads a part of it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(ids.new_secret())
        file.flush()
        os.fsync(file.fileno())
    try:
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
