"""`RESULTS.md`: what a run found, and on what."""

from __future__ import annotations

import datetime
import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks import table
from benchmarks.run import Results
from benchmarks.servers import SETTINGS

PACKAGES = ("django", "djangorestframework", "django-filter", "psycopg2-binary", "gunicorn")


def written(results: Results, command: str, seconds: float) -> str:
    """A section about one run."""
    return "\n\n".join(
        [
            f"## {results.size:,} tasks",
            f"`{command}`, {_now():%Y-%m-%d}, {results.seconds / 60:.0f} minutes; each group of requests was "
            f"repeated for {seconds:g} seconds. Above a load of 2 others used the machine too.",
            table.goals(results.lines),
            "Every request, median and p99, and how many times it was asked:",
            table.times(list(results.times.items())),
            _differences(results),
            _preparations(results),
            "Notices and seals are left to Celery, as with Redis."
            if results.redis
            else "Without Redis: notices and the audit's seal are made by the process that writes.",
            machine(results.server),
        ]
    )


def machine(server: str) -> str:
    """The machine, the versions, and how PostgreSQL was set."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    settings = ", ".join(f"{name}={value}" for name, value in SETTINGS.items() if value)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"Machine: {os.cpu_count()} cores ({_processor()}), {_memory()} GB of memory, {platform.system()} "
        f"{platform.release()}; load at the end {load}.\n"
        f"Versions: Python {platform.python_version()}, {server}, {packages}.\n"
        f"PostgreSQL: {settings}."
    )


def _differences(results: Results) -> str:
    if not results.differences:
        return "The limit, the habit and Duban give the same rows: compared field by field."
    return f"Not the same in the yardsticks' rows: {'; '.join(results.differences)}."


def _preparations(results: Results) -> str:
    rows = [
        [name, ", ".join(f"{step} {seconds:.1f} s" for step, seconds in steps.items()) or "not timed"]
        for name, steps in results.preparations.items()
    ]
    return table.table(("database", "how long it took to make"), rows)


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown")


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def _now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.UTC)
