"""The benchmark of requests against the floor works on few rows; what it measures is not judged here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).resolve().parents[4] / "benchmarks" / "serving.py"


def test_product_and_floor_answer_alike_and_leave_the_same_rows() -> None:
    found = subprocess.run([sys.executable, str(BENCHMARK), "--smoke"], capture_output=True, text=True, timeout=120)

    assert found.returncode == 0, found.stderr
    cases = [line for line in found.stdout.splitlines() if line.startswith("| ")][2:]
    assert len(cases) == 7, found.stdout
