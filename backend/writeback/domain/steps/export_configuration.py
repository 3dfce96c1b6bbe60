"""Export of the server's configuration, before and after."""

from __future__ import annotations

from dataclasses import dataclass

from writeback.domain.steps.step import Effect, Half, quoted
from writeback.domain.texts import _
from writeback.domain.work import Done, Work

EXPORT_FOLDER = "C:\\ProgramData\\AADConnect"
"""Where the wizard keeps its own exports."""


@dataclass(frozen=True, slots=True)
class ExportConfiguration:
    """Changes made by PowerShell are not in the wizard's own exports, so the run makes its own."""

    label: str  # before, after
    id: str = "export-configuration"
    half: Half = Half.SERVER
    writes: bool = False
    is_ours_alone: bool = False
    passes: bool = False

    def folder(self, run_id: str) -> str:
        return f"{EXPORT_FOLDER}\\writeback-{run_id}-{self.label}"

    def title(self) -> str:
        if self.label == "before":
            return _("Export the current configuration")
        return _("Export the new configuration")

    def powershell(self) -> tuple[str, ...]:
        return (f"Get-ADSyncServerConfiguration -Path {quoted(self.folder('RUN'))}",)

    def arguments(self) -> dict[str, object]:
        return {"label": self.label}

    async def do(self, work: Work) -> Done:
        folder = self.folder(work.run_id)
        await work.server.export_configuration(folder)
        return Done(note=folder)

    async def effect(self, work: Work) -> Effect:
        return Effect.UNKNOWN
