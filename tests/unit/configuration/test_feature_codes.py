"""Feature codes as they are written."""

from pathlib import Path

import pytest

from acd.configuration.feature_codes import FeatureCodes
from acd.configuration.mistakes import ConfigurationError
from acd.configuration.source import load, parse
from acd.domain.feature_codes import FeatureCode, Sentence
from tests.fixtures.code_sounds import write

CODES = b"feature_codes: "


def test_the_codes_that_people_expect() -> None:
    """None of them begins like another, and one that is off is not there."""
    dialled = FeatureCodes().dialled()
    assert set(dialled) == set(FeatureCode)
    assert dialled[FeatureCode.TOGGLE_SIGN_IN] == "*45"
    assert FeatureCode.READY not in FeatureCodes(ready="off").dialled()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"{pause: '46'}", r"use \* with 1 to 6 digits"),
        (b"{pause: '*1234567'}", r"use \* with 1 to 6 digits"),
        (b"{paus: '*46'}", "did you mean pause"),
        (b"{extend_wrapup_s: 0}", "use 1 to 3600 seconds"),
        (b"{supervisor_ring_s: 301}", "use 1 to 300 seconds"),
        (b"{pause_reasons: [{digit: 10, reason: lunch}]}", "use one digit"),
        (b"{voices: {de: {signed-inn: {sound: beep}}}}", "signed-in"),
        (b"{voices: {de: sounds/de}}", "only `acd apply` can read it"),
    ],
)
def test_what_is_wrong_is_told(text: bytes, message: str) -> None:
    """With what to write instead."""
    with pytest.raises(ConfigurationError, match=message):
        parse(CODES + text, "a.yaml")


def test_a_folder_is_short_for_its_recordings(tmp_path: Path) -> None:
    """Those that are named like sentences; each with its checksum, as it will be stored."""
    folder = write(tmp_path)
    (tmp_path / folder / "other.wav").write_bytes(b"")
    (tmp_path / "a.yaml").write_bytes(CODES + b"{voices: {de: codes}}")
    codes = load(tmp_path / "a.yaml").document.feature_codes
    assert codes is not None and set(codes.voices["de"]) == set(Sentence)
    assert list(codes.voices["de"]) == list(Sentence)
    prompt = codes.voices["de"][Sentence.PAUSED]
    assert (prompt.file, len(prompt.sha256 or "")) == ("codes/paused.wav", 64)


def test_numbers_may_be_recorded_too(tmp_path: Path) -> None:
    """0 to 99, and more."""
    folder = write(tmp_path)
    for name in ("number-7", "number-99", "number-more", "number-100", "number-07"):
        (tmp_path / folder / f"{name}.wav").write_bytes((tmp_path / folder / "paused.wav").read_bytes())
    (tmp_path / "a.yaml").write_bytes(CODES + b"{voices: {de: codes}}")
    codes = load(tmp_path / "a.yaml").document.feature_codes
    assert codes is not None
    assert set(codes.voices["de"]) - set(Sentence) == {"number-7", "number-99", "number-more"}


@pytest.mark.parametrize(
    ("folder", "message"),
    [("nothing", r"no recording of a sentence, such as signed-in\.wav"), ("nowhere", "nowhere cannot be read")],
)
def test_a_folder_without_recordings_is_a_mistake(tmp_path: Path, folder: str, message: str) -> None:
    """It is not what was meant."""
    (tmp_path / "nothing").mkdir()
    (tmp_path / "a.yaml").write_bytes(CODES + f"{{voices: {{de: {folder}}}}}".encode())
    with pytest.raises(ConfigurationError, match=message):
        load(tmp_path / "a.yaml")


def test_the_code_for_hours_gives_way() -> None:
    """To what was written before there was such a code; what is written of it stands."""
    assert FeatureCodes().dialled()[FeatureCode.HOURS] == "*65"
    assert FeatureCodes(hours="*88").dialled()[FeatureCode.HOURS] == "*88"
    assert FeatureCode.HOURS not in FeatureCodes(hours="off").dialled()
    assert FeatureCode.HOURS not in FeatureCodes(ready="*65").dialled()
    assert FeatureCode.HOURS not in FeatureCodes(ready="*651").dialled()
    assert FeatureCodes(ready="*65", hours="*65").dialled()[FeatureCode.HOURS] == "*65"
