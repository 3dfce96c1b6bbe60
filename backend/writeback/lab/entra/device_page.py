"""The page behind the verification address: says which lab this is, and takes a code."""

from __future__ import annotations

from html import escape

from writeback.lab.httpd import HttpResponse
from writeback.lab.world import World

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.5 sans-serif;max-width:36em;margin:3em auto;padding:0 1em}}
button{{margin-right:1em}}</style></head>
<body><h1>{title}</h1>
<p>This is the simulated tenant <b>{tenant}</b> ({domain}), scenario <b>{scenario}</b>.
It is not Microsoft. Codes and passwords of a real tenant do not belong here.</p>
<p role="status">{message}</p>
<form method="post"><label>Code <input name="user_code" value="{code}" autofocus autocomplete="off"></label>
<label>Account <input name="user" value="{operator}"></label>
<p><button name="answer" value="approve">Sign in</button>
<button name="answer" value="decline">Cancel</button></p>
</form></body></html>
"""


def device_page(world: World, message: str = "", code: str = "", status: int = 200) -> HttpResponse:
    """The page, with a message about the last attempt."""
    html = PAGE.format(
        title=escape(f"{world.tenant.display_name} lab: sign in"),
        tenant=escape(world.tenant.display_name),
        domain=escape(world.tenant.initial_domain),
        scenario=escape(world.scenario.name),
        operator=escape(world.tenant.operator_upn),
        message=escape(message),
        code=escape(code),
    )
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"),
        ("X-Frame-Options", "DENY"),
    ]
    return HttpResponse(status, html.encode("utf-8", "replace"), headers)
