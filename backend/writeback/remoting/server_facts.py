"""From what the readings gave to the domain's facts; what cannot be told becomes Unknown with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from writeback.domain.errors import UntrustedAnswer, WritebackError
from writeback.domain.facts import (
    Directory,
    LogEvent,
    Partition,
    Scheduler,
    Unknown,
    Version,
    WritebackConfiguration,
)
from writeback.domain.texts import _
from writeback.remoting.batch import Answer
from writeback.remoting.readings import is_tenant_connector
from writeback.remoting.values import Malformed, Properties

T = TypeVar("T")
Results = tuple[Properties, ...]

VERSION = "Microsoft.Synchronize.ServerConfigurationVersion"
_DIRECTORY_TYPE = "AD"


def told(answer: Answer, tell: Callable[[Results], T]) -> T:
    """What `tell` makes of an answer. Raises the answer's error, or UntrustedAnswer for odd values."""
    if isinstance(answer, WritebackError):
        raise answer
    try:
        return tell(answer)
    except WritebackError:
        raise
    except Exception as error:  # anything can come out of odd values, and its text may be the server's
        reason = str(error) if isinstance(error, Malformed) else type(error).__name__
        raise UntrustedAnswer(
            _("The server's answer is not what the command gives: {reason}.").format(reason=reason),
            _("Check that the address leads to the sync server and not to something else."),
        ) from None


def fact(answer: Answer, tell: Callable[[Results], T | Unknown]) -> T | Unknown:
    """As `told`, but an error becomes Unknown."""
    try:
        return told(answer, tell)
    except WritebackError as error:
        return Unknown.because(error)


def scheduler(results: Results, clock: datetime | None) -> Scheduler:
    """`Get-ADSyncScheduler`; `clock` is the server's time of the same invocation."""
    one = results[0]
    return Scheduler(
        sync_cycle_enabled=one.flag("SyncCycleEnabled"),
        scheduler_suspended=one.flag("SchedulerSuspended"),
        staging_mode_enabled=one.flag("StagingModeEnabled"),
        maintenance_enabled=one.flag("MaintenanceEnabled"),
        sync_cycle_in_progress=one.flag("SyncCycleInProgress"),
        interval=one.duration("CurrentlyEffectiveSyncCycleInterval"),
        next_start=one.moment_or_none("NextSyncCycleStartTimeInUTC"),
        next_policy=one.text("NextSyncCyclePolicyType"),
        clock=clock,
    )


def busy_connectors(results: Results) -> tuple[str, ...]:
    """`Get-ADSyncConnectorRunStatus`: nothing when idle."""
    return tuple(one.text("ConnectorName") for one in results)


def configuration(results: Results) -> WritebackConfiguration:
    """`Get-ADSyncAADPasswordResetConfiguration`."""
    one = results[0]
    return WritebackConfiguration(
        connector=one.text("Connector"),
        enabled=one.flag("Enabled"),
        service_status=one.text("ServiceStatus"),
        onboarding_required=one.text("OnboardingRequiredStatus"),
        modified=one.moment_or_none("ModifiedTimestamp"),
    )


def tenant_connector(results: Results) -> str | Unknown:
    """The name of the connector to the tenant."""
    for one in results:
        if is_tenant_connector(one.get("Identifier")):
            return one.text("Name")
    return Unknown(_("The server has no connector to a tenant."))


def directory_names(results: Results) -> tuple[str, ...]:
    """The names of the AD connectors."""
    return tuple(one.text("Name") for one in results if one.text("ConnectorTypeName") == _DIRECTORY_TYPE)


def settings(results: Results) -> dict[str, str]:
    """Name and value of the global parameters."""
    return {one.text("Name"): _as_text(one.get("Value")) for one in results}


def version(values: dict[str, str] | Unknown) -> Version | Unknown:
    """The build of Entra Connect, as its global settings say."""
    if isinstance(values, Unknown):
        return values
    try:
        return Version.parse(values.get(VERSION, ""))
    except ValueError:
        return Unknown(_("The server does not say which version of Entra Connect it runs."))


def company_features(results: Results) -> dict[str, bool]:
    """`Get-ADSyncAADCompanyFeature`: names as the module writes them."""
    return {name: value for name, value in results[0].items() if isinstance(value, bool)}


def computer_name(logs: Iterable[Answer]) -> str:
    """The name that the machine's newest event carries, without its domain; "" when there is no event."""
    entries = [one for log in logs if isinstance(log, tuple) for one in log[:1]]
    names = [str(one.get("MachineName") or "") for one in entries]
    return next((name.partition(".")[0].upper() for name in names if name), "")


def application_identity(results: Results) -> bool:
    """`Get-ADSyncEntraConnectorCredential`: whether the server signs in as an application."""
    return results[0].text("ConnectorIdentityType") == "Application"


def is_reachable(results: Results) -> bool:
    """A forest is reachable when every domain of it is."""
    return all(one.flag("IsReachable") for one in results)


def hash_sync(results: Results) -> bool:
    """`Get-ADSyncAADPasswordSyncConfiguration` of one forest."""
    return results[0].flag("Enabled")


def account(results: Results) -> str:
    """DOMAIN\\user of a connector, from its connectivity parameters."""
    values = {name.casefold(): value for name, value in settings(results).items()}
    user, domain = values.get("forest-login-user", ""), values.get("forest-login-domain", "")
    if not user:
        raise Malformed("forest-login-user is missing")
    return f"{domain}\\{user}" if domain else user


def partitions(domains: Results, scopes: Answer) -> tuple[Partition, ...]:
    """The domains of a forest, each with its OU filter where that was read."""
    filters = scopes if isinstance(scopes, tuple) and len(scopes) == len(domains) else ()
    return tuple(
        Partition(
            dn=one.text("DN"),
            name=one.text("Name"),
            selected=one.flag("Selected"),
            included=filters[index].texts("ContainerInclusionList") if filters else (),
            excluded=filters[index].texts("ContainerExclusionList") if filters else (),
        )
        for index, one in enumerate(domains)
    )


def directory(name: str, *, domains: Answer, scopes: Answer, parameters: Answer, reach: Answer) -> Directory:
    """One forest; what could not be read of it is Unknown or empty."""
    found = fact(domains, lambda results: partitions(results, scopes))
    return Directory(
        name=name,
        account=fact(parameters, account),
        reachable=fact(reach, is_reachable),
        partitions=() if isinstance(found, Unknown) else found,
    )


def events(answers: Iterable[Results]) -> tuple[LogEvent, ...]:
    """Entries of several queries, each once, newest first."""
    found = {_event(one) for results in answers for one in results}
    return tuple(sorted(found, key=lambda event: (event.at, event.id), reverse=True))


def _event(one: Properties) -> LogEvent:
    return LogEvent(
        id=one.number("Id"),
        at=one.moment("TimeCreated"),
        provider=one.text("ProviderName"),
        message=one.text("Message"),
    )


def _as_text(value: object) -> str:
    return "" if value is None or isinstance(value, list | dict | Properties) else str(value)
