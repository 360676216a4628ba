"""The pytest plugin: what the suite runs on, which kind of test runs, servers for them, what was left out."""

import atexit
import os
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.servers.processes import private_directory
from tests.servers.programs import (
    CHROMIUM,
    POSTGRESQL,
    REDIS,
    find_chromium,
    find_postgresql,
    find_redis,
)
from tests.servers.shared import SHARED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

LEFT_OUT = "left_out"
FOUND = "found"
BY_DEMAND = {
    "long": "takes minutes: runs only with --only=long (`make long`, and CI)",
    "soak": "takes hours: runs only with --only=soak (`make soak`)",
}
ANY_DATABASE = "any_database"
UNDISTURBED = "undisturbed"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switches."""
    group = parser.getgroup("duban")
    group.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="what the suite runs on; postgresql starts a private server",
    )
    group.addoption(
        "--require-servers",
        action="store_true",
        help="a test that is skipped, for whatever reason, is a failure",
    )
    group.addoption(
        "--only",
        choices=list(BY_DEMAND),
        help="run the tests of this marker, which no other run contains, and only them",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Say where the database is before the settings are read, once for all the worker processes."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    os.environ.pop("REDIS_URL", None)
    servers = ExitStack()
    atexit.register(servers.close)
    os.environ[SHARED] = str(servers.enter_context(private_directory("shared")))
    if early_config.known_args_namespace.database == "sqlite":
        directory = servers.enter_context(private_directory("sqlite"))
        os.environ["DATABASE_URL"] = f"sqlite:///{directory}/db.sqlite3"
        return
    programs = find_postgresql()
    if programs is None:
        raise pytest.UsageError(POSTGRESQL.missing)
    # psycopg2 comes with the first server, so that a run on SQLite does not wait for it.
    from tests.servers.postgresql import private_postgresql

    os.environ["DATABASE_URL"] = servers.enter_context(private_postgresql(programs))


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers; a soak tries far more examples than there is time for else."""
    for line in (
        *(f"{marker}: {meaning}" for marker, meaning in BY_DEMAND.items()),
        "postgresql: needs the suite to run on PostgreSQL (--database=postgresql)",
        "redis: needs a private Redis",
        "browser: needs Chromium",
        f"{ANY_DATABASE}: comes out alike on every database: on PostgreSQL only among the long tests, as is "
        "what asks no database",
        f"{UNDISTURBED}: counts seconds, or processes at work: runs with nothing beside it",
        "slow: takes seconds, not milliseconds",
    ):
        config.addinivalue_line("markers", line)
    from hypothesis import settings

    # How long an example takes says nothing of the code on a busy machine.
    settings.register_profile("duban", deadline=None)
    settings.register_profile("soak", max_examples=2000, stateful_step_count=50, deadline=None)
    settings.load_profile("soak" if config.getoption("only") == "soak" else "duban")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the one marker that was asked for, or those of none."""
    wanted = config.getoption("only")
    kept = [item for item in items if _demand(item) == wanted]
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if _demand(item) != wanted])
        items[:] = kept


def _demand(item: pytest.Item) -> str | None:
    demand = next((marker for marker in BY_DEMAND if item.get_closest_marker(marker)), None)
    if demand is None and item.config.getoption("database") == "postgresql" and _is_alike_everywhere(item):
        return "long"
    return demand


def _is_alike_everywhere(item: pytest.Item) -> bool:
    """Whether the database makes no difference: it is marked so, or asks none."""
    if item.get_closest_marker(ANY_DATABASE):
        return True
    fixtures = getattr(item, "fixturenames", ())
    return not (
        item.get_closest_marker("postgresql")
        or item.get_closest_marker("django_db")
        or any(name in fixtures for name in ("db", "django_db_setup", "live_server"))
    )


def pytest_report_header(config: pytest.Config) -> str:
    """Say what this run is on."""
    return f"database: {config.getoption('database')}"


def why_left_out(item: pytest.Item) -> str | None:
    """What is missing for this test, in one line; None where it can run."""
    if item.get_closest_marker("postgresql") and item.config.getoption("database") != "postgresql":
        if find_postgresql() is None:
            return POSTGRESQL.missing
        return "The suite is not running on PostgreSQL: python -m pytest --database=postgresql"
    if item.get_closest_marker("redis") and find_redis() is None:
        return REDIS.missing
    if item.get_closest_marker("browser") and find_chromium() is None:
        return CHROMIUM.missing
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out a test whose program is missing."""
    reason = why_left_out(item)
    if reason:
        item.user_properties.append((LEFT_OUT, reason))
        pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With `--require-servers` a skipped test is a failed one."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _fail_if_required(report, item.config)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """With `--require-servers` a skipped file is a failed one."""
    report = yield
    if report.skipped:
        _fail_if_required(report, collector.config)
    return report


def _fail_if_required(report: pytest.TestReport | pytest.CollectReport, config: pytest.Config) -> None:
    if config.getoption("require_servers"):
        report.outcome = "failed"
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.longrepr = f"Left out although --require-servers was given: {reason}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what tests found out, name what was left out and how to get it."""
    found = [
        (report.nodeid, text)
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        for name, text in getattr(report, "user_properties", [])
        if name == FOUND
    ]
    if found:
        terminalreporter.section("found out")
        for test, text in found:
            terminalreporter.line(f"{test.rpartition('::')[2]}: {text}")
    reasons = Counter(
        reason
        for outcome in ("skipped", "failed", "error")
        for report in terminalreporter.stats.get(outcome, [])
        for name, reason in getattr(report, "user_properties", [])
        if name == LEFT_OUT
    )
    if reasons:
        terminalreporter.section("left out")
        for reason, tests in reasons.most_common():
            terminalreporter.line(f"{tests} left out: {reason}")


@pytest.fixture
def found(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes what a test found out on its way and people want to read: it stands at the end of the run."""
    return lambda text: request.node.user_properties.append((FOUND, text))


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The URL of a private Redis. Mark the test `redis`."""
    from tests.servers.redis import private_redis

    program = find_redis()
    assert program, "Mark this test `redis`: it uses a Redis that is not installed here."
    with private_redis(program) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """A private Chromium. Mark the test `browser`."""
    from tests.servers.chromium import private_chromium

    program = find_chromium()
    assert program, "Mark this test `browser`: it uses a Chromium that is not installed here."
    with pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with private_chromium(program) as browser:
            yield browser


@pytest.fixture
def browser_context(chromium: "Browser") -> Iterator["BrowserContext"]:
    """A person's browser: Chinese, a laptop's size, no cookies yet. Open several for several people."""
    context = chromium.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 1366, "height": 900},
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(browser_context: "BrowserContext") -> "Page":
    """An empty page in that browser. Address the site with the fixture `live_server`."""
    return browser_context.new_page()
