"""What tests of the vault share: profiles, items, a vault in folders of the test's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.builders import TENANT_ID
from writeback.domain.secret import Secret
from writeback.domain.target import PUBLIC, Profile, ServerAddress
from writeback.vault import server_secret, sign_in
from writeback.vault.configuration import Choice, Rung
from writeback.vault.ladder import Ladder
from writeback.vault.vault import Vault

PROFILE = Profile("prod", ServerAddress("sync01.contoso.com", "CONTOSO\\adm"))
OTHER = Profile("other", ServerAddress("sync02.contoso.com", "CONTOSO\\adm"), client_id="another-client")
LAB = Profile(
    "lab-contoso", ServerAddress("sync01.contoso.com", "CONTOSO\\adm"), cloud=replace(PUBLIC, is_lab=True)
)
PASSWORD = server_secret(PROFILE)
SIGN_IN = sign_in(PROFILE, TENANT_ID, "oid.tid")
SECRET = Secret("kept-Pa55word")
PASSPHRASE = Secret("correct horse battery")


def vault_of(folder: Path, rung: Rung | None = None, backend: str = "") -> Vault:
    """As a configuration with that word would give it."""
    return Vault(Ladder(Choice(rung, backend), folder / "state" / "vault.json"))


def revealed(secret: Secret | None) -> str | None:
    """For comparisons."""
    return secret.reveal() if secret else None
