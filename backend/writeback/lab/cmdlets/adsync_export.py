"""The export of the server's configuration: XML files, written to the lab's folder instead of a drive."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated
from xml.etree import ElementTree

from writeback.lab.cmdlets.adsync import adsync_cmdlet, server_for_reading
from writeback.lab.powershell import Call, Mandatory, Position, Switch
from writeback.lab.world import World
from writeback.lab.world.connectors import AadConnector, AdConnector, Connector
from writeback.lab.world.settings import global_settings
from writeback.lab.world.writeback import Writeback

DRIVES = "drives"
"""The folder that stands for the server's drives, in the lab's own."""


@adsync_cmdlet("Get-ADSyncServerConfiguration")
async def get_server_configuration(
    call: Call, *, Path: Annotated[str, Mandatory, Position(0)], ValidateConfiguration: Switch = False
) -> None:
    """Writes one file per connector and one for the global settings."""
    server_for_reading(call)
    world: World = call.world
    folder = simulated_path(world.folder, Path)
    await call.lab_sleep(world.timing.export_seconds)
    for name, document in _documents(world).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        ElementTree.indent(document)
        target.write_bytes(ElementTree.tostring(document, encoding="utf-8", xml_declaration=True))
    world.server.exports.append(folder)


def simulated_path(root: Path, windows_path: str) -> Path:
    r"""Where `C:\Temp\x` really lies: below `root`, whatever the caller wrote."""
    parts = [re.sub(r"[^\w .{}()-]", "_", part) for part in re.split(r"[\\/]+", windows_path)]
    return root.joinpath(DRIVES, *(part for part in parts if part.strip(". ")))


def _documents(world: World) -> dict[str, ElementTree.Element]:
    server = world.server
    connectors = {
        f"Connectors/Connector_{{{one.identifier}}}.xml": _connector(one, server.writeback)
        for one in server.connectors
    }
    settings = ElementTree.Element("global-settings")
    parameters = ElementTree.SubElement(settings, "parameter-values")
    for name, value in global_settings(server).items():
        ElementTree.SubElement(parameters, "parameter", name=name).text = value
    return {**connectors, "GlobalSettings/GlobalSettings.xml": settings}


def _connector(connector: Connector, writeback: Writeback) -> ElementTree.Element:
    root = ElementTree.Element("ma-data")
    _texts(
        root,
        {
            "id": f"{{{str(connector.identifier).upper()}}}",
            "name": connector.name,
            "category": "Extensible2" if isinstance(connector, AadConnector) else "AD",
            "subtype": connector.subtype if isinstance(connector, AadConnector) else "",
            "creation-time": f"{connector.created:%Y-%m-%d %H:%M:%S}",
            "last-modification-time": f"{connector.modified:%Y-%m-%d %H:%M:%S}",
            "version": str(connector.version),
        },
    )
    if isinstance(connector, AadConnector):
        _password_reset(root, writeback)
    if isinstance(connector, AdConnector):
        _partitions(root, connector)
    return root


def _password_reset(root: ElementTree.Element, writeback: Writeback) -> None:
    _texts(
        ElementTree.SubElement(root, "aad-password-reset-config"),
        {
            "enabled": str(int(writeback.enabled)),
            "modified-timestamp": f"{writeback.modified:%Y-%m-%dT%H:%M:%SZ}",
            "adal-authority": "",
        },
    )


def _partitions(root: ElementTree.Element, connector: AdConnector) -> None:
    for partition in connector.partitions:
        node = ElementTree.SubElement(ElementTree.SubElement(root, "ma-partition-data"), "partition")
        _texts(
            node, {"id": f"{{{str(partition.identifier).upper()}}}", "name": partition.name, "selected": "1"}
        )
        containers = ElementTree.SubElement(ElementTree.SubElement(node, "filter"), "containers")
        for tag, names in (
            ("exclusion", partition.container_exclusion_list),
            ("inclusion", partition.container_inclusion_list),
        ):
            for name in names:
                ElementTree.SubElement(containers, tag).text = name


def _texts(parent: ElementTree.Element, values: dict[str, str]) -> None:
    for tag, text in values.items():
        ElementTree.SubElement(parent, tag).text = text
