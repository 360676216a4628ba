"""The errata as they are kept: a TOML text with one `[[erratum]]` a printing error."""

from __future__ import annotations

import tomllib

from plans.parsing.passages import Erratum


def read_errata(toml: str) -> tuple[Erratum, ...]:
    """The errata in a TOML text; raises `tomllib.TOMLDecodeError` or `KeyError` for anything else."""
    return tuple(
        Erratum(
            file_name=entry["file"],
            line=entry["line"],
            offset=entry["offset"],
            printed=entry["printed"],
            corrected=entry["corrected"],
            why=entry["why"],
        )
        for entry in tomllib.loads(toml).get("erratum", ())
    )
