"""Read docs/compatibility.md, and write it anew from the code with the remarks that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from frappe.not_yet import NotYet
from frappe.rpc.available import NOT_YET
from public_surface import resolve

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "compatibility.md"
GROUPS = ("frappe", "frappe.db", "frappe.qb", "frappe.cache", "frappe.client_cache", "frappe.local", "frappe.session",
          "frappe.utils")  # fmt: skip
START, END = "<!-- tables -->", "<!-- end of tables -->"
_ROW = re.compile(r"^\| `(?P<first>[^`]+)` \| (?P<rest>.+) \|$")


def documented() -> dict[str, str]:
    """Return the status of every name in the tables."""
    out = {}
    for line in DOCUMENT.read_text(encoding="utf-8").partition(START)[2].splitlines():
        match = _ROW.match(line)
        if match is None:
            continue
        names, _bar, status = match["rest"].rpartition(" | ")
        for name in re.findall(r"`([^`]+)`", names) if names else [""]:
            out[f"{match['first']}.{name}".rstrip(".")] = status.strip()
    return out


def documented_endpoints() -> set[str]:
    """Return the paths of endpoints that answer "not yet"."""
    text = DOCUMENT.read_text(encoding="utf-8").partition("<!-- endpoints -->")[2]
    return set(re.findall(r"`([\w.]+)\*`", text.partition("\n\n")[0]))


def kind_of(name: str) -> str:
    """Return the first words of a name's status as the code has it: works, not yet, or missing."""
    try:
        found = resolve(name)
    except (AttributeError, ModuleNotFoundError):
        return "missing"
    return "not yet" if isinstance(found, NotYet) or _is_not_yet(found) else "works"


def _is_not_yet(found: Any) -> bool:
    return isinstance(found, ModuleType) and (found.__doc__ or "").startswith("Not built yet")


def write(names: Iterable[str]) -> None:
    """Write the tables of these names; remarks stay."""
    known = documented()
    statuses = {name: _status(name, known) for name in sorted(names)}
    before, _start, rest = DOCUMENT.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    before = re.sub(
        r"(<!-- endpoints -->\n).*?\n\n", lambda match: match[1] + _endpoints() + "\n\n", before, flags=re.S
    )
    DOCUMENT.write_text(f"{before}{START}\n\n{tables(statuses)}\n{END}{after}", encoding="utf-8")


def _endpoints() -> str:
    return "\n".join(f"- `{path}*`" for path in sorted(NOT_YET))


def _status(name: str, known: Mapping[str, str]) -> str:
    kind, said = kind_of(name), known.get(name, "")
    return said if said.startswith(kind) or (kind == "works" and said.startswith("differs")) else kind


def tables(statuses: Mapping[str, str]) -> str:
    """Return the tables: one a group of ``frappe``, one of modules, one of the names in modules."""
    left = dict(statuses)
    lines: list[str] = []
    modules = [name for name in left if name.count(".") and _is_module(name)]
    for group in GROUPS:
        lines += [f"### `{group}`", "", "| name | status |", "|---|---|"]
        own = [name for name in left if name.rpartition(".")[0] == group and name not in modules]
        lines += [f"| `{name}` | {left.pop(name)} |" for name in own]
        lines.append("")
    lines += ["### Modules", "", "| module | status |", "|---|---|"]
    lines += [f"| `{name}` | {left.pop(name)} |" for name in modules]
    lines += ["", "### Names of modules", "", "| module | names | status |", "|---|---|---|"]
    rows: dict[tuple[str, str], list[str]] = {}
    for name, status in left.items():
        module, _dot, own_name = name.rpartition(".")
        rows.setdefault((module, status), []).append(f"`{own_name}`")
    lines += [f"| `{module}` | {' '.join(names)} | {status} |" for (module, status), names in sorted(rows.items())]
    return "\n".join(lines) + "\n"


def _is_module(name: str) -> bool:
    try:
        return isinstance(resolve(name), ModuleType) and not name.startswith(("frappe.db.", "frappe.qb."))
    except (AttributeError, ModuleNotFoundError):
        return False
