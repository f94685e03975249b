"""The floor: old versions are refused with the mend."""

import pytest

from acd.ari.version import check_version
from acd.domain.errors import PbxTooOld


@pytest.mark.parametrize(
    "version",
    ["22.10.1", "22.10.1+dfsg+~cs6.17.60671434-1", "22.11.0", "20.20.1", "20.21.0", "23.4.1", "24.0.0"],
)
def test_versions_that_may_be_used(version: str) -> None:
    """With whatever the packager put behind."""
    check_version(version)


@pytest.mark.parametrize(
    "version",
    ["22.10.0", "22.9.3", "20.20.0", "18.26.4", "21.12.0", "23.4.0", "13.0.0", "22.11.0-rc1", "GIT-master", ""],
)
def test_versions_that_are_refused(version: str) -> None:
    """The message names what was found and what to do."""
    with pytest.raises(PbxTooOld) as caught:
        check_version(version)
    assert version in str(caught.value)
    assert "install" in str(caught.value)
