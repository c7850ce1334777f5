"""Commands that need a process or a bench of their own: shells, servers, loops, files of apps, the demo company."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
from pathlib import Path

import pytest
from commands.benches import CHECKOUT, LIMIT_S, PASSWORD, copy_bench, environment, free_port, run, served, wait_for

SITE = "crm.localhost"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bench with a default site of the framework alone."""
    folder = copy_bench(tmp_path_factory.mktemp("bench"))
    made = run(folder, "new-site", SITE, "--admin-password", PASSWORD)
    assert made.returncode == 0, made.stderr
    return folder


def started(bench: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(bench / "bench"), *words], cwd=bench, env=environment(), text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_the_console_runs_python_on_the_site(bench: Path) -> None:
    with started(bench, "console") as console:
        out, err = console.communicate("print(frappe.session.user, frappe.db.exists('Role', 'Guest'))\n", LIMIT_S)

    assert console.returncode == 0, err
    assert "Administrator Guest" in out


def test_the_development_server_answers_until_it_is_stopped(bench: Path) -> None:
    port = free_port()
    with started(bench, "serve", "--port", str(port), "--noreload") as server:
        try:
            wait_for(lambda: answers(port) or server.poll() is not None)
            status = ping(port)
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=LIMIT_S)

    assert status == 200


def ping(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_S)
    try:
        connection.request("GET", "/api/method/ping")
        return connection.getresponse().status
    finally:
        connection.close()


def answers(port: int) -> bool:
    try:
        return ping(port) == 200
    except OSError:
        return False


@pytest.mark.parametrize("words", [["worker"], ["schedule"]])
def test_a_loop_ends_at_a_signal_as_asked(bench: Path, words: list[str]) -> None:
    with started(bench, *words) as loop:
        wait_for(lambda: b"frappe.utils.bench_helper" in Path(f"/proc/{loop.pid}/cmdline").read_bytes())
        wait_for(lambda: handles(loop.pid, signal.SIGTERM))
        loop.send_signal(signal.SIGTERM)
        _out, err = loop.communicate(timeout=LIMIT_S)

    assert (loop.returncode, "Traceback" in err) == (0, False), err


def handles(process: int, number: signal.Signals) -> bool:
    """Tell whether a process has its own answer to a signal."""
    text = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    caught = int(next(line for line in text.splitlines() if line.startswith("SigCgt")).split()[1], 16)
    return bool(caught & 1 << (number - 1))


def test_queued_jobs_are_done_by_a_worker_of_its_own(bench: Path) -> None:
    run(bench, "execute", "frappe.enqueue", "--args", '["frappe.utils.touch_file"]', "--kwargs", '{"path": "touched"}')

    found = run(bench, "worker", "--burst")

    assert found.returncode == 0, found.stderr
    assert (bench / "sites" / "touched").exists()


def test_texts_are_written_for_translators_and_missing_ones_counted(bench: Path) -> None:
    found = run(bench, "build-message-files", "--app", "crm_suite", "--lang", "fr")

    path = bench / "apps" / "crm_suite" / "crm_suite" / "translations" / "fr.csv"
    assert found.returncode == 1 and "without translation" in found.stdout, found.stderr
    assert '"Customer"' in path.read_text(encoding="utf-8") or "Customer," in path.read_text(encoding="utf-8")


def test_a_standard_record_is_written_into_its_app(bench: Path) -> None:
    file = bench / "apps" / "frappe" / "frappe" / "core" / "doctype" / "role" / "role.json"
    file.unlink()

    found = run(bench, "export-doc", "DocType", "Role")

    assert found.returncode == 0, found.stderr
    assert json.loads(file.read_text(encoding="utf-8"))["name"] == "Role"


def test_fixtures_of_an_app_are_written_from_the_site(bench: Path) -> None:
    run(bench, "make-app", "with_fixtures")
    hooks = bench / "apps" / "with_fixtures" / "with_fixtures" / "hooks.py"
    hooks.write_text(hooks.read_text() + 'fixtures = [{"dt": "Role", "filters": [["name", "=", "Guest"]]}]\n')
    run(bench, "install-app", "with_fixtures")

    found = run(bench, "export-fixtures", "--app", "with_fixtures")

    (path,) = (hooks.parent / "fixtures").glob("*.json")
    assert found.returncode == 0, found.stderr
    assert [record["name"] for record in json.loads(path.read_text(encoding="utf-8"))] == ["Guest"]


def test_public_files_are_linked_for_a_server_in_front(bench: Path) -> None:
    found = run(bench, "build", "--app", "frappe")

    link = bench / "sites" / "assets" / "frappe"
    assert found.returncode == 0, found.stderr
    assert link.resolve() == (bench / "apps" / "frappe" / "frappe" / "public").resolve()


def test_an_apps_own_tests_run_only_where_they_are_allowed(bench: Path) -> None:
    (bench / "apps" / "frappe" / "frappe" / "tests" / "test_one.py").write_text(
        "from frappe.tests import UnitTestCase\n\n\nclass TestOne(UnitTestCase):\n"
        "    def test_right(self):\n        self.assertEqual(1, 1)\n\n"
        "    def test_wrong(self):\n        self.assertEqual(1, 2)\n"
    )
    module = ["run-tests", "--module", "frappe.tests.test_one"]

    refused = run(bench, *module)
    run(bench, "--site", SITE, "set-config", "-p", "allow_tests", "true")
    right = run(bench, *module, "--test", "test_right")
    wrong = run(bench, *module, "--test", "test_wrong")

    assert refused.returncode == 1 and "allow_tests true" in refused.stderr
    assert (right.returncode, wrong.returncode) == (0, 1), right.stderr


def test_users_are_kept_out_during_maintenance(bench: Path) -> None:
    with served(bench) as server:
        run(bench, "set-maintenance-mode", "on")
        closed = server.get("/api/method/ping")
        page = server.get("/desk")
        run(bench, "set-config", "-p", "allow_reads_during_maintenance", "1")
        read = server.get("/api/method/ping")[0]
        write = server.send("POST", "/api/method/login", {"usr": "Administrator", "pwd": PASSWORD})[0]
        run(bench, "set-config", "allow_reads_during_maintenance", "null")
        run(bench, "set-maintenance-mode", "off")
        opened = server.get("/api/method/ping")[0]

    assert (closed[0], page[0], read, write, opened) == (503, 503, 200, 503, 200)
    assert b"The site is being maintained" in closed[2] and b"The site is being maintained" in page[2]


def test_the_demo_company_comes_with_the_first_start_and_goes_on_demand(tmp_path: Path) -> None:
    bench = copy_bench(tmp_path)
    (bench / "fixtures").symlink_to(CHECKOUT / "fixtures", target_is_directory=True)
    count = ["database", "select count(*) from `tabCustomer`"]
    with served(bench, FRAPPE_ADMIN_PASSWORD=PASSWORD):
        pass

    before = int(run(bench, *count).stdout.split()[-1])
    twice = run(bench, "load-demo")
    removed = run(bench, "remove-demo")
    after = int(run(bench, *count).stdout.split()[-1])

    assert before > 10
    assert twice.returncode == 1 and "loaded already" in twice.stderr
    assert removed.returncode == 0, removed.stderr
    assert after == 0
