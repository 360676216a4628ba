"""Schemathesis, run as a program of its own against a running site."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

CONFIGURATION = Path(__file__).parent / "schemathesis.toml"
SECONDS = 280
"""For one run; pytest gives a test little more."""


@dataclass(frozen=True)
class Finding:
    """What one run said, and whether it found nothing."""

    went_well: bool
    said: str

    @property
    def summary(self) -> str:
        """How many cases there were, in one line."""
        lines = [line.strip() for line in self.said.splitlines()]
        return next(line for line in lines if " generated, " in line)


def configured(directory: Path, rows: Mapping[str, Sequence[Any]]) -> Path:
    """The configuration, in `directory`, with the `rows` of a world to ask about."""
    dictionaries = {**rows, "anything": ["*"]}
    lines = [f"{name} = {{ values = {json.dumps(keys)} }}" for name, keys in dictionaries.items()]
    written = directory / CONFIGURATION.name
    written.write_text("\n".join([CONFIGURATION.read_text(), "[dictionaries]", *lines, ""]))
    return written


def ask(
    site: str, configuration: Path, token: str | None, *, phases: str, seed: int, examples: int
) -> Finding:
    """Everything that the document at `site` offers, as the owner of `token`; None: as nobody."""
    command = [
        *(sys.executable, "-m", "schemathesis.cli"),
        f"--config-file={configuration}",
        "run",
        f"{site}/api/schema/",
        f"--phases={phases}",
        f"--max-examples={examples}",
        f"--seed={seed}",
        "--generation-database=none",
        "--no-color",
        *(["--header", f"Authorization: Token {token}"] if token else []),
    ]
    environment = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "tests.openapi.hooks",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    run = subprocess.run(
        command,
        cwd=configuration.parent,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
    )
    return Finding(run.returncode == 0, run.stdout)
