"""What a configuration asks for, before it is a sound."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Manner:
    """How a voice speaks, where it is not as usual."""

    speed: float = 1.0
    """Twice as fast with 2.0."""
    pitch: int | None = None
    """0 (low) to 99 (high); None: the voice's own."""
    variant: str | None = None
    """Another voice of the same language, as eSpeak NG names them: f1, m3."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words to be rendered to speech."""

    text: str
    language: str = "en"
    """Of the voice."""
    manner: Manner | None = None
    """None: as usual."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A sound file of the user."""

    name: str
    """Path as it is written in the configuration."""
    sha256: str | None = None
    """Checksum of the file's bytes when the configuration was read; None: it was not read from its file."""
    path: Path | None = field(default=None, compare=False)
    """Where it is now; not needed any more once it was taken into the store."""
    is_music: bool = False
    """For those who wait: softer than speech, and it may be longer."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A pause between two sounds."""

    seconds: float


Source: TypeAlias = Spoken | Recorded | Silence
