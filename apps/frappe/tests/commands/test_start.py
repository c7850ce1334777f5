"""``./bench start`` as a person meets it: a copy of the checkout, real processes, real HTTP."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands.benches import PASSWORD, Server, copy_bench, is_alive, run, served, wait_for

SITE = "crm.localhost"
SLOW_APP = {
    "__init__.py": '__version__ = "0.0.1"\n',
    "hooks.py": 'app_name = "slow"\n',
    "modules.txt": "Slow\n",
    "patches.txt": "",
    "api.py": """import pathlib, time
import frappe


@frappe.whitelist(allow_guest=True)
def wait() -> str:
    pathlib.Path("begun").touch()
    time.sleep(1)
    return "whole"


@frappe.whitelist(allow_guest=True, methods=["POST"])
def queue() -> None:
    frappe.enqueue("slow.api.work")


def work() -> None:
    pathlib.Path("job-begun").touch()
    time.sleep(1)
    pathlib.Path("job-done").touch()
""",
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bench whose site was made by its first start."""
    folder = copy_bench(tmp_path_factory.mktemp("bench"))
    with served(folder, "--empty", FRAPPE_ADMIN_PASSWORD=PASSWORD):
        pass
    return folder


@pytest.fixture
def server(bench: Path) -> Iterator[Server]:
    with served(bench) as found:
        yield found


def test_first_start_prints_a_random_password_once_with_which_one_signs_in(tmp_path: Path) -> None:
    bench = copy_bench(tmp_path)

    with served(bench, "--empty") as first:
        found = re.search(r"Password: (\S+)", first.output)
        assert found is not None, first.output
        status, _headers, body = first.send(
            "POST", "/api/method/login", {"usr": "Administrator", "pwd": found.group(1)}
        )
    with served(bench) as second:
        later = second.output

    assert (status, json.loads(body)["message"]) == (200, "Logged In")
    assert "Password" not in later
    assert found.group(1) not in "".join(path.read_text(errors="replace") for path in (bench / "sites").rglob("*.json"))


def test_the_site_has_the_business_app_and_the_settings_of_the_bench(bench: Path) -> None:
    apps = run(bench, "list-apps", "--format", "json")
    settings = run(bench, "database", "select value from tabSingles where field = 'time_zone'")

    assert json.loads(apps.stdout) == {SITE: ["frappe", "crm_suite"]}
    assert "Asia/Shanghai" in settings.stdout


def test_a_running_bench_is_named_instead_of_started_again(server: Server) -> None:
    second = run(server.bench, "start", "--port", str(server.port))

    assert second.returncode == 1
    assert f"already running at http://127.0.0.1:{server.port} (process {server.process.pid})" in second.stderr


def test_a_taken_port_is_an_error_that_names_the_option(bench: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        found = run(bench, "start", "--port", str(port))

    assert found.returncode == 1
    assert f"Port {port} is taken by another program. Choose another one: ./bench start --port" in found.stderr


def test_a_killed_worker_comes_back(server: Server) -> None:
    (worker,) = server.children()

    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: not is_alive(worker) and server.answers())

    assert server.children() != [worker]


def test_a_worker_ends_with_its_killed_parent(bench: Path) -> None:
    with served(bench) as server:
        (worker,) = server.children()

        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        wait_for(lambda: not is_alive(worker))

    with served(bench, port=server.port) as again:
        assert again.answers()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly(bench: Path, how: signal.Signals) -> None:
    with served(bench) as server:
        workers = server.children()

        code = server.stop(how)

    assert code == 0
    assert server.output.rstrip().endswith("Stopped.")
    assert "Traceback" not in server.output
    assert not any(is_alive(worker) for worker in workers)


@pytest.fixture
def slow_app(bench: Path) -> None:
    """An app on the bench whose request and job take a second."""
    app = bench / "apps" / "slow" / "slow"
    app.mkdir(parents=True, exist_ok=True)
    for name, text in SLOW_APP.items():
        (app / name).write_text(text, encoding="utf-8")
    (bench / "sites" / "apps.txt").write_text("frappe\ncrm_suite\nslow\n", encoding="utf-8")
    run(bench, "install-app", "slow")


@pytest.mark.usefixtures("slow_app")
def test_a_request_in_flight_is_finished_at_the_stop(bench: Path) -> None:
    answers: list[tuple[int, bytes]] = []

    with served(bench) as server:
        asking = threading.Thread(target=lambda: answers.append(server.get("/api/method/slow.api.wait")[::2]))
        asking.start()
        wait_for((bench / "sites" / "begun").exists)
        server.stop()
        asking.join()

    assert answers == [(200, b'{"message":"whole"}')]


@pytest.mark.usefixtures("slow_app")
def test_a_job_under_way_is_finished_at_the_stop(bench: Path) -> None:
    with served(bench) as server:
        queued = server.send("POST", "/api/method/slow.api.queue", {})
        wait_for((bench / "sites" / "job-begun").exists)
        server.stop()

    assert queued[0] == 200, queued[2]
    assert (bench / "sites" / "job-done").exists()


def test_another_address_than_loopback_tells_about_tls(bench: Path) -> None:
    with served(bench, "--host", "0.0.0.0") as server:  # noqa: S104 the address under test
        assert "Put a server with TLS in front" in server.output


def test_a_site_whose_making_was_cut_short_is_made_again(tmp_path: Path) -> None:
    bench = copy_bench(tmp_path)
    first = Server(bench, "--empty", FRAPPE_ADMIN_PASSWORD=PASSWORD)
    wait_for((bench / "sites" / SITE / "site_config.json").exists)

    first.kill()
    with served(bench, "--empty", FRAPPE_ADMIN_PASSWORD=PASSWORD) as server:
        status, _headers, _body = server.send("POST", "/api/method/login", {"usr": "Administrator", "pwd": PASSWORD})

    assert status == 200
    assert [path.name for path in (bench / "sites").glob(".*.unfinished")] == []


def test_the_default_site_answers_for_an_unknown_host_and_only_while_that_is_on(bench: Path) -> None:
    with served(bench) as server:
        known = server.get("/api/method/ping", Host="elsewhere.example")[0]
    run(bench, "set-config", "-g", "-p", "serve_default_site", "false")
    server = Server(bench)
    try:
        wait_for(lambda: "is running at" in server.output)
        unknown = server.get("/api/method/ping", Host="elsewhere.example")[0]
    finally:
        server.stop()
        run(bench, "set-config", "-g", "-p", "serve_default_site", "true")

    assert (known, unknown) == (200, 404)
