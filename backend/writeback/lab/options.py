"""The lab's command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """How to run a lab. Port 0 = any free one; seconds of the device code are real ones."""

    scenario: str
    speed: float
    seed: int
    announce: bool
    parent: int | None
    https: int
    http: int
    tenant: int
    certificate_host: str
    require_channel_binding: bool
    device_code_expires: int
    device_code_interval: int
    secret_file: Path | None


@dataclass(frozen=True, slots=True)
class ListOptions:
    """Show the scenarios."""

    json: bool


def parse(arguments: Sequence[str] | None = None) -> ServeOptions | ListOptions:
    """Read the command line; a wrong one ends the process with status 2."""
    known = vars(_parser().parse_args(arguments))
    return ListOptions(known["json"]) if known.pop("command") == "list" else ServeOptions(**known)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m writeback.lab", description="A simulated server and tenant.")
    commands = parser.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="the scenarios")
    listing.add_argument("--json", action="store_true", help="one JSON array")
    serve = commands.add_parser(
        "serve", help="run a lab until it is stopped; prints one JSON line when ready"
    )
    serve.add_argument("scenario", nargs="?", default="contoso")
    serve.add_argument("--speed", type=_positive, default=30.0, help="lab seconds per second (default: 30)")
    serve.add_argument("--seed", type=int, default=1, help="same seed, same identifiers")
    serve.add_argument("--announce", action="store_true", help="let this user's other programs find the lab")
    serve.add_argument("--parent", type=int, metavar="PID", help="stop when that process ends")
    for name, what in (("https", "the server's WinRM over HTTPS"), ("http", "the server's WinRM over HTTP")):
        serve.add_argument(f"--{name}", type=int, default=0, metavar="PORT", help=what)
    serve.add_argument(
        "--tenant",
        type=int,
        default=0,
        metavar="PORT",
        help="sign-in, Graph, portal (the control API has a port of its own)",
    )
    serve.add_argument(
        "--certificate-host", default="localhost", metavar="NAME", help="name in the server's certificate"
    )
    serve.add_argument(
        "--require-channel-binding", action="store_true", help="as a server with CbtHardeningLevel Strict"
    )
    serve.add_argument("--device-code-expires", type=int, default=900, metavar="SECONDS")
    serve.add_argument("--device-code-interval", type=int, default=1, metavar="SECONDS")
    serve.add_argument(
        "--secret-file", type=Path, metavar="FILE", help="its text becomes every password (to look for leaks)"
    )
    return parser


def _positive(text: str) -> float:
    number = float(text)
    if number <= 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return number
