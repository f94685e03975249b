"""Settings: where they come from, who wins, and what is said about a wrong one."""

import re
from pathlib import Path

import pytest

from acd import config
from acd.config import PortRange, Settings, SettingsError

ROOT = Path(__file__).parents[2]


def load(folder: Path, toml: str = "", **environ: str) -> Settings:
    (folder / "acd.toml").write_text(toml)
    return Settings.load({f"ACD_{name.upper()}": value for name, value in environ.items()}, folder)


def mistakes(folder: Path, toml: str = "", **environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load(folder, toml, **environ)
    assert str(caught.value) == "\n".join(caught.value.mistakes)
    return caught.value.mistakes


def test_without_anything_it_is_a_private_call_centre_below_the_working_folder(tmp_path: Path) -> None:
    """The defaults open nothing to the network and need no other program."""
    settings = Settings.load({}, tmp_path)
    assert settings.var == tmp_path / "var"
    assert settings.asterisk_root == tmp_path / ".asterisk"
    assert settings.database_url == f"sqlite+aiosqlite:///{tmp_path}/var/acd.sqlite3"
    assert (settings.http_host, settings.sip_host) == ("127.0.0.1", "127.0.0.1")
    assert settings.rtp_ports == PortRange(10000, 10199)
    assert settings.config == ROOT / "examples/demo.yaml"


def test_the_process_own_environment_and_folder_are_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a user starts it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ACD_POOL", "night")
    assert Settings.load().pool == "night"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """And the file over the default."""
    settings = load(tmp_path, 'pool = "night"\nhttp_port = 8081\ndrain_s = 2.5', http_port="8082")
    assert (settings.pool, settings.http_port, settings.drain_s) == ("night", 8082, 2.5)


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    """Compose files pass on what is not set as empty text."""
    assert load(tmp_path, external_address="", http_port=" ").external_address is None


def test_every_kind_of_value_can_be_written_as_text(tmp_path: Path) -> None:
    """The environment knows nothing else."""
    (tmp_path / "own.yaml").touch()
    settings = load(
        tmp_path,
        var="state",
        config="own.yaml",
        rtp_ports=" 20000 - 20003 ",
        external_address="192.0.2.1",
        http_host="::1",
        http_names="Acd.example.org, localhost",
        log_level="DEBUG",
        tenant_detail="no",
        tape_mb="0",
        debian_mirror="https://deb.invalid/debian",
        database_url="postgresql+asyncpg://acd:secret@db/acd",
    )
    assert settings.var == tmp_path / "state"
    assert settings.http_names == ("acd.example.org", "localhost")
    assert settings.shown()["http_names"] == "acd.example.org,localhost"
    assert load(tmp_path, 'http_names = ["a.example.org"]').http_names == ("a.example.org",)
    assert settings.config == tmp_path / "own.yaml"
    assert settings.rtp_ports == PortRange(20000, 20003)
    assert (settings.log_level, settings.tenant_detail, settings.tape_mb) == ("debug", False, 0)


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    """Neither in a log, nor to whoever asks for the settings, nor in a complaint."""
    settings = load(tmp_path, database_url="postgresql+asyncpg://acd:se@cret@db/acd")
    assert "cret" not in repr(settings)
    assert (settings.shown()["drain_s"], settings.shown()["tenant_detail"]) == ("30", "true")
    assert settings.shown()["database_url"] == "postgresql+asyncpg://acd:***@db/acd"
    assert "cret" not in "".join(mistakes(tmp_path, database_url="mysql://acd:se@cret@db/acd"))


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("http_port", "x", '"x" is not a whole number; use a port from 1 to 65535'),
        ("http_port", "0", '"0" is too small; use a port from 1 to 65535'),
        ("sip_port", "70000", '"70000" is too large; use a port from 1 to 65535'),
        ("ari_port", "-1", '"-1" is too small; use a port from 1 to 65535, or 0'),
        ("rtp_ports", "10000", '"10000" is no range of ports; use one like 10000-10199'),
        ("rtp_ports", "80-10199", '"80-10199" has no four ports from 1024 to 65535; use a range like 10000-10199'),
        (
            "rtp_ports",
            "10000-10001",
            '"10000-10001" has no four ports from 1024 to 65535; use a range like 10000-10199',
        ),
        (
            "rtp_ports",
            "10001-10199",
            '"10001-10199" cuts a pair of ports; begin with an even port and end with an odd one',
        ),
        ("sip_host", "pbx.invalid", '"pbx.invalid" is no IPv4 address; use one like 192.0.2.7'),
        ("external_address", "::1", '"::1" is no IPv4 address; use one like 192.0.2.7'),
        ("http_host", "all", '"all" is no address of this machine; use one like 127.0.0.1 or ::1'),
        ("http_names", "acd.invalid:80", '"acd.invalid:80" does not fit; use names like acd.example.org, without port'),
        ("pool", "Main Pool", '"Main Pool" does not fit; use small letters, digits and hyphens, at most 32'),
        ("drain_s", "-1", '"-1" is too small; use 0 to 3600 seconds'),
        ("drain_s", "nan", '"nan" is not a finite number; use 0 to 3600 seconds'),
        ("log_level", "loud", '"loud" does not fit; use debug, info, warning or error'),
        ("log_format", "xml", '"xml" does not fit; use auto, console or json'),
        ("tape_mb", "1.5", '"1.5" is not a whole number; use 0 to 10000 MB'),
        ("tenant_detail", "maybe", '"maybe" is neither true nor false; use true or false'),
        ("var", "/srv/a;b", '"/srv/a;b" cannot be written into Asterisk\'s files; use letters, digits, . _ -'),
        ("debian_mirror", "ftp://x", '"ftp://x" does not fit; use one like https://host/debian'),
        (
            "database_url",
            "mysql://h",
            "is no database that can be used; begin with sqlite+aiosqlite:/// or postgresql+asyncpg://",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_mend(tmp_path: Path, name: str, value: str, complaint: str) -> None:
    """One sentence: which variable, which value, what instead."""
    assert mistakes(tmp_path, **{name: value}) == (f"ACD_{name.upper()}: {complaint}",)


def test_a_configuration_that_is_not_there_is_said_at_the_start(tmp_path: Path) -> None:
    """Not when the first call comes."""
    assert mistakes(tmp_path, config="own.yaml") == (
        f"ACD_CONFIG: there is no file {tmp_path}/own.yaml; mend the path",
    )


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    """And each says whether the file or the environment has it."""
    found = mistakes(tmp_path, 'http_port = "x"\npoll = "a"\ndrain_s = -1', http_prt="1", sip_port="0", var="a;b")
    assert found == (
        "acd.toml: poll: there is no such setting; did you mean pool?",
        "ACD_HTTP_PRT: there is no such variable; did you mean ACD_HTTP_PORT?",
        'ACD_VAR: "a;b" cannot be written into Asterisk\'s files; use letters, digits, . _ -',
        'acd.toml: http_port: "x" is not a whole number; use a port from 1 to 65535',
        'ACD_SIP_PORT: "0" is too small; use a port from 1 to 65535',
        "acd.toml: drain_s: -1 is too small; use 0 to 3600 seconds",
    )


def test_a_variable_in_small_letters_is_no_variable(tmp_path: Path) -> None:
    """It would be passed over without a word."""
    with pytest.raises(SettingsError, match="acd_pool: there is no such variable; did you mean ACD_POOL"):
        Settings.load({"acd_pool": "x"}, tmp_path)


def test_ports_that_collide_are_found(tmp_path: Path) -> None:
    """Each alone is right."""
    assert mistakes(tmp_path, ami_port="5038", agi_port="5038") == (
        "ACD_AMI_PORT and ACD_AGI_PORT are both 5038; change one of them",
    )
    assert mistakes(tmp_path, ari_port="8080") == ("ACD_HTTP_PORT and ACD_ARI_PORT are both 8080; change one of them",)
    assert mistakes(tmp_path, sip_port="10002") == (
        "ACD_SIP_PORT 10002 is one of ACD_RTP_PORTS 10000-10199; change one of them",
    )


@pytest.mark.parametrize("content", [b"pool = ", b"\xff", b"[" * 5000])
def test_a_file_that_is_no_toml_is_said_in_one_line(tmp_path: Path, content: bytes) -> None:
    """Whatever is in it."""
    (tmp_path / "acd.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=r"^acd\.toml: this is not TOML: [^\n]*$"):
        Settings.load({}, tmp_path)


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    """A folder of that name, for example."""
    (tmp_path / "acd.toml").mkdir()
    with pytest.raises(SettingsError, match=r"^acd\.toml: cannot be read: "):
        Settings.load({}, tmp_path)


def test_every_setting_has_a_meaning_with_its_limits() -> None:
    """The table is what an operator reads."""
    for row in config.table():
        assert len(row.meaning) > 15, row
        assert row.meaning.endswith("."), row
    units = {row.key: row.meaning for row in config.table()}
    assert all("econds" in meaning for key, meaning in units.items() if key.endswith("_s"))


def test_the_document_holds_the_table() -> None:
    """Written by `python -c "from acd import config; print(config.markdown())"`."""
    document = (ROOT / "docs/settings.md").read_text()
    assert config.markdown() in document
    prose = document.replace(config.markdown(), "").replace("ACD_HTTP_PRT", "")
    assert set(re.findall(r"ACD_[A-Z_]+", prose)) <= {row.variable for row in config.table()}


def test_programs_that_speak_are_written_by_language(tmp_path: Path) -> None:
    """A table in the file, JSON in the environment; no shell takes them apart."""
    written = load(tmp_path, '[voices]\nde = ["/bin/cat", "a b; c"]')
    assert written.voices == {"de": ("/bin/cat", "a b; c")}
    assert load(tmp_path, voices='{"fr": ["/bin/cat"]}').voices == {"fr": ("/bin/cat",)}
    assert written.shown()["voices"] == '{"de": ["/bin/cat", "a b; c"]}'


def test_a_program_that_cannot_speak_is_told(tmp_path: Path) -> None:
    """Before anything is applied."""
    assert mistakes(tmp_path, voices='{"de": ["cat"]}') == (
        'ACD_VOICES: "cat" is no program here; write its whole path, without a shell',
    )
    assert "is no JSON" in mistakes(tmp_path, voices="cat")[0]
    assert "use de, en, es, fr or it" in mistakes(tmp_path, '[voices]\npl = ["/bin/cat"]')[0]
    assert "at least one" in mistakes(tmp_path, "[voices]\nde = []")[0]
    assert '"/bin" is no program' in mistakes(tmp_path, '[voices]\nde = ["/bin"]')[0]
