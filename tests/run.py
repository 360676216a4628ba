"""All the tests: the suite on SQLite, then on a private PostgreSQL. `make test` is `python -m tests.run`.

The suite leaves out by design what takes minutes or hours: `--only long` and `--only soak` run that. On
PostgreSQL it also leaves to the long tests what comes out alike on every database.

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

from tests.servers.plugin import BY_DEMAND, UNDISTURBED
from tests.servers.programs import POSTGRESQL, find_postgresql

ROOT = Path(__file__).resolve().parent.parent
MINUTES_AT_MOST = {None: 25, "long": 40, "soak": 12 * 60}
"""What one run of pytest may take."""


@dataclass(frozen=True)
class Part:
    """One run of pytest: on which database, which tests, with a process for each core or one by one."""

    database: str
    tests: str = ""
    side_by_side: bool = True


PARTS = {
    # Tests that can only run on PostgreSQL belong to the second run; they are not left out of the first.
    None: [Part("sqlite", "not postgresql"), Part("postgresql")],
    "long": [
        Part("postgresql", f"not {UNDISTURBED}"),
        Part("postgresql", UNDISTURBED, side_by_side=False),
    ],
    "soak": [Part("sqlite", "not postgresql", side_by_side=False), Part("postgresql", side_by_side=False)],
}
"""What runs one after the other, by what was asked for."""


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
    parser.add_argument("--only", choices=list(BY_DEMAND), help="instead of the suite, the tests so marked")
    parser.add_argument(
        "pytest", nargs="*", metavar="-- PYTEST", help="what else to hand to pytest, after --"
    )
    arguments = parser.parse_args()
    extra = [*arguments.pytest, *(["--require-servers"] if arguments.require_servers else [])]

    notes, without_postgresql = [], find_postgresql() is None
    outcomes = [
        run_pytest(part, arguments.only, extra)
        for part in PARTS[arguments.only]
        if part.database == "sqlite" or not without_postgresql
    ]
    if without_postgresql:
        notes.append(f"Everything on PostgreSQL was left out. {POSTGRESQL.missing}")
        if arguments.require_servers:
            outcomes.append(Outcome(passed=0, failed=1, left_out=0))

    passed, failed = sum(run.passed for run in outcomes), sum(run.failed for run in outcomes)
    left_out = sum(run.left_out for run in outcomes)
    if left_out:
        notes.append(f"{left_out} tests were left out, see above.")
    if arguments.only is None:
        notes.append("Not part of this run, by design: what takes minutes (make long) or hours (make soak).")
    print(*notes, f"{passed} passed, {failed} failed", sep="\n")
    return 0 if passed and not failed else 1


def run_pytest(part: Part, only: str | None, extra: list[str]) -> Outcome:
    """One run, of what `only` names or of the suite."""
    name = " ".join(filter(None, (f"{part.database}:", only or "the suite", part.tests)))
    print(f"\n{name}", flush=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        results = Path(directory) / "results.xml"
        command = [sys.executable, "-m", "pytest", "-q", "--durations", "5"]
        options = ["--database", part.database, "--junit-xml", str(results), "-m", part.tests]
        minutes = MINUTES_AT_MOST[only]
        if only:
            options += ["--only", only, "-o", f"faulthandler_timeout={minutes * 60}"]
        if part.side_by_side:
            # What the tests of a file share is made once. Long files with the most tests begin, for they
            # take longest; in the suite what takes longest stands alone in its file.
            options += ["-n", "auto", "--dist", "loadfile", *([] if only else ["--no-loadscope-reorder"])]
        try:
            code = subprocess.run([*command, *options, *extra], cwd=ROOT, timeout=minutes * 60).returncode
        except subprocess.TimeoutExpired:
            print(f"{part.database}: stopped after {minutes} minutes")
            code = 1
        outcome = read_results(results)
    if code and not outcome.failed:
        # pytest itself failed: nothing collected, a crash, a wrong switch.
        outcome = Outcome(outcome.passed, 1, outcome.left_out)
    print(f"{part.database}: {time.monotonic() - start:.0f} s", flush=True)
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
