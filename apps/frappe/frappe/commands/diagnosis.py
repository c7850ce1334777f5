"""Commands that tell how things are: ``doctor``, ``benchmark``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from frappe.commands import opened, pass_context, refuse, sites_of


@click.command("doctor")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@pass_context
def doctor(context: Any, form: str) -> None:
    """Look for what is wrong with a site and say what to do about each; exit code 1 when something is."""
    from frappe.install.doctor import examine

    found = {}
    for site in sites_of(context):
        with opened(site):
            found[site] = examine(Path("..").resolve())
    errors = sum(problem.id.partition(".")[2].startswith("E") for problems in found.values() for problem in problems)
    if form == "json":
        click.echo(json.dumps({site: [vars(problem) for problem in list_] for site, list_ in found.items()}, indent=1))
        raise SystemExit(1 if errors else 0)
    for site, problems in found.items():
        click.echo(f"Site {site}: {len(problems)} findings" if problems else f"Site {site}: nothing is wrong.")
        for problem in problems:
            click.echo(f"  {problem.id} {problem.where}: {problem.text}\n    {problem.hint}")
    raise SystemExit(1 if errors else 0)


@click.command("benchmark", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="NAME [OPTIONS]")
def benchmark(words: tuple[str, ...]) -> None:
    """Measure: NAME is a file of benchmarks/, for example start. --write puts the table into docs/benchmarks.md."""
    folder = Path("..", "benchmarks").resolve()
    known = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    if not words or words[0] not in known:
        if words and words[0] in ("--help", "-h"):
            click.echo(f"Usage: bench benchmark NAME [OPTIONS]\n\n  {benchmark.help}")
            click.echo(f"  There are: {', '.join(known)}.")
            return
        refuse(f"Name one of: {', '.join(known)}.")
    raise SystemExit(subprocess.run([sys.executable, str(folder / f"{words[0]}.py"), *words[1:]]).returncode)


commands = [doctor, benchmark]
