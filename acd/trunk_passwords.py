"""Passwords that carriers gave: each in an environment variable, or in a file of its own below ACD_VAR/secrets.

They are in no configuration, which is shown, stored and copied.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

LONGEST = 128


class TrunkPasswords:
    """Looks a password up each time that it is needed."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._environment = os.environ if environment is None else environment

    def of(self, trunk: str, complain: Callable[[str], None]) -> str | None:
        """Return the password for a trunk such as trunk-carrier; None, with a complaint that names the mend."""
        name = "ACD_" + trunk.upper().replace("-", "_") + "_PASSWORD"
        path = self._folder / f"{trunk}.password"
        place, password = name, self._environment.get(name)
        if password is None:
            place = str(path)
            try:
                password = path.read_text().strip("\r\n")
            except FileNotFoundError:
                complain(f"write the carrier's password into {path}, or into the environment as {name}")
                return None
            except (OSError, UnicodeDecodeError) as error:
                complain(f"{path} cannot be read: {error}")
                return None
        if not password or len(password) > LONGEST or not password.isprintable():
            complain(f"{place} holds no password: 1 to {LONGEST} characters in one line")
            return None
        return password
