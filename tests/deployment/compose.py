"""What docker-compose.yml and the Dockerfile say, read the way Docker reads it."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml
from django.conf import settings

OURS = ("setup", "web", "worker", "beat")
VARIABLE = re.compile(r"\$(?:(?P<escaped>\$)|\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\})")


@cache
def services() -> dict[str, dict[str, Any]]:
    """The services by name, YAML anchors resolved."""
    return dict(_whole()["services"])


def volumes() -> set[str]:
    """The names of what outlives a container."""
    return set(_whole()["volumes"])


def _whole() -> dict[str, Any]:
    text = (settings.BASE_DIR / "docker-compose.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def filled_in(text: str, variables: Mapping[str, str]) -> str:
    """`${NAME}`, `${NAME:-default}` and `${NAME:?message}` replaced, `$$` a dollar sign.

    Raises:
        LookupError: a variable that has to be set is not.
    """

    def value(match: re.Match[str]) -> str:
        if match["escaped"]:
            return "$"
        given = variables.get(match["name"])
        if given or match["kind"] == "-":
            return given or match["rest"]
        raise LookupError(match["rest"] or match["name"])

    return VARIABLE.sub(value, text)


def command(service: str) -> list[str]:
    """The command of a service as it is executed."""
    return [filled_in(part, {}) for part in services()[service]["command"]]


def health_check(service: str) -> list[str]:
    """The command that says whether a service is well."""
    kind, *parts = services()[service]["healthcheck"]["test"]
    assert kind == "CMD"
    return [filled_in(part, {}) for part in parts]


def environment(service: str, variables: Mapping[str, str]) -> dict[str, str]:
    """The environment of a service where `.env` holds `variables`; empty values are as good as none."""
    return {
        name: filled_in(text, variables) for name, text in services()[service].get("environment", {}).items()
    }


def image_environment() -> dict[str, str]:
    """What the Dockerfile sets with ENV."""
    text = (settings.BASE_DIR / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    block = re.findall(r"^ENV (.*)$", text, re.MULTILINE)
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(block)))
