"""Settings of one process, from the environment (ACD_...) and acd.toml; the environment wins.

Only what must be known before anything is started. Tenants, queues and agents are configuration
(acd/configuration), which can change while calls go on.
"""

import ipaddress
import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from acd.configuration.sentences import mend, mistake, nearest, sentence_of, shown
from acd.domain.errors import AcdError

PREFIX = "ACD_"
FILE = "acd.toml"

# what Asterisk's configuration files can carry; the same as in acd/pbx/plan.py
_PATH = re.compile(r"[\w.+@=~ /-]+")
_DATABASES = ("sqlite+aiosqlite:///", "postgresql+asyncpg://")
_PASSWORD = re.compile(r"(?<=://)([^:/@]*):.*@")


class SettingsError(AcdError):
    """The settings cannot be used; the message has a line for each mistake."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True, slots=True)
class PortRange:
    """UDP ports, both ends included."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


def _port_range(value: Any) -> Any:
    if isinstance(value, PortRange):
        return value
    found = re.fullmatch(r"\s*(\d{1,5})\s*-\s*(\d{1,5})\s*", str(value), re.ASCII)
    if found is None:
        raise mistake(f"{shown(value)} is no range of ports; use one like 10000-10199")
    ports = PortRange(int(found[1]), int(found[2]))
    if ports.first < 1024 or ports.last > 65535 or ports.last - ports.first < 3:
        raise mistake(f"{shown(value)} has no four ports from 1024 to 65535; use a range like 10000-10199")
    # each stream takes an even port and the odd one above it
    if ports.first % 2 or not ports.last % 2:
        raise mistake(f"{shown(value)} cuts a pair of ports; begin with an even port and end with an odd one")
    return ports


def _whole_path(path: Path, info: ValidationInfo) -> Path:
    """Paths of settings begin at the folder of the settings, wherever they are used later."""
    whole = (info.context or {}).get("folder", Path()) / path.expanduser()
    if _PATH.fullmatch(str(whole.absolute())) is None:
        raise mistake(f"{shown(str(path))} cannot be written into Asterisk's files; use letters, digits, . _ -")
    return Path(os.path.normpath(whole.absolute()))


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise mistake(f"there is no file {path}; mend the path")
    return path


def _ipv4(text: str) -> str:
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        raise mistake(f"{shown(text)} is no IPv4 address; use one like 192.0.2.7") from None


def _net(text: str) -> str:
    try:
        return str(ipaddress.IPv4Network(text))
    except ValueError:
        raise mistake(f"{shown(text)} is no IPv4 network; use one like 192.168.0.0/16") from None


def _http_host(text: str) -> str:
    if text == "localhost":
        return text
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise mistake(f"{shown(text)} is no address of this machine; use one like 127.0.0.1 or ::1") from None


def _database(url: str) -> str:
    # the value is not shown: it may hold a password
    if not url.startswith(_DATABASES):
        raise mistake(f"is no database that can be used; begin with {' or '.join(_DATABASES)}")
    return url


def _bucket(url: str) -> str:
    if re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*", url, re.ASCII) is None:
        raise mistake(f"{shown(url)} is no bucket; use one like s3://bucket/folder")
    return url


def _listed(value: Any) -> Any:
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


def _commands(value: Any) -> Any:
    """In the environment they are JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise mistake('is no JSON; use one like {"de": ["/usr/bin/speak", "--language=de"]}') from None


def _program(argv: tuple[str, ...]) -> tuple[str, ...]:
    if not os.path.isabs(argv[0]) or not os.access(argv[0], os.X_OK) or os.path.isdir(argv[0]):
        raise mistake(f"{shown(argv[0])} is no program here; write its whole path, without a shell")
    return argv


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _demo() -> Path | None:
    demo = Path(__file__).parent.parent / "examples/demo.yaml"
    return demo if demo.is_file() else None


_Path = Annotated[Path, AfterValidator(_whole_path)]
_Port = Annotated[int, Field(ge=1, le=65535), mend("use a port from 1 to 65535")]
_Ipv4 = Annotated[str, AfterValidator(_ipv4)]
_Net = Annotated[str, AfterValidator(_net)]
_Command = Annotated[
    tuple[Annotated[str, Field(max_length=1000)], ...], Field(min_length=1, max_length=50), AfterValidator(_program)
]
_HostName = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?$"),
    AfterValidator(str.lower),
    mend("use names like acd.example.org, without port"),
]


def _computed(default: str) -> dict[str, Any]:
    """For documents: what a default is that is computed."""
    return {"default_text": default}


class Settings(BaseModel):
    """What one process must know to start. Every path is absolute."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    var: _Path = Field(default=Path("var"), description="Folder of all state: database, sounds, logs, the secret key.")
    config: Annotated[_Path, AfterValidator(_existing)] | None = Field(
        default_factory=_demo,
        description="Configuration (YAML) to load when the database has none yet.",
        json_schema_extra=_computed("examples/demo.yaml, where it is beside the package"),
    )
    pool: Annotated[
        str, Field(pattern="^[a-z][a-z0-9-]{0,31}$"), mend("use small letters, digits and hyphens, at most 32")
    ] = Field(default="main", description="Name of the pool of agents and queues that this process serves.")
    http_host: Annotated[str, AfterValidator(_http_host)] = Field(
        default="127.0.0.1",
        description="Address on which API and metrics listen. They have no encryption: beyond this machine, "
        "put a proxy with TLS before them.",
    )
    http_port: _Port = Field(default=8080, description="TCP port of API and metrics.")
    http_names: Annotated[tuple[_HostName, ...], BeforeValidator(_listed)] = Field(
        default=(),
        description="Names by which browsers reach the API, such as that of a proxy; with commas between them. "
        "localhost and addresses always count.",
    )
    sip_host: _Ipv4 = Field(
        default="127.0.0.1",
        description="IPv4 address on which SIP and RTP listen; 0.0.0.0 for all. Only this opens the call centre "
        "to the network.",
    )
    sip_port: _Port = Field(default=5060, description="UDP and TCP port of SIP.")
    rtp_ports: Annotated[PortRange, BeforeValidator(_port_range)] = Field(
        default=PortRange(10000, 10199),
        description="UDP ports of RTP, first to last; four for each call in progress.",
    )
    external_address: _Ipv4 | None = Field(
        default=None, description="IPv4 address that the outside must send to, when this machine is behind NAT."
    )
    local_nets: Annotated[tuple[_Net, ...], BeforeValidator(_listed)] = Field(
        default=("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8"),
        description="IPv4 networks that reach this machine by its own address, with commas between them; all others "
        "are told external_address, where there is one.",
        json_schema_extra=_computed("10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 127.0.0.0/8"),
    )
    ari_port: Annotated[int, Field(ge=0, le=65535), mend("use a port from 1 to 65535, or 0")] = Field(
        default=0,
        description="TCP port on 127.0.0.1 between Asterisk and controller; 0: a free one, chosen at the first start.",
    )
    ami_port: Annotated[int, Field(ge=0, le=65535), mend("use a port from 1 to 65535, or 0")] = Field(
        default=0,
        description="TCP port on 127.0.0.1 of Asterisk's manager interface; 0: a free one, chosen at the first start.",
    )
    agi_port: Annotated[int, Field(ge=0, le=65535), mend("use a port from 1 to 65535, or 0")] = Field(
        default=0,
        description="TCP port on 127.0.0.1 where Asterisk asks about codes that agents dial; "
        "0: a free one, chosen at the first start.",
    )
    lease_s: Annotated[int, Field(ge=3, le=3600), mend("use 3 to 3600 seconds")] = Field(
        default=30,
        description="Seconds after which Asterisk takes care of waiting callers when the controller gives no sign "
        "of life; conversations go on for as long as they like.",
    )
    safety_net_wait_s: Annotated[int, Field(ge=1, le=3600), mend("use 1 to 3600 seconds")] = Field(
        default=120,
        description="Seconds that a caller stands in Asterisk's own line while no controller is there.",
    )
    message_limit_s: Annotated[int, Field(ge=0, le=3600), mend("use 0 to 3600 seconds")] = Field(
        default=180,
        description="Seconds that a message may last which a caller leaves while no controller is there; "
        "0: nobody is asked for one.",
    )
    asterisk_root: _Path = Field(
        default=Path(".asterisk"),
        description="Folder of the private Asterisk, used where no suitable one is in PATH.",
    )
    debian_mirror: (
        Annotated[
            str,
            Field(pattern=r"^(https?|file|mirror\+https?)(://|:/)[A-Za-z0-9._~:/@%+-]+$"),
            mend("use one like https://host/debian"),
        ]
        | None
    ) = Field(
        default=None, description="Debian archive to fetch the private Asterisk from. Default: this machine's own."
    )
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default_factory=lambda known: f"sqlite+aiosqlite:///{known['var']}/acd.sqlite3",
        description="Database for configuration and records: SQLite for one machine, PostgreSQL for more.",
        json_schema_extra=_computed("sqlite+aiosqlite:///VAR/acd.sqlite3"),
        repr=False,
    )
    recording_reserve_mb: Annotated[int, Field(ge=1, le=10_000_000), mend("use 1 to 10000000 MB")] = Field(
        default=1024,
        description="Megabytes that recordings leave free on their disk (1 to 10000000): with less, calls go on "
        "unrecorded. A warning comes at twice as much.",
    )
    voicemail_reserve_mb: Annotated[int, Field(ge=1, le=10_000_000), mend("use 1 to 10000000 MB")] = Field(
        default=100,
        description="Megabytes that messages of callers leave free on their disk (1 to 10000000): with less, callers "
        "are told so instead of being asked for one. A warning comes at twice as much.",
    )
    recordings_url: Annotated[str, AfterValidator(_bucket)] | None = Field(
        default=None,
        description="Where finished recordings are kept: s3://BUCKET/FOLDER (needs `pip install acd[s3]`; endpoint and "
        "keys as AWS_* variables). Default: the local disk.",
        json_schema_extra=_computed("VAR/recordings"),
    )
    voices: Annotated[
        dict[Annotated[str, Field(pattern=r"^(de|en|es|fr|it)$"), mend("use de, en, es, fr or it")], _Command],
        BeforeValidator(_commands),
    ] = Field(
        default={},
        description="Programs that speak instead of our voices, by language: text to their standard input, a WAV file "
        "from their standard output. See docs/prompts.md.",
    )
    drain_s: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False), mend("use 0 to 3600 seconds")] = Field(
        default=30.0,
        description="Seconds that calls in progress have to end once the process is told to stop (0 to 3600).",
    )
    hand_over: bool = Field(
        default=False,
        description="On SIGTERM leave Asterisk and its calls to the next controller, for restarts and upgrades; "
        "Ctrl-C ends them all the same.",
    )
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        BeforeValidator(_lower),
        mend("use debug, info, warning or error"),
    ] = Field(
        default="info",
        description="What is logged: error, also warning, also info, or also debug (with callers' numbers).",
    )
    log_format: Annotated[
        Literal["auto", "console", "json"], BeforeValidator(_lower), mend("use auto, console or json")
    ] = Field(default="auto", description="Form of the log: console, json, or auto (console on a terminal, else json).")
    tape_mb: Annotated[int, Field(ge=0, le=10000), mend("use 0 to 10000 MB")] = Field(
        default=64,
        description="Megabytes of the latest events that are kept to replay a fault (0 to 10000; 0: none).",
    )
    tenant_detail: Annotated[bool, mend("use true or false")] = Field(
        default=True,
        description="Whether metrics tell tenants apart: true or false. With thousands of them, use false.",
    )

    @model_validator(mode="after")
    def _ports_differ(self) -> "Settings":
        own = {name: getattr(self, name) for name in ("http_port", "ari_port", "ami_port", "agi_port")}
        for one, other in combinations((name for name in own if own[name]), 2):
            if own[one] == own[other]:
                raise mistake(f"{variable(one)} and {variable(other)} are both {own[one]}; change one of them")
        if self.rtp_ports.first <= self.sip_port <= self.rtp_ports.last:
            raise mistake(f"ACD_SIP_PORT {self.sip_port} is one of ACD_RTP_PORTS {self.rtp_ports}; change one of them")
        return self

    def shown(self) -> dict[str, str]:
        """Every value as text, for people: a password in the database's URL is left out."""
        values = {name: _text(value) for name, value in self}
        values["database_url"] = _PASSWORD.sub(r"\1:***@", values["database_url"])
        return values

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, folder: Path | None = None) -> "Settings":
        """Read the environment and `folder`/acd.toml. Defaults: this process's own, and its working folder.

        A variable that is empty counts as not set. Raises SettingsError with every mistake.
        """
        environ = os.environ if environ is None else environ
        folder = Path.cwd() if folder is None else folder
        written, mistakes = _from_file(folder / FILE)
        variables = {variable(key): key for key in cls.model_fields}
        ours = [name for name in environ if name.upper().startswith(PREFIX)]
        unknown = [name for name in ours if name not in variables]
        mistakes += [f"{name}: there is no such variable{nearest(name, variables)}" for name in unknown]
        set_here = {variables[name]: environ[name] for name in ours if name in variables and environ[name].strip()}
        known = {key: value for key, value in (written | set_here).items() if key in cls.model_fields}
        try:
            settings = cls.model_validate(known, context={"folder": folder})
        except ValidationError as error:
            mistakes += _sentences(error, set_here, written)
        if mistakes:
            raise SettingsError(mistakes)
        return settings


def variable(key: str) -> str:
    """Name of the environment variable of a setting."""
    return PREFIX + key.upper()


def _from_file(path: Path) -> tuple[dict[str, Any], list[str]]:
    """The values of acd.toml, if there is one, and the mistakes in its form."""
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}, []
    except OSError as error:
        return {}, [f"{path.name}: cannot be read: {error.strerror}"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        return {}, [f"{path.name}: this is not TOML: {error}"]
    unknown = [key for key in values if key not in Settings.model_fields]
    known = Settings.model_fields
    return values, [f"{FILE}: {key}: there is no such setting{nearest(key, known)}" for key in unknown]


def _sentences(error: ValidationError, set_here: Mapping[str, Any], written: Mapping[str, Any]) -> list[str]:
    sentences = []
    for one in error.errors(include_url=False):
        # a default that is computed from a setting which is wrong itself
        if one["type"] == "default_factory_not_called":
            continue
        key = str(one["loc"][0]) if one["loc"] else ""
        sentence = sentence_of(one, ())
        if not key:
            sentences.append(sentence)
        elif key in set_here or key not in written:
            sentences.append(f"{variable(key)}: {sentence}")
        else:
            sentences.append(f"{FILE}: {key}: {sentence}")
    return sentences


@dataclass(frozen=True, slots=True)
class Row:
    """A setting, for documents."""

    key: str
    """Name in acd.toml and of the attribute."""
    variable: str
    meaning: str
    """With its unit."""
    default: str


def table() -> list[Row]:
    """Every setting, in the order of the class."""
    rows = []
    for key, field in Settings.model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        default = extra.get("default_text", field.default)
        rows.append(Row(key, variable(key), field.description or "", _text(default)))
    return rows


def _text(value: object) -> str:
    """A value as it would be written."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return json.dumps(value) if value else ""
    if isinstance(value, tuple):
        return ",".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def markdown() -> str:
    """The table of docs/settings.md."""
    lines = ["| Variable | In acd.toml | Meaning | Default |", "|---|---|---|---|"]
    for row in table():
        default = f"`{row.default}`" if row.default else "none"
        lines.append(f"| `{row.variable}` | `{row.key}` | {row.meaning} | {default} |")
    return "\n".join(lines) + "\n"
