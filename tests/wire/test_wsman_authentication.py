"""Who may come in, over which transport."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from pypsrp.exceptions import AuthenticationError, WSManFaultError
from pypsrp.negotiate import NoCertificateRetrievedWarning
from pypsrp.powershell import RunspacePool
from tests.wire.wsman_lab import OTHER, OTHER_PASSWORD, RunningLab, invoke, running_lab

from writeback.lab.certificate import ServerCertificate, make_certificates
from writeback.lab.wsman import channel_binding

MODES = [(True, "basic"), (True, "negotiate"), (False, "negotiate"), (False, "ntlm")]


@pytest.mark.parametrize(("tls", "auth"), MODES)
def test_a_cmdlet_runs_in_every_mode(wsman_lab: RunningLab, tls: bool, auth: str) -> None:
    with wsman_lab.pool(tls=tls, auth=auth) as pool:
        assert invoke(pool, "Add-Mark", "here").output == ["here"]
    assert wsman_lab.shells == []


@pytest.mark.parametrize(("tls", "auth"), MODES)
def test_a_wrong_password_is_refused_in_every_mode(wsman_lab: RunningLab, tls: bool, auth: str) -> None:
    with pytest.raises(AuthenticationError):
        RunspacePool(wsman_lab.wsman(tls=tls, auth=auth, password="wrong")).open()
    assert wsman_lab.shells == []


@pytest.mark.parametrize("name", ["labadmin", "CONTOSO\\labadmin", "LABADMIN"])
def test_a_name_may_carry_its_domain(wsman_lab: RunningLab, name: str) -> None:
    with wsman_lab.pool(auth="negotiate", username=name) as pool:
        assert invoke(pool, "Add-Mark").output == ["mark"]


def test_an_unknown_user_is_refused(wsman_lab: RunningLab) -> None:
    with pytest.raises(AuthenticationError):
        RunspacePool(wsman_lab.wsman(username="nobody")).open()


def test_basic_is_not_offered_where_the_service_forbids_it(
    certificate: ServerCertificate, ntlm_users: None
) -> None:
    with running_lab(certificate, schemes=("negotiate",)) as lab, pytest.raises(AuthenticationError):
        RunspacePool(lab.wsman(auth="basic")).open()


def test_an_authority_that_is_not_trusted_is_noticed_before_any_request(
    wsman_lab: RunningLab, tmp_path: Path
) -> None:
    other = make_certificates(tmp_path)
    with pytest.raises(requests.exceptions.SSLError):
        RunspacePool(wsman_lab.wsman(cert_validation=str(other.ca_file))).open()
    assert wsman_lab.counts == {}


@pytest.mark.parametrize("options", [{"host": "sync01.contoso.com"}, {"expired": True}])
def test_a_certificate_that_does_not_fit_is_noticed(tmp_path: Path, options: dict[str, object]) -> None:
    certificate = make_certificates(tmp_path, **options)  # type: ignore[arg-type]
    with running_lab(certificate) as lab, pytest.raises(requests.exceptions.SSLError):
        RunspacePool(lab.wsman()).open()


def test_plain_text_over_http_is_refused(wsman_lab: RunningLab) -> None:
    answer = requests.post(
        f"http://127.0.0.1:{wsman_lab.http_port}/wsman",
        data="<x/>",
        auth=("labadmin", wsman_lab.world.server.accounts["labadmin"]),
        headers={"Content-Type": "application/soap+xml;charset=UTF-8"},
        timeout=5,
    )
    assert (answer.status_code, answer.content) == (500, b"")


def test_a_first_request_is_challenged_for_both_schemes(wsman_lab: RunningLab) -> None:
    url = f"https://localhost:{wsman_lab.https_port}/wsman"
    answer = requests.post(url, verify=str(wsman_lab.certificate.ca_file), timeout=5)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Negotiate, Basic realm="WSMAN"'


@pytest.mark.filterwarnings(
    f"error::{NoCertificateRetrievedWarning.__module__}.NoCertificateRetrievedWarning"
)
def test_channel_binding_lets_the_default_client_in(certificate: ServerCertificate, ntlm_users: None) -> None:
    binding = channel_binding(certificate.sha256)
    with running_lab(certificate, binding=binding) as lab, lab.pool(auth="negotiate") as pool:
        assert invoke(pool, "Add-Mark").output == ["mark"]


def test_channel_binding_keeps_a_client_without_it_out(
    certificate: ServerCertificate, ntlm_users: None
) -> None:
    binding = channel_binding(certificate.sha256)
    with running_lab(certificate, binding=binding) as lab, pytest.raises(AuthenticationError):
        RunspacePool(lab.wsman(auth="negotiate", negotiate_send_cbt=False)).open()


def test_an_endpoint_for_somebody_else_denies_access(wsman_lab: RunningLab) -> None:
    with pytest.raises(WSManFaultError) as caught, wsman_lab.pool("LabClosed"):
        pass
    assert caught.value.code == 5


def test_an_unknown_endpoint_is_a_fault_that_names_it(wsman_lab: RunningLab) -> None:
    with pytest.raises(WSManFaultError) as caught, wsman_lab.pool("PowerShell.7"):
        pass
    assert caught.value.code == 2150859193
    assert "PowerShell.7" in str(caught.value.reason)


def test_a_shell_belongs_to_its_user(wsman_lab: RunningLab) -> None:
    with wsman_lab.pool() as pool, wsman_lab.wsman(username=OTHER, password=OTHER_PASSWORD) as stranger:
        assert RunspacePool.get_runspace_pools(stranger) == []
        assert [found.id for found in RunspacePool.get_runspace_pools(wsman_lab.wsman())] == [pool.id]
