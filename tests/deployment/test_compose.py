"""docker-compose.yml and the Dockerfile agree with the code that they bring up."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.deployment import compose

SECRETS = {"SECRET_KEY": "a-secret", "POSTGRES_PASSWORD": "apassword"}
# What gunicorn itself reads.
READ_BY_GUNICORN = {"PORT", "WEB_CONCURRENCY"}


def text_of(name: str) -> str:
    return (Path(settings.BASE_DIR) / name).read_text(encoding="utf-8")


def names_read_by_the_settings() -> set[str]:
    found = (Path(settings.BASE_DIR) / "config/settings").glob("*.py")
    sources = [source.read_text(encoding="utf-8") for source in found if source.name != "development.py"]
    return set(re.findall(r'from_environment\(\s*"(\w+)"', "".join(sources)))


def test_it_brings_up_web_worker_beat_postgresql_and_redis() -> None:
    assert set(compose.services()) == {*compose.OURS, "postgresql", "redis"}


@pytest.mark.parametrize("service", ["web", "worker", "beat", "postgresql", "redis"])
def test_every_service_that_stays_up_has_a_health_check_and_is_restarted(service: str) -> None:
    assert compose.health_check(service)
    assert compose.services()[service]["restart"] == "unless-stopped"


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_nothing_starts_before_the_servers_are_well_and_the_tables_are_there(service: str) -> None:
    assert compose.services()[service]["depends_on"] == {
        "postgresql": {"condition": "service_healthy"},
        "redis": {"condition": "service_healthy"},
        "setup": {"condition": "service_completed_successfully"},
    }


@pytest.mark.parametrize("service", compose.OURS)
def test_every_variable_it_sets_is_one_that_the_settings_read(service: str) -> None:
    given = set(compose.environment(service, SECRETS))
    assert given
    assert given <= names_read_by_the_settings() | READ_BY_GUNICORN


@pytest.mark.parametrize("missing", SECRETS)
def test_it_refuses_to_start_without_its_secrets(missing: str) -> None:
    secrets = {name: value for name, value in SECRETS.items() if name != missing}
    with pytest.raises(LookupError, match=missing):
        compose.environment("web", secrets)


def test_only_this_machine_reaches_it_unless_somebody_says_otherwise() -> None:
    published = [port for service in compose.services().values() for port in service.get("ports", [])]
    assert [compose.filled_in(port, {}) for port in published] == ["127.0.0.1:8000:8000"]


def test_the_image_installs_the_pinned_requirements_and_runs_without_root() -> None:
    dockerfile = text_of("Dockerfile")
    assert "--require-hashes -r /srv/duban/requirements.txt" in dockerfile
    assert re.findall(r"^USER (.*)$", dockerfile, re.MULTILINE) == ["duban"]
    assert compose.image_environment()["DJANGO_SETTINGS_MODULE"] == "config.settings.production"


def test_the_image_has_the_python_that_the_requirements_are_pinned_for() -> None:
    pinned_for = re.findall(r"--python-version (\S+)", text_of("Makefile"))
    assert pinned_for
    assert {f"python:{version}-slim-bookworm" for version in pinned_for} == set(
        re.findall(r"^FROM (\S+)$", text_of("Dockerfile"), re.MULTILINE)
    )


@pytest.mark.parametrize("service", ["web", "worker"])
def test_evidence_lies_in_a_volume_that_web_and_worker_share(service: str) -> None:
    directory = compose.environment(service, SECRETS)["EVIDENCE_DIR"]
    assert compose.services()[service]["volumes"] == [f"evidence:{directory}"]
    assert "evidence" in compose.volumes()


def test_the_account_of_the_image_owns_the_directory_of_the_evidence_whichever_image_it_is() -> None:
    # A new volume takes the owner of the directory that it is mounted on.
    directory = compose.environment("web", SECRETS)["EVIDENCE_DIR"]
    dockerfile = text_of("Dockerfile")
    assert re.search(rf"install --directory --owner duban .*{directory}$", dockerfile, re.MULTILINE)
    assert re.search(r"useradd --uid \d+ --gid duban ", dockerfile)


def test_the_key_of_the_audit_and_the_time_for_a_mail_can_be_set() -> None:
    given = compose.environment(
        "worker", {**SECRETS, "AUDIT_SEAL_KEY": "a-key", "NOTICE_CLAIM_SECONDS": "60"}
    )
    assert (given["AUDIT_SEAL_KEY"], given["NOTICE_CLAIM_SECONDS"]) == ("a-key", "60")
