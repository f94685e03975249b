"""What proves to another system who we are: in an environment variable, or in a file below ACD_VAR/secrets.

They are in no configuration, which is shown, stored and copied.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from pathlib import Path

from acd.domain.errors import AcdError
from acd.domain.web_asks import WebTargetId, secret_name

LONGEST = 1024
_SIGNING = "whsec_"


class SecretMissing(AcdError):
    """A secret is not there, or cannot be one; the message names the mend and not the secret."""


class WebSecrets:
    """Looks a secret up each time that it is needed: a new one counts at once."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._environment = os.environ if environment is None else environment

    def bearer(self, target_id: WebTargetId) -> str:
        """Return what is sent along. Raises SecretMissing."""
        return self._find(target_id, "token")

    def key(self, target_id: WebTargetId) -> bytes:
        """Return the key that signs: base64, perhaps behind whsec_. Raises SecretMissing."""
        text = self._find(target_id, "key")
        try:
            key = base64.b64decode(text.removeprefix(_SIGNING), validate=True)
        except binascii.Error:
            key = b""
        if len(key) < 16:
            raise SecretMissing(f"the key for {target_id} is none: 16 bytes or more in base64, such as whsec_...")
        return key

    def _find(self, target_id: WebTargetId, kind: str) -> str:
        name = f"{secret_name(target_id)}_{kind.upper()}"
        path = self._folder / f"web-{target_id.replace('/', '.')}.{kind}"
        place, secret = name, self._environment.get(name)
        if secret is None:
            place = str(path)
            try:
                secret = path.read_text().strip("\r\n")
            except FileNotFoundError:
                raise SecretMissing(f"write the {kind} into {path}, or into the environment as {name}") from None
            except (OSError, UnicodeDecodeError) as error:
                raise SecretMissing(f"{path} cannot be read: {error}") from None
        if not secret or len(secret) > LONGEST or not secret.isascii() or not secret.isprintable():
            raise SecretMissing(f"{place} holds no {kind}: 1 to {LONGEST} ASCII characters in one line")
        return secret
