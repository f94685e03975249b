"""Secrets for other systems."""

from pathlib import Path

import pytest

from acd.domain.web_asks import WebTargetId
from acd.web_asks.secrets import SecretMissing, WebSecrets

CRM = WebTargetId("acme-dental/crm")


def test_the_environment_counts_before_the_file(tmp_path: Path) -> None:
    """Each is looked up when it is needed."""
    (tmp_path / "web-acme-dental.crm.token").write_text("from file\n")
    assert WebSecrets(tmp_path, {}).bearer(CRM) == "from file"
    assert WebSecrets(tmp_path, {"ACD_WEB_ACME_DENTAL__CRM_TOKEN": "env"}).bearer(CRM) == "env"


@pytest.mark.parametrize("text", ["", "two\nlines", "é", "x" * 2000])
def test_what_is_no_secret(tmp_path: Path, text: str) -> None:
    """The complaint names the place and not the text."""
    (tmp_path / "web-acme-dental.crm.token").write_text(text)
    with pytest.raises(SecretMissing, match="holds no token") as error:
        WebSecrets(tmp_path, {}).bearer(CRM)
    assert not text or text not in str(error.value)


def test_a_secret_that_is_not_there(tmp_path: Path) -> None:
    """Both places are named; a folder is none."""
    with pytest.raises(SecretMissing, match="ACD_WEB_ACME_DENTAL__CRM_TOKEN"):
        WebSecrets(tmp_path, {}).bearer(CRM)
    (tmp_path / "web-acme-dental.crm.token").mkdir()
    with pytest.raises(SecretMissing, match="cannot be read"):
        WebSecrets(tmp_path, {}).bearer(CRM)


def test_a_key_that_signs_is_long_enough(tmp_path: Path) -> None:
    """Base64 of 16 bytes or more."""
    secrets = WebSecrets(tmp_path, {"ACD_WEB_ACME_DENTAL__CRM_KEY": "whsec_" + "QUFB" * 8})
    assert secrets.key(CRM) == b"A" * 24
    for text in ("short", "QUFB", "*" * 40):
        with pytest.raises(SecretMissing, match="16 bytes"):
            WebSecrets(tmp_path, {"ACD_WEB_ACME_DENTAL__CRM_KEY": text}).key(CRM)
