"""The certificates that a cloud is checked with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from writeback.cloud.clouds import certificates
from writeback.domain.errors import TenantUnreachable
from writeback.domain.target import PUBLIC


def test_a_ca_file_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TenantUnreachable, match="is gone"):
        certificates(replace(PUBLIC, ca_file=str(tmp_path / "ca.pem")))


def test_a_ca_file_that_is_there_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.touch()
    assert certificates(replace(PUBLIC, ca_file=str(file))) == str(file)
