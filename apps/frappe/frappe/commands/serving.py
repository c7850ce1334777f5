"""Commands that keep running: ``start`` (everything in one), ``serve`` (development), ``worker``, ``schedule``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from frappe.commands import pass_context, refuse
from frappe.commands.one_server import PortTaken, ServerLock, check_port
from frappe.config import get_common_site_config, get_sites

LOOPBACK = ("127.0.0.1", "::1", "localhost")
TLS = (
    "Listening on {host}: everybody who reaches this machine can open the sign-in page, and passwords travel in plain"
    " text. Put a server with TLS in front (config/nginx.conf is a template) before people sign in over a network."
)


@click.command("start")
@click.option("--host", help="Address to listen on (bench_config: host).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (webserver_port).")
@click.option("--empty", is_flag=True, help="Make the default site without the demo company.")
@click.option("--no-jobs", is_flag=True, help="Leave jobs and scheduler to processes of their own.")
def start(host: str | None, port: int | None, empty: bool, no_jobs: bool) -> None:
    """Serve the bench: web, jobs and scheduler. Makes the default site first where there is none.

    The password of Administrator is random and printed once, or taken from FRAPPE_ADMIN_PASSWORD.
    """
    common = get_common_site_config(".")
    address = host or common.host or "127.0.0.1"
    number = port or int(common.webserver_port or 8000)
    url = f"http://{_shown(address)}:{number}"
    lock = ServerLock(Path("..", "config", "pids"), number)
    if not lock.take():
        refuse(
            f"This bench is already running at {url} (process {lock.owner})."
            f" Stop it with Ctrl+C there, or: kill {lock.owner}"
        )
    try:
        check_port(address, number)
    except PortTaken as error:
        refuse(str(error))
    if common.default_site:
        _make_default_site(str(common.default_site), empty)
    if address not in LOOPBACK:
        click.echo(TLS.format(host=address), err=True)
    web = common.web or {}
    from frappe.worker import serve as serve_web

    serve_web(
        sites_path=".",
        host=address,
        port=number,
        workers=int(web.get("workers") or 1),
        threads=int(web.get("threads") or 4),
        log_level=str(common.log_level or "info"),
        announce=f"CRM Suite is running at {url}  (Ctrl+C stops it)",
        with_jobs=not no_jobs,
    )
    click.echo("Stopped.")


def _shown(address: str) -> str:
    if address in ("0.0.0.0", "::"):  # noqa: S104 only shown
        return "127.0.0.1"
    return f"[{address}]" if ":" in address else address


def _make_default_site(site: str, empty: bool) -> None:
    """Make the site in a process of its own, so that the server's parent stays small."""
    from frappe.commands.first_site import is_whole

    if is_whole(Path("."), site):
        return
    command = [sys.executable, "-m", "frappe.commands.first_site", site, *(["--empty"] if empty else [])]
    code = subprocess.run(command).returncode
    if code:
        raise SystemExit(code)


@click.command("serve")
@click.option("--port", type=int, default=None, help="Port to listen on (webserver_port).")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--noreload", is_flag=True, help="Do not start again when code changes.")
@click.option("--nothreading", is_flag=True, help="Answer one request at a time.")
@click.option("--proxy", is_flag=True, help="Trust the X-Forwarded headers of a server in front.")
@pass_context
def serve(context: Any, port: int | None, host: str, noreload: bool, nothreading: bool, proxy: bool) -> None:
    """Serve for development: one process that starts again when code changes. For users: ./bench start."""
    from werkzeug.serving import run_simple

    number = port or int(get_common_site_config(".").webserver_port or 8000)
    if "WERKZEUG_RUN_MAIN" not in os.environ:
        try:
            check_port(host, number)
        except PortTaken as error:
            refuse(str(error))
    os.environ["SITES_PATH"] = "."
    from frappe.app import application

    served: Any = application
    if proxy:
        from werkzeug.middleware.proxy_fix import ProxyFix

        served = ProxyFix(application, x_for=1, x_proto=1, x_host=1)
    run_simple(host, number, served, use_reloader=not noreload, threaded=not nothreading)


@click.command("worker")
@click.option("--queue", default=None, help="Queues to work on, separated by commas; all without it.")
@click.option("--burst", is_flag=True, help="End when there is nothing left to do.")
@click.option("--quiet", is_flag=True, help="Report errors only.")
def worker(queue: str | None, burst: bool, quiet: bool) -> None:
    """Work on queued jobs of all sites, in a process of its own."""
    from frappe.jobs.worker import run_worker
    from frappe.worker import setup_logging

    setup_logging("error" if quiet else str(get_common_site_config(".").log_level or "info"))
    queues = [name.strip() for name in queue.split(",") if name.strip()] if queue else None
    run_worker(".", queues, burst)


@click.command("schedule")
def schedule() -> None:
    """Queue what is due in all sites, in a process of its own."""
    from frappe.jobs.scheduler import run_scheduler
    from frappe.worker import setup_logging

    setup_logging(str(get_common_site_config(".").log_level or "info"))
    if not get_sites("."):
        click.echo("There is no site yet; make one with ./bench new-site.")
    run_scheduler(".")


commands = [start, serve, worker, schedule]
