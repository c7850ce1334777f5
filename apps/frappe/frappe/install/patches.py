"""Data patches: each line of ``patches.txt`` runs once a site (contract 1.4)."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.documents import get_doc
from frappe.modules import get_app_path, get_installed_apps

SECTIONS = ("pre_model_sync", "post_model_sync")
FINALLY = "finally:"


def parse_patches(text: str) -> dict[str, list[str]]:
    """Return the lines of each section; a file without sections is wholly before the sync."""
    out: dict[str, list[str]] = {section: [] for section in SECTIONS}
    section = SECTIONS[0]
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            section = line.strip("[]")
            if section not in out:
                raise ValidationError(_("Section {0} of patches.txt is not known.").format(section))
        else:
            out[section].append(line)
    return out


def patches_of(app: str) -> dict[str, list[str]]:
    """Return the patches of an app, or of the bench."""
    path = _bench_folder() / "patches.txt" if app == "bench" else Path(get_app_path(app, "patches.txt"))
    return parse_patches(path.read_text(encoding="utf-8") if path.exists() else "")


def _bench_folder() -> Path:
    return Path(local.sites_path).resolve().parent / "patches"


def identity(app: str, line: str) -> str:
    return f"bench:{line}" if app == "bench" else line


def pending(app: str, section: str) -> Iterator[str]:
    done = set(local.db.get_all("Patch Log", {"skipped": 0}, pluck="patch"))
    return (line for line in patches_of(app)[section] if identity(app, line) not in done)


def run_section(apps: list[str], section: str, *, skip_failing: bool = False) -> list[str]:
    """Run the patches of a section that did not run yet, app by app, and return them; those of the end wait."""
    lines = [(app, line) for app in apps for line in pending(app, section) if not line.startswith(FINALLY)]
    return _run_all(lines, skip_failing=skip_failing)


def run_final(apps: list[str], *, skip_failing: bool = False) -> list[str]:
    """Run the pending patches marked ``finally:``, of both sections."""
    found = [(app, line) for app in apps for section in SECTIONS for line in pending(app, section)]
    return _run_all([pair for pair in found if pair[1].startswith(FINALLY)], skip_failing=skip_failing)


def _run_all(lines: list[tuple[str, str]], *, skip_failing: bool) -> list[str]:
    """Run patches, each in a transaction of its own.

    Raises:
        ValidationError: one fails and is not to be skipped; what it wrote is rolled back.
    """
    done = []
    local.db.commit()
    for app, line in lines:
        local.flags.in_patch = True
        try:
            _run(app, line)
        except Exception as error:
            local.db.rollback()
            if not skip_failing:
                raise _failed(app, line, error) from error
            _log(app, line, skipped=1, text=traceback.format_exc())
        else:
            _log(app, line)
            done.append(line)
        finally:
            local.flags.in_patch = None
        local.db.commit()
    return done


def _failed(app: str, line: str, error: Exception) -> ValidationError:
    text = _("Patch {0} of {1} failed: {2} Correct it and migrate again, or leave it out with --skip-failing.")
    return ValidationError(text.format(line, app, f"{type(error).__name__}: {error}"), patch=line, app=app)


def _run(app: str, line: str) -> None:
    what = line.removeprefix(FINALLY).strip()
    if what.startswith("execute:"):
        names = {"frappe": importlib.import_module("frappe")}
        exec(compile(what[len("execute:") :], "patches.txt", "exec"), names)  # noqa: S102 the app's own code
        return
    module = what.split()[0]
    if app == "bench":
        _load_bench_patch(module.removeprefix("bench_patches.")).execute()
        return
    importlib.import_module(module).execute()


def _load_bench_patch(name: str):  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location(f"bench_patches.{name}", _bench_folder() / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def get_patches_from_app(app: str, patch_type: str | None = None) -> list[str]:
    """Return the lines of an app's patches.txt, of one section or of both."""
    found = patches_of(app)
    return found[patch_type] if patch_type else [line for section in SECTIONS for line in found[section]]


def get_all_patches(patch_type: str | None = None) -> list[str]:
    """Return the lines of all installed apps."""
    return [line for app in get_installed_apps() for line in get_patches_from_app(app, patch_type)]


def is_done(patchmodule: str) -> bool:
    """Tell whether a patch ran on the site."""
    return bool(local.db.exists("Patch Log", {"patch": patchmodule, "skipped": 0}))


def run_all(skip_failing: bool = False, patch_type: str | None = None) -> None:
    """Run the patches of all installed apps that did not run yet."""
    apps = get_installed_apps()
    for section in (patch_type,) if patch_type else SECTIONS:
        run_section(apps, section, skip_failing=skip_failing)
    if patch_type != SECTIONS[0]:
        run_final(apps, skip_failing=skip_failing)


def run_single(patchmodule: str, force: bool = False, **_options: Any) -> bool:
    """Run one patch by its line, unless it ran already or ``force`` asks for it again."""
    if not force and is_done(patchmodule):
        return True
    _run("frappe", patchmodule)
    if not is_done(patchmodule):
        _log("frappe", patchmodule)
    return True


def mark_done(app: str) -> None:
    """Record all patches of an app as done: a new site needs none."""
    for section in SECTIONS:
        for line in pending(app, section):
            _log(app, line)


def _log(app: str, line: str, *, skipped: int = 0, text: str = "") -> None:
    get_doc({"doctype": "Patch Log", "patch": identity(app, line), "skipped": skipped, "traceback": text}).insert(
        ignore_permissions=True
    )
