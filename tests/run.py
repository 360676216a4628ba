"""All the tests: the suite on SQLite, then on a private PostgreSQL. `make test` is `python -m tests.run`.

What cannot run for want of a program is named with the way to get it; `--require-servers` makes it a failure.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.servers.programs import POSTGRESQL, find_postgresql

ROOT = Path(__file__).resolve().parent.parent
MINUTES_AT_MOST = 25


@dataclass(frozen=True)
class Outcome:
    """How many tests of one run of pytest passed, failed (errors included) and were left out."""

    passed: int
    failed: int
    left_out: int


def main() -> int:
    """Run both, print one closing line for both; 0 where nothing failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.run", description=__doc__)
    parser.add_argument("--require-servers", action="store_true", help="a test that is left out is a failure")
    parser.add_argument(
        "pytest", nargs="*", metavar="-- PYTEST", help="what else to hand to pytest, after --"
    )
    arguments = parser.parse_args()
    extra = [*arguments.pytest, *(["--require-servers"] if arguments.require_servers else [])]

    # Tests that can only run on PostgreSQL belong to the second run; they are not left out of the first.
    outcomes = [run_pytest("sqlite", ["-m", "not postgresql", *extra])]
    notes = []
    if find_postgresql():
        outcomes.append(run_pytest("postgresql", extra))
    else:
        notes.append(f"The whole suite on PostgreSQL was left out. {POSTGRESQL.missing}")
        if arguments.require_servers:
            outcomes.append(Outcome(passed=0, failed=1, left_out=0))

    passed, failed = sum(run.passed for run in outcomes), sum(run.failed for run in outcomes)
    left_out = sum(run.left_out for run in outcomes)
    if left_out:
        notes.append(f"{left_out} tests were left out, see above.")
    print(*notes, f"{passed} passed, {failed} failed", sep="\n")
    return 0 if passed and not failed else 1


def run_pytest(database: str, extra: list[str]) -> Outcome:
    """One run of the suite on `database`, with a process for each core."""
    print(f"\n{database}: the whole suite", flush=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        results = Path(directory) / "results.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "auto",
            "--dist",
            "loadgroup",
            "--durations",
            "5",
        ]
        options = ["--database", database, "--junit-xml", str(results)]
        try:
            code = subprocess.run(
                [*command, *options, *extra], cwd=ROOT, timeout=MINUTES_AT_MOST * 60
            ).returncode
        except subprocess.TimeoutExpired:
            print(f"{database}: stopped after {MINUTES_AT_MOST} minutes")
            code = 1
        outcome = read_results(results)
    if code and not outcome.failed:
        # pytest itself failed: nothing collected, a crash, a wrong switch.
        outcome = Outcome(outcome.passed, 1, outcome.left_out)
    print(f"{database}: {time.monotonic() - start:.0f} s", flush=True)
    return outcome


def read_results(results: Path) -> Outcome:
    """The counts in a JUnit file; all zero where pytest did not come to write it."""
    if not results.exists():
        return Outcome(passed=0, failed=0, left_out=0)
    passed = failed = left_out = 0
    for suite in ElementTree.parse(results).iter("testsuite"):  # noqa: S314 - pytest wrote it
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        failed += bad
        left_out += skipped
        passed += int(suite.get("tests", 0)) - bad - skipped
    return Outcome(passed, failed, left_out)


if __name__ == "__main__":
    sys.exit(main())
