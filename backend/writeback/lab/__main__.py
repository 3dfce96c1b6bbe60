"""`python -m writeback.lab`: lists the scenarios or runs one."""

from __future__ import annotations

import json
import sys

from writeback.lab.options import ListOptions, ServeOptions, parse
from writeback.lab.scenarios.loader import Scenario, load_scenario, scenario_names


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit status: 0 done, 1 the lab cannot run here, 2 wrong usage."""
    options = parse(arguments)
    if isinstance(options, ListOptions):
        _list(options)
        return 0
    return _serve(options)


def _list(options: ListOptions) -> None:
    scenarios = [load_scenario(name) for name in scenario_names()]
    if options.json:
        print(json.dumps([_described(one) for one in scenarios]))
        return
    width = max(len(one.name) for one in scenarios)
    for one in scenarios:
        print(f"{one.name:{width}}  {','.join(one.diagnoses) or '-':7}  {one.title}")


def _described(scenario: Scenario) -> dict[str, object]:
    return {
        "name": scenario.name,
        "title": scenario.title,
        "edition": scenario.edition,
        "diagnoses": list(scenario.diagnoses),
    }


def _serve(options: ServeOptions) -> int:
    if options.scenario not in scenario_names():
        print(f"There is no scenario {options.scenario!r}. `list` names them.", file=sys.stderr)
        return 2
    from writeback.lab.serve import serve

    return serve(options)


if __name__ == "__main__":
    sys.exit(main())
