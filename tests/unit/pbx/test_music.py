"""Classes of music in Asterisk's words: nothing breaks out of its line, and who waits keeps theirs."""

from pathlib import Path

import pytest

from acd.domain.flows import Prompt
from acd.domain.music import MusicClass
from acd.pbx import music
from acd.pbx.errors import PlanInvalid
from acd.pbx.music import music_path, render_music, sections, write_music
from acd.pbx.plan import PbxPlan

A, B, C = (f"acd-{digit * 32}" for digit in "abc")


def one(name: str, *files: str, is_random: bool = False) -> MusicClass:
    return MusicClass(name, tuple(map(Prompt, files or ("/var/x",))), is_random, ("queue support",))


@pytest.fixture
def plan(tmp_path: Path) -> PbxPlan:
    return PbxPlan(
        state=tmp_path, ari_port=8088, ari_password="p" * 20, ami_port=5038, ami_password="m" * 20, agi_port=4573
    )


def names(plan: PbxPlan) -> list[str]:
    return [name for name, _ in sections(music_path(plan).read_text())]


def test_files_are_played_in_their_order_or_at_random() -> None:
    """By their whole paths, without suffix."""
    text = render_music([one(A, "/var/x/1", "/var/x/2"), one(B, "/var/x/1", is_random=True)])
    assert text.splitlines()[1:] == [
        *(f"[{A}]", "mode=playlist", "entry=/var/x/1", "entry=/var/x/2"),
        *(f"[{B}]", "mode=playlist", "sort=random", "entry=/var/x/1"),
    ]


@pytest.mark.parametrize("file", ["x", "/a;b", "/a\n[default]", "/a#exec", "/a,b", "/a&b", "/ä", "/a/", "/a\\"])
def test_no_path_can_break_out_of_its_line(file: str) -> None:
    """It comes from the state folder, which the operator names."""
    with pytest.raises(PlanInvalid, match="use a state folder of plain letters"):
        render_music([one(A, file)])


@pytest.mark.parametrize("name", ["", "default", "acd-x]", "acd-xyz\n"])
def test_no_other_class_can_be_written(name: str) -> None:
    """The operator's own stay the operator's own."""
    with pytest.raises(PlanInvalid):
        render_music([one(name)])


def test_the_file_is_written_when_something_changes(plan: PbxPlan) -> None:
    """Asterisk need not read what it knows."""
    assert write_music(plan, [])
    assert not write_music(plan, [])
    assert write_music(plan, [one(A)])
    assert not write_music(plan, [one(A)])
    assert names(plan) == [A]


def test_who_waits_since_an_earlier_configuration_keeps_the_music(plan: PbxPlan) -> None:
    """It must be there after the next announcement; one whose files are gone must not."""
    write_music(plan, [one(A)])
    assert write_music(plan, [one(B)])
    assert names(plan) == [B, A]
    assert write_music(plan, [one(A), one(C)])
    assert names(plan) == [A, C, B]
    assert write_music(plan, [one(A)], but=[C])
    assert names(plan) == [A, B]
    assert not write_music(plan, [one(A)], but=[C])


def test_the_file_does_not_grow_for_ever(plan: PbxPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of earlier ones the newest stay."""
    monkeypatch.setattr(music, "EARLIER", 2)
    for digit in "abcdef":
        write_music(plan, [one(f"acd-{digit * 8}")])
    assert names(plan) == [f"acd-{digit * 8}" for digit in "fed"]
