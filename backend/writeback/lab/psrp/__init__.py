"""The PowerShell Remoting Protocol's server half: psrpcore, evened out, and what feeds it."""
