"""The main job: an agency reports, the office confirms, everybody sees it."""

import pytest
from playwright.sync_api import FilePayload, expect

from agencies.models import Agency, AuditEntry, User
from tasks.models import ProgressReport
from tests.browser.conftest import SignIn
from tests.factories.files import PDF

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
IN_PROGRESS = "/tasks/?plan=2020&status=in_progress"


def test_a_report_on_2020_55_is_confirmed_and_shows_everywhere_at_once(
    site: str, signed_in: SignIn, staff: User, office: User
) -> None:
    agency = Agency.objects.get(name="知识产权局")
    reporter = signed_in(staff)
    page = reporter.sees("/my/")
    page.evaluate("window.stayed = true")
    page.locator("a[href*='/tasks/2020-55/report/']").first.click()
    page.locator("#writing:focus").wait_for()
    page.check("input[name=status][value=in_progress]")
    page.fill("input[name=percent]", "40")
    page.fill("textarea[name=progress]", "完善集中审查模式，审查周期按计划压减。")
    page.fill("textarea[name=problem]", "请协调审查力量。")
    assert reporter.accessibility_faults() == []
    page.dblclick("button[name=action][value=submit]")
    page.wait_for_url("**/my/")
    assert "已提交" in page.locator("#messages li").inner_text()
    assert page.locator("[data-report-form]").count() == 0
    page.wait_for_function("window.stayed && document.activeElement !== document.body")

    reviewer = signed_in(office)
    page = reviewer.sees("/review/")
    assert "请协调审查力量。" in page.locator("main").inner_text()
    assert reviewer.accessibility_faults() == []
    assert not page.locator("#confirm_reason").is_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="核定", exact=True).click()

    overview = reviewer.sees("/?plan=2020")
    overview.locator("#since:not(.coming)").wait_for()
    assert overview.title() == "总览 · 督办", "what is put into the page has a title of its own"
    assert "1" in overview.locator(f"a[href='{IN_PROGRESS}']").first.inner_text()
    assert reviewer.accessibility_faults() == []
    listed = reviewer.sees(IN_PROGRESS)
    assert listed.locator("a[href^='/tasks/2020-55/']").count() >= 1
    task = reviewer.sees("/tasks/2020-55/").locator("main").inner_text()
    assert "40%" in task
    assert "完善集中审查模式" in task
    assert "推进中" in reviewer.sees(f"/agencies/{agency.pk}/").locator("main").inner_text()

    api = reviewer.page.request
    found = api.get(f"{site}/api/v1/tasks/2020-55/").json()
    assert (found["status"], found["percent"]) == ("in_progress", 40)
    totals = api.get(f"{site}/api/v1/plans/2020/totals/").json()
    assert totals["by_status"]["in_progress"] == 1

    actions = AuditEntry.objects.filter(target_type="tasks.progressreport").order_by("pk")
    assert list(actions.values_list("action", "actor__username")) == [
        ("report.draft", "staff"),
        ("report.submit", "staff"),
        ("report.confirm", "office"),
    ]
    assert reporter.complaints == []
    assert reviewer.complaints == []


def test_a_returned_report_comes_back_with_its_reason_and_is_revised(
    signed_in: SignIn, staff: User, office: User
) -> None:
    reporter, reviewer = signed_in(staff), signed_in(office)
    page = reporter.sees("/tasks/2020-55/report/")
    page.check("input[name=status][value=completed]")
    page.fill("textarea[name=progress]", "已完成。")
    page.fill("textarea[name=outcome]", "周期压减至16个月以内。")
    report = FilePayload(name="周期统计.pdf", mimeType="application/pdf", buffer=PDF)
    page.set_input_files("input[name=evidence]", report)
    page.click("button[name=action][value=submit]")
    page.wait_for_url("**/my/")

    page = reviewer.sees("/review/")
    with page.expect_download() as given:
        page.click("text=周期统计.pdf")
    assert given.value.suggested_filename == "周期统计.pdf"
    page.locator("details:has(form[action$='/return/']) summary").click()
    page.fill("form[action$='/return/'] textarea[name=reason]", "请附统计口径。")
    with page.expect_navigation():
        page.click("form[action$='/return/'] button")

    page = reporter.sees("/my/")
    assert "请附统计口径。" in page.locator("main").inner_text()
    page.locator("a[href*='/tasks/2020-55/report/']").first.click()
    page.locator("#writing:focus").wait_for()
    assert page.input_value("textarea[name=outcome]") == "周期压减至16个月以内。"
    assert "周期统计.pdf" in page.locator("#evidence").inner_text()
    page.fill("textarea[name=progress]", "已完成，统计口径见成果。")
    page.set_input_files(
        "input[name=evidence]", FilePayload(name="口径.pdf", mimeType="application/pdf", buffer=PDF + b"\n")
    )
    page.click("#evidence-more")
    page.locator("#evidence li:has-text('口径.pdf') a").first.wait_for()
    page.locator("#evidence-more:focus").wait_for()
    page.evaluate(TWO_FRAMES)
    expect(page.locator("#evidence-more"), "who adds evidence stays where it was added").to_be_in_viewport()
    page.fill("textarea[name=next_step]", "还没写完")
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog"):
        page.evaluate("history.back()")
    assert page.input_value("textarea[name=next_step]") == "还没写完"
    page.click("button[name=action][value=submit]")
    page.wait_for_url("**/my/")
    assert "已完成，统计口径见成果。" in reviewer.sees("/review/").locator("main").inner_text()
    assert reporter.complaints + reviewer.complaints == []


@pytest.mark.long
def test_what_is_typed_on_a_page_of_its_own_outlives_the_session(signed_in: SignIn, staff: User) -> None:
    reporter = signed_in(staff)
    page = reporter.sees("/tasks/2020-55/report/")
    page.check("input[name=status][value=in_progress]")
    page.fill("input[name=percent]", "40")
    page.fill("textarea[name=progress]", "写了很久的进展。")
    session = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
    page.context.clear_cookies(name="sessionid")
    page.click("#report-submit")
    page.locator("#busy:has-text('您已退出登录')").wait_for()
    assert page.input_value("textarea[name=progress]") == "写了很久的进展。"
    page.context.add_cookies(session)  # type: ignore[arg-type]
    page.dblclick("#report-submit")
    page.wait_for_url("**/my/")
    report = ProgressReport.objects.get()
    assert (report.progress, report.state) == ("写了很久的进展。", "submitted")
    assert reporter.complaints == []
