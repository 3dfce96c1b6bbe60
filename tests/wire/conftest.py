"""Fixtures of the WSMan tests. NTLM accounts are one set for the whole process, so they are set once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pypsrp.powershell import RunspacePool
from tests.wire.wsman_lab import DOMAIN, OTHER, OTHER_PASSWORD, PASSWORD, USER, RunningLab, running_lab

from writeback.lab.certificate import ServerCertificate, make_certificates
from writeback.lab.wsman import write_ntlm_users


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ServerCertificate:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def ntlm_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NTLM_USER_FILE", "")
        write_ntlm_users(tmp_path_factory.mktemp("ntlm"), {USER: PASSWORD, OTHER: OTHER_PASSWORD}, DOMAIN)
        yield


@pytest.fixture
def wsman_lab(certificate: ServerCertificate, ntlm_users: None) -> Iterator[RunningLab]:
    """A service of the test's own; the test fails if the lab itself made a mistake."""
    with running_lab(certificate) as lab:
        yield lab
        assert lab.service.report()["bugs"] == []


@pytest.fixture(scope="module")
def shared_pool(certificate: ServerCertificate, ntlm_users: None) -> Iterator[RunspacePool]:
    """One open session for tests that only run cmdlets; ADSync is imported."""
    with running_lab(certificate) as lab, lab.pool() as pool:
        lab.world.server.module_autoload = True
        yield pool
        assert lab.service.report()["bugs"] == []
