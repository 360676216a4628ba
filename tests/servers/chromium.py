"""The installed Chromium, driven by Playwright, with a new empty profile each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

# Software rendering without a sandbox runs in a container; with the least number of processes Chromium keeps
# none in reserve, which it would end and start again at each change from one person's pages to another's; the
# rest keeps it from calling home.
SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--renderer-process-limit=1",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def private_chromium(program: Path) -> Iterator[Browser]:
    """Run Chromium without a window; gives the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(SWITCHES))
        try:
            yield browser
        finally:
            browser.close()
