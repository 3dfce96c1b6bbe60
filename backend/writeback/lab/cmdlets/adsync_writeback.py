"""Password writeback on the server: read, set, renew, remove, start and stop."""

from __future__ import annotations

from typing import Annotated

from writeback.lab.cmdlets.adsync import (
    CMDLETS,
    OBJECT_MODEL,
    adsync_cmdlet,
    server_for_configuring,
    server_for_reading,
    unknown_connector,
)
from writeback.lab.cmdlets.cloud_identity import cloud_identity
from writeback.lab.powershell import (
    Call,
    Category,
    CmdletError,
    Mandatory,
    Position,
    PSCredential,
    dotnet,
    enum,
)
from writeback.lab.world import Server, World, endpoint, onboarding
from writeback.lab.world.connectors import AadConnector
from writeback.lab.world.password_reset_events import log
from writeback.lab.world.writeback import ONBOARDING, SERVICE_STATUS

RECORD = f"{CMDLETS}.AADConnectorPasswordResetConfigurationRecord"


@adsync_cmdlet("Get-ADSyncAADPasswordResetConfiguration", confirm=True)
def get_password_reset_configuration(
    call: Call, *, Connector: Annotated[str, Mandatory, Position(0)]
) -> None:
    """The truth about writeback on this server."""
    server = server_for_reading(call)
    connector, state = _aad_connector(server, Connector), server.writeback
    call.output(
        dotnet(
            RECORD,
            {
                "Connector": connector.name,
                "Enabled": state.enabled,
                "ModifiedTimestamp": state.modified,
                "OnboardingRequiredStatus": enum(
                    f"{OBJECT_MODEL}.OnboardingRequiredStatus", state.onboarding, ONBOARDING[state.onboarding]
                ),
                "ServiceStatus": enum(
                    f"{OBJECT_MODEL}.ServiceStatus",
                    state.service_status,
                    SERVICE_STATUS[state.service_status],
                ),
            },
        )
    )


@adsync_cmdlet("Set-ADSyncAADPasswordResetConfiguration", confirm=True)
async def set_password_reset_configuration(
    call: Call,
    *,
    Connector: Annotated[str, Mandatory, Position(0)],
    Enable: Annotated[bool, Mandatory, Position(1)],
    AADCredential: Annotated[PSCredential | None, Position(2)] = None,
    AccessToken: Annotated[str | None, Position(3)] = None,
) -> None:
    """Onboards or offboards. The change goes on in the server even if the caller stops waiting for it."""
    connector = _connector_to_change(call, Connector)
    initiator = await cloud_identity(call, AADCredential, AccessToken, offboarding=not Enable)
    world: World = call.world
    if Enable:
        _onboarding_possible(world)
        seconds = onboarding.enable(world, initiator, token_supplied=bool(AccessToken))
    else:
        seconds = onboarding.disable(world, initiator)
    world.settle()
    await call.lab_sleep(seconds)
    call.output(_set_text(world.server, connector, enabled=Enable))


@adsync_cmdlet("Update-ADSyncAADPasswordResetConfiguration", confirm=True)
async def update_password_reset_configuration(
    call: Call,
    *,
    Connector: Annotated[str, Mandatory, Position(0)],
    AADCredential: Annotated[PSCredential | None, Position(1)] = None,
    AccessToken: Annotated[str | None, Position(2)] = None,
) -> None:
    """Rolls the keys of an enabled server."""
    _connector_to_change(call, Connector)
    await cloud_identity(call, AADCredential, AccessToken, offboarding=False)
    if not call.world.server.writeback.enabled:
        raise _invalid("Password reset write-back is not enabled.")
    onboarding.roll_keys(call.world)


@adsync_cmdlet("Remove-ADSyncAADPasswordResetConfiguration", confirm=True)
async def remove_password_reset_configuration(
    call: Call,
    *,
    Connector: Annotated[str, Mandatory, Position(0)],
    AADCredential: PSCredential | None = None,
    AccessToken: str | None = None,
) -> None:
    """Offboards."""
    _connector_to_change(call, Connector)
    initiator = await cloud_identity(call, AADCredential, AccessToken, offboarding=True)
    seconds = onboarding.disable(call.world, initiator)
    call.world.settle()
    await call.lab_sleep(seconds)


@adsync_cmdlet("Update-ADSyncAADPasswordResetClientVersion", confirm=True)
async def update_password_reset_client_version(
    call: Call,
    *,
    Connector: Annotated[str, Mandatory, Position(0)],
    AADCredential: Annotated[PSCredential | None, Position(1)] = None,
    AccessToken: Annotated[str | None, Position(2)] = None,
) -> None:
    """Tells the cloud which version of the library is at work."""
    _connector_to_change(call, Connector)
    await cloud_identity(call, AADCredential, AccessToken, offboarding=False)
    log(call.world, 31060)
    log(call.world, 31061)


@adsync_cmdlet("Start-ADSyncAADPasswordResetEndpoint")
def start_password_reset_endpoint(call: Call) -> None:
    """Starts the service hosts of an enabled server."""
    server_for_configuring(call)
    if not call.world.server.writeback.enabled:
        raise _invalid("Password reset write-back is not enabled.")
    endpoint.start(call.world)


@adsync_cmdlet("Stop-ADSyncAADPasswordResetEndpoint")
def stop_password_reset_endpoint(call: Call) -> None:
    """Stops the service hosts; the configuration stays."""
    server_for_configuring(call)
    endpoint.stop(call.world)


def _connector_to_change(call: Call, name: str) -> AadConnector:
    server = server_for_configuring(call)
    connector = _aad_connector(server, name)
    if server.writeback.changing:
        raise _invalid("A change of the password reset configuration is already in progress.")
    return connector


def _aad_connector(server: Server, name: str) -> AadConnector:
    connector = server.connector(name)
    if connector is None:
        raise unknown_connector(name)
    if not isinstance(connector, AadConnector):
        raise _invalid(f"The connector '{name}' is not an Azure AD connector.")
    return connector


def _onboarding_possible(world: World) -> None:
    if world.server.writeback.onboarding_fault != "none":
        onboarding.refuse_onboarding(world)
        raise _invalid(onboarding.LICENCE_TEXT)


def _set_text(server: Server, connector: AadConnector, *, enabled: bool) -> str:
    if server.version_tuple >= (2, 5):
        return f"Password Reset Configuration for connector '{connector.name}' updated."
    return f"Password reset write-back is {'enabled' if enabled else 'disabled'}"


def _invalid(message: str) -> CmdletError:
    return CmdletError(message, category=Category.InvalidOperation)
