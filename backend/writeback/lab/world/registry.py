"""The few registry values that a survey reads."""

from __future__ import annotations

_DOTNET = r"SOFTWARE\{wow}Microsoft\.NETFramework\v4.0.30319"
_TLS = r"HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2"
_UNINSTALL = r"HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"

Values = dict[str, str | int]


def registry(version: str) -> dict[str, Values]:
    """Key path to its values, for a healthy machine with this build of the product."""
    product = "Microsoft Entra Connect Sync" if version >= "2.3" else "Microsoft Azure AD Connect"
    strong: Values = {"SystemDefaultTlsVersions": 1, "SchUseStrongCrypto": 1}
    protocol: Values = {"Enabled": 1, "DisabledByDefault": 0}
    return {
        r"HKLM:\SOFTWARE\Microsoft\Azure AD Connect": {
            "WizardPath": r"C:\Program Files\Microsoft Azure Active Directory Connect\AzureADConnect.exe",
        },
        rf"{_UNINSTALL}\{{9A1C2D3E-5B4F-4E6A-8C7D-1F2E3D4C5B6A}}": {
            "DisplayName": product,
            "DisplayVersion": version,
            "Publisher": "Microsoft Corporation",
        },
        "HKLM:\\" + _DOTNET.format(wow=""): dict(strong),
        "HKLM:\\" + _DOTNET.format(wow="WOW6432Node\\"): dict(strong),
        rf"{_TLS}\Client": dict(protocol),
        rf"{_TLS}\Server": dict(protocol),
        r"HKLM:\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full": {
            "Release": 528449,
            "Version": "4.8.04161",
        },
    }
