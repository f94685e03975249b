"""Generated credentials: one secret file per installation, every password derived from it.

No password is stored in the database, shipped, or written into a backup of it. Deleting the file changes
every password at the next start.
"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path

from acd import ids


@dataclass(frozen=True, slots=True)
class Credentials:
    """Derives the passwords of one installation."""

    master: bytes

    @classmethod
    def load(cls, folder: Path) -> "Credentials":
        """Read the secret below `folder`, or make it (mode 0600) at the first start."""
        path = folder / "master.key"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            # O_EXCL: of two processes that start at once exactly one makes the key
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return cls(path.read_bytes().strip())
        with os.fdopen(handle, "w") as file:
            file.write(ids.new_secret())
        return cls(path.read_bytes().strip())

    def derive(self, purpose: str) -> str:
        """Return the 160-bit secret of a purpose such as `sip:agent-alice`, as 32 letters and digits."""
        digest = hmac.digest(self.master, purpose.encode(), hashlib.sha256)
        return base64.b32encode(digest[:20]).decode().lower()

    def sip_password(self, endpoint: str) -> str:
        """Return the password of a phone or trunk account."""
        return self.derive(f"sip:{endpoint}")

    def ari_password(self) -> str:
        """Return the password with which the controller logs in to the PBX."""
        return self.derive("ari")

    def api_token(self) -> str:
        """Return the operator's token for the HTTP API."""
        return self.derive("api")
