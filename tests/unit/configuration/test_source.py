"""A file is a checked document, or every mistake in it with line, place and mend."""

import wave
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from acd.configuration.mistakes import ConfigurationError
from acd.configuration.schema import Document
from acd.configuration.source import load, parse
from tests.unit.configuration.documents import SMALL, documents

ROOT = Path(__file__).parents[3]


def complaints(content: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        parse(content.encode(), "demo.yaml")
    return str(caught.value).splitlines()


def test_the_example_is_right_and_shows_nothing_doubtful() -> None:
    """It is the first thing that a newcomer copies."""
    loaded = load(ROOT / "examples/demo.yaml")
    assert loaded.warnings == ()
    assert [agent.id for agent in loaded.document.agents] == ["alice", "bob", "carol"]


def test_all_mistakes_come_at_once_sorted_by_line() -> None:
    """Also those that only show when two places are compared: a slip in one line hides nothing in another."""
    found = complaints("""\
trunks:
  - id: demo
tenants:
  - id: acme
    nam: Acme
    numbers: [+15550100, 012]
    greeting: 3
    queue: suport
  - id: globex
    name: Globex
    numbers: [{number: 5551, flow: y}]
    flows:
      x: [answr, {play: a, queue: support}, {plya: c}]
      y: [{play: hi}, hang_up, answer]
queues:
  - id: support
    ring_timeout_s: 0
    ring_timeout_s: 2
    wrapup: 3
    requires: {a: 11}
agnets: 3
""")
    assert found == [
        "demo.yaml:2: trunks[0]: nobody could call by this trunk; write `password: true`, its addresses as "
        "`match: [...]`, or `registration:` with our account there",
        "demo.yaml:4: tenants[0].name: is missing; write it",
        "demo.yaml:5: tenants[0].nam: there is no such field; did you mean name?",
        "demo.yaml:7: tenants[0].greeting: 3 is no sound; write a text in quotes, {sound: ...} or {file: ...}",
        'demo.yaml:13: tenants[1].flows.x[0]: "answr" is no step; did you mean answer?',
        "demo.yaml:13: tenants[1].flows.x[1]: play and queue in one step; write each as an item of the list",
        "demo.yaml:13: tenants[1].flows.x[2].plya: there is no such field; did you mean play?",
        "demo.yaml:14: tenants[1].flows.y[0]: the caller is not answered yet; write answer before it "
        "(or hang_up to refuse)",
        "demo.yaml:14: tenants[1].flows.y[2]: is never reached: no step leads here, and the one before ends the flow; "
        "remove one of the two",
        "demo.yaml:17: queues[0].ring_timeout_s: 0 is too small; use 1 to 300 seconds",
        "demo.yaml:18: queues[0].ring_timeout_s: is written twice (first in line 17); keep one",
        "demo.yaml:19: queues[0].wrapup: there is no such field; did you mean wrapup_s?",
        "demo.yaml:20: queues[0].requires.a: 11 is too large; use a level of 1 to 10 (expert)",
        "demo.yaml:21: agnets: there is no such field; did you mean agents?",
    ]


def test_a_wrong_item_does_not_shift_the_places_of_those_after_it() -> None:
    """Lines and places are those of the file, although the wrong item is out of the second look."""
    found = complaints("tenants:\n  - {id: a}\n  - id: b\n    name: B\n    queue: nowhere\n")
    assert found == [
        "demo.yaml:2: tenants[0].name: is missing; write it",
        "demo.yaml:5: tenants[1].queue: there is no queue nowhere; there are none",
    ]


def test_a_queue_that_could_not_be_read_is_not_also_called_unknown() -> None:
    """One mistake, one complaint."""
    assert complaints(
        "queues:\n  - {id: support, musik: a, requires: 1}\n  - nothing\ntenants:\n  - {id: a, name: A, queue: x}"
    ) == [
        "demo.yaml:2: queues[0].musik: there is no such field; did you mean music?",
        "demo.yaml:2: queues[0].requires: 1 does not fit; this must be fields with values (name: value)",
        'demo.yaml:3: queues[1]: "nothing" does not fit; this must be fields with values (name: value)',
    ]


def test_warnings_do_not_stop_an_apply() -> None:
    """They come with the document, and each has its line."""
    loaded = parse(SMALL.replace(b"plumbing: 8", b"plumbing: 2"), "demo.yaml")
    assert [str(warning) for warning in loaded.warnings] == [
        "demo.yaml:12: queues[0].requires: no agent has plumbing 3, so nobody can answer this queue"
    ]


def test_an_empty_file_is_an_empty_call_centre() -> None:
    """Somebody must begin somewhere."""
    assert parse(b"# soon\n", "demo.yaml").document == Document()
    assert parse(b"queues:\nagents:\n", "demo.yaml").document == Document()


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    """With the path as it was given."""
    with pytest.raises(ConfigurationError, match=r"none\.yaml:1: cannot be read: No such file or directory$"):
        load(tmp_path / "none.yaml")
    with pytest.raises(ConfigurationError, match="cannot be read: Is a directory"):
        load(tmp_path)


def test_no_syntax_mistake_is_followed_by_guesses() -> None:
    """What stands behind it was not read, so nothing can be said of it."""
    assert complaints("tenants:\n  - id: a\n    name: A: B\n") == [
        "demo.yaml:3: a colon is not expected here; put a text with a colon in quotes, or check the indentation"
    ]


def recording(path: Path, rate: int = 8000) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"\0\1" * rate)


def test_recordings_are_found_from_the_folder_of_the_file_and_sealed(tmp_path: Path) -> None:
    """The checksum is in the document, so that another content of the same name is a change."""
    (tmp_path / "sounds").mkdir()
    recording(tmp_path / "sounds/hi.wav")
    file = tmp_path / "demo.yaml"
    file.write_bytes(SMALL.replace(b"Thank you for calling.", b"{file: sounds/hi.wav}"))
    first = load(file)
    recording(tmp_path / "sounds/hi.wav", rate=16000)
    assert first.folder == tmp_path
    assert first.document.tenants[0].greeting[0].sha256 is not None
    assert load(file).document.digest() != first.document.digest()


def test_a_recording_that_is_missing_or_no_sound_is_a_mistake_of_its_line(tmp_path: Path) -> None:
    """Found when it is read, not when somebody calls."""
    (tmp_path / "text.wav").write_text("hello")
    file = tmp_path / "demo.yaml"
    for name, complaint in (
        ("none.wav", f"there is no file {tmp_path}/none.wav"),
        (
            "text.wav",
            "text.wav: it is no sound that can be read here (WAV, AIFF, FLAC, OGG, Opus, MP3, AU, CAF); convert it "
            "with: ffmpeg -i FILE new.flac",
        ),
    ):
        file.write_bytes(SMALL.replace(b"Thank you for calling.", f"{{file: {name}}}".encode()))
        with pytest.raises(ConfigurationError) as caught:
            load(file)
        assert str(caught.value) == f"demo.yaml:8: tenants[0].greeting: {complaint}"


def test_a_recording_with_another_checksum_than_written_is_refused(tmp_path: Path) -> None:
    """Somebody sealed it on purpose."""
    recording(tmp_path / "hi.wav")
    file = tmp_path / "demo.yaml"
    file.write_bytes(SMALL.replace(b"Thank you for calling.", f"{{file: hi.wav, sha256: {'0' * 64}}}".encode()))
    with pytest.raises(ConfigurationError, match=r"hi\.wav has another checksum; remove sha256, or bring back"):
        load(file)


FRAGMENTS = st.sampled_from(
    ["trunks", "tenants", "queues", "id", "name", "numbers", "flows", "play", "say", ":", " ", "\n", "- ", "  ", "[",
     "]", "{", "}", ",", "&a", "*a", "!t", "<<", "|", ">", "'", '"', "#", "---", "...", "%YAML 1.1\n", "?", "\t", "1",
     "true", "~", "é", "\u2028", "\x85", "\ufeff", "\\U", "\\ud800", "FFFFFFFF", "\x00"]
)  # fmt: skip


@given(st.binary(max_size=100) | st.lists(FRAGMENTS, max_size=40).map(lambda parts: "".join(parts).encode()))
@example(b'a: "\\UFFFFFFFF"')
@example(b"%YAML 1." + b"1" * 5000 + b"\n---\na: 1")
@example(b'"\\ud800": 1')
@example(b"[" * 2000)
@example(b"a: &a [*a, *a]")
def test_any_bytes_are_a_document_or_mistakes(content: bytes) -> None:
    """And every mistake can be printed on a terminal."""
    try:
        assert isinstance(parse(content, "demo.yaml").document, Document)
    except ConfigurationError as error:
        assert error.mistakes
        assert str(error).replace("\n", "").isprintable()


@given(st.integers(0, len(SMALL)), st.integers(0, 20), st.lists(FRAGMENTS, max_size=4))
def test_a_slip_of_the_hand_is_a_document_or_mistakes(start: int, length: int, slip: list[str]) -> None:
    """Nearly right is where most files are wrong."""
    content = SMALL[:start] + "".join(slip).encode() + SMALL[start + length :]
    try:
        assert isinstance(parse(content, "demo.yaml").document, Document)
    except ConfigurationError as error:
        assert error.mistakes


@given(documents)
def test_a_canonical_text_is_also_a_file(document: Document) -> None:
    """JSON is YAML: what is in force can be printed, changed and applied again."""
    assert parse(document.canonical().encode(), "in-force").document.canonical() == document.canonical()
