"""A whole quarter in the browser: asked, answered, returned, reminded, confirmed, closed, and counted."""

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import SignIn
from tests.browser.quarter import (
    PLAN,
    Quarter,
    agency_rows,
    answers,
    follow,
    lights,
    press,
    tiles,
    words,
)
from tests.factories import in_days

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
]

OVERVIEW = f"/?plan={PLAN}"

# By hand, from the table of `make_quarter_plan` and from what the people say below. Of ten tasks the round
# asks about eight: №9 is given to nobody, №10 is completed. Their parts: №1 three, №2 two, №3 three, №4, №5,
# №6 and №7 one each, №8 two: 14. 科技部 answers neither for №1 nor for №3: 2 owed. 国家发展改革委 hands №2
# in for both of its leads, and 市场监管总局 has nothing new on №7: 14 - 2 - 1 - 1 = 10 handed in.
ANSWERS = {
    "国家发展改革委 2026-2": "已提交",
    "国家发展改革委 2026-6": "已提交",
    "国家发展改革委 2026-8": "已提交",
    "市场监管总局 2026-2": "其他牵头部门已报",
    "市场监管总局 2026-7": "本期无新进展",
    "教育部 2026-1": "已提交",
    "教育部 2026-3": "已提交",
    "商务部 2026-3": "已提交",
    "商务部 2026-4": "已提交",
    "知识产权局 2026-1": "已提交",
    "知识产权局 2026-5": "已提交",
    "知识产权局 2026-8": "已提交",
    "科技部 2026-1": "未反馈",
    "科技部 2026-3": "未填报",
}
# Completed: №5, №10. Ongoing: №8. Not started: №4. No report: №9. In progress: №1, 2, 3, 6, 7.
# 2 + 1 + 1 + 1 + 5 = 10. Lights: a hundred days of two hundred have passed, so that an even pace stands at
# 50 % where the date is a hundred days off: №1 (60 %) and №2 (confirmed as 50 %) keep it, №6 (35 %) is 15
# points behind: yellow. №3 is due in 20 days: yellow. №4 was due 3 days ago: red. №5, №8, №10: completed or
# ongoing, green. №7 has no date, №9 no agency: grey.
TOTALS = {
    "all": 10,
    "completed": 2,
    "ongoing": 1,
    "in_progress": 5,
    "not_started": 1,
    "no_report": 1,
    "red": 1,
    "yellow": 2,
    "unassigned": 1,
}
LIGHTS = {
    "2026-1": "green",
    "2026-2": "green",
    "2026-3": "yellow",
    "2026-4": "red",
    "2026-5": "green",
    "2026-6": "yellow",
    "2026-7": "grey",
    "2026-8": "green",
    "2026-9": "grey",
    "2026-10": "green",
}
# As lead and by duty: tasks, then not started, in progress, completed, ongoing, suspended, dropped, no
# report. As participant: tasks, reported, accepted.
BY_AGENCY = {
    "国家发展改革委": "2 0 2 0 0 0 0 0 1 0 0 0 1 0 0 0 0 0 0",
    "教育部": "1 0 0 1 0 0 0 0 1 0 1 0 0 0 0 0 1 1 1",
    "科技部": "0 0 0 0 0 0 0 0 1 0 0 0 0 0 0 1 1 0 0",
    "商务部": "1 1 0 0 0 0 0 0 1 0 1 0 0 0 0 0 0 0 0",
    "市场监管总局": "2 0 2 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0",
    "知识产权局": "2 0 1 1 0 0 0 0 1 0 0 0 1 0 0 0 0 0 0",
}
# Before the quarter №7 was in progress and №10 completed; of the other eight nothing was confirmed.
BEFORE = {"all": 10, "completed": 1, "ongoing": 0, "in_progress": 1, "not_started": 0, "no_report": 8}


@pytest.fixture
def quarter(live_server: LiveServer, signed_in: SignIn, *, colours_everywhere: bool) -> Quarter:
    """A site with the small plan, and its people."""
    return Quarter.begin(str(live_server.url), signed_in, looks_at_colours=colours_everywhere)


def test_a_quarter_from_its_opening_to_its_figures(quarter: Quarter) -> None:
    asked = quarter.open_round()
    assert "14 项中尚欠 14 项" in quarter.says("office", asked)

    a_participant_hands_its_share_to_the_lead(quarter)
    joint_leads_consolidate_and_dissent(quarter)
    agencies_report_by_duty(quarter, asked)
    nothing_new_and_closing_off(quarter, asked)
    one_is_returned_and_revised(quarter)
    one_never_answers_and_is_pressed(quarter, asked)
    the_other_coordinator_confirms(quarter)
    quarter.at("second", asked)
    press(quarter.who("second").page, "form[action$='/close/'] button")

    the_figures_are_right(quarter, asked)
    nothing_is_left_untranslated(quarter, asked)
    assert quarter.wrong() == []


def a_participant_hands_its_share_to_the_lead(quarter: Quarter) -> None:
    quarter.report("education", 1, "in_progress", 90, "高校培训已办三期。")
    page = quarter.at("property", f"/tasks/{PLAN}-1/report/")
    shares = page.locator("section[aria-labelledby=shares]")
    assert "高校培训已办三期。" in shares.inner_text()
    assert "未反馈" in shares.inner_text()
    follow(page, "section[aria-labelledby=shares] a.button")
    press(page, "form[action$='/accept/'] button")
    page = quarter.at("property", f"/tasks/{PLAN}-1/report/")
    assert "牵头部门已认可" in page.locator("section[aria-labelledby=shares]").inner_text()
    quarter.report("property", 1, "in_progress", 60, "汇总：培训已办三期，教材编写过半。")


def joint_leads_consolidate_and_dissent(quarter: Quarter) -> None:
    page = quarter.at("planning", f"/tasks/{PLAN}-2/consolidation/")
    press(page, "form[action$='/take/'] button")
    assert "接手之前，此处无法保存" in quarter.says("market", f"/tasks/{PLAN}-2/report/")
    quarter.report("planning", 2, "in_progress", 70, "办法已报送审签。")

    page = quarter.at("market", "/my/")
    follow(page, f"#opinions a:has-text('{PLAN}-2')")
    page.check("input[name=stance][value=dissent]")
    page.fill("textarea[name=reason]", "征求意见尚未结束。")
    press(page, "form[action$='/opinion/'] button")
    assert "有异议" in words(page)


def agencies_report_by_duty(quarter: Quarter, asked: str) -> None:
    page = quarter.at("education", f"{asked}fill/")
    assert "已提交" in quarter.fill_row(page, 3, "in_progress", 50, "课程标准已印发。")
    page = quarter.at("planning", f"{asked}fill/")
    assert "已提交" in quarter.fill_row(page, 8, "ongoing", None, "价格监测按月开展。")
    page = quarter.at("property", f"{asked}fill/")
    assert "已提交" in quarter.fill_row(page, 8, "ongoing", None, "数据按季发布。")

    page = quarter.at("commerce", f"{asked}fill/")
    assert "待本部门审核" in quarter.fill_row(page, 3, "in_progress", 20, "出口信用指引已起草。")
    assert "待本部门审核" in quarter.fill_row(page, 4, "not_started", None, "等待上位文件。")
    page = quarter.at("approver", "/review/")
    for _report in range(2):
        press(page, "form[action$='/approve/'] button")
    assert "已提交" in quarter.says("commerce", "/my/")


def nothing_new_and_closing_off(quarter: Quarter, asked: str) -> None:
    page = quarter.at("market", asked)
    press(page, f"form[action='/tasks/{PLAN}-7/no-change/'] button")
    assert "本期无新进展" in words(page)

    said = "审查周期压减至16个月以内。"
    quarter.report("property", 5, "completed", None, "已完成。", outcome=said, evidence="周期统计.pdf")
    assert "申请销号" in quarter.says("office", f"/tasks/{PLAN}-5/")


def one_is_returned_and_revised(quarter: Quarter) -> None:
    quarter.report("planning", 6, "in_progress", 80, "进展顺利。")
    page = quarter.chosen("office", 6, "国家发展改革委")
    page.click("details:has(form[action$='/return/']) summary")
    page.fill("form[action$='/return/'] textarea[name=reason]", "请按实际进度填报并说明依据。")
    press(page, "form[action$='/return/'] button")

    mine = quarter.says("planning", "/my/")
    assert "已退回，待修改" in mine
    assert "请按实际进度填报并说明依据。" in mine
    quarter.report("planning", 6, "in_progress", 35, "十个试点中三个半已验收。")


def one_never_answers_and_is_pressed(quarter: Quarter, asked: str) -> None:
    page = quarter.at("office", asked)
    assert "14 项中尚欠 2 项" in words(page)
    page.fill("#chase_note", "请于本周内报送。")
    press(page, "form[action$='/chase/']:has(#chase_note) button")
    assert "已催办，未签收" in words(page)

    page = quarter.at("science", "/my/")
    assert "请于本周内报送。" in words(page)
    press(page, "form[action$='/sign/'] button")
    assert "已签收" in words(page)
    assert "催办" in quarter.says("science", "/notices/")
    assert "已催办，已签收" in quarter.says("office", asked)


def the_other_coordinator_confirms(quarter: Quarter) -> None:
    page = quarter.chosen("second", 5, "知识产权局")
    with page.expect_download() as given:
        page.click("text=周期统计.pdf")
    assert given.value.suggested_filename == "周期统计.pdf"
    press(page, "form[action$='/confirm/'] > .form__actions button")

    page = quarter.chosen("second", 2, "国家发展改革委")
    assert "征求意见尚未结束。" in words(page)
    form = "form[action$='/confirm/']"
    page.click(f"{form} details summary")
    page.select_option(f"{form} select[name=status]", "in_progress")
    page.fill(f"{form} input[name=percent]", "50")
    page.fill(f"{form} textarea[name=reason]", "征求意见未结束，按五成核定。")
    press(page, f"{form} details button")

    page = quarter.at("second", "/review/many/")
    follow(page, "a:has-text('全选')")
    # №1, both shares of №3, №4, №6, №7, both shares of №8; №2 and №5 are decided.
    assert page.locator("input[name=reports]:checked").count() == 8
    press(page, "main form[method=post] button")
    page = quarter.at("second", f"/tasks/{PLAN}-3/shares/")
    page.fill("textarea[name=text]", "教育部、商务部已起步，科技部未填报。")
    press(page, "form[action$='/synopsis/'] button")
    assert quarter.who("second").sees("/review/").locator("nav[aria-labelledby=queue]").count() == 0


def the_figures_are_right(quarter: Quarter, asked: str) -> None:
    page = quarter.at("office", asked)
    assert answers(page) == ANSWERS
    chips = page.locator("section[aria-labelledby=answers] .chip").all_inner_texts()
    assert chips == ["未填报 2", "已提交 10", "本期无新进展 1", "其他牵头部门已报 1"]
    assert "14 项中 2 项至关闭时未提交" in words(page)
    assert "已关闭" in words(page)

    page = quarter.at("office", OVERVIEW)
    assert tiles(page) == TOTALS
    counts = agency_rows(quarter.at("office", f"/agencies/?plan={PLAN}"))
    assert {name: counts[name] for name in BY_AGENCY} == BY_AGENCY
    page = quarter.at("office", f"/tasks/?plan={PLAN}&ordering=number")
    assert lights(page) == LIGHTS
    # Of the three shares of №3 two are confirmed, so that it has no percent yet; both of №8 are.
    assert "2/3" in words(page)
    assert "2/2" in words(page)

    yesterday = f"as_of={in_days(-1)}"
    before = tiles(quarter.at("office", f"{OVERVIEW}&{yesterday}"))
    assert {name: before[name] for name in BEFORE} == BEFORE
    assert "尚无填报期" in quarter.says("office", f"/plans/{PLAN}/rounds/?{yesterday}")

    second_task = quarter.says("market", f"/tasks/{PLAN}-2/")
    assert "50%" in second_task
    assert "70%" in second_task
    assert "核定为" in second_task
    assert "已销号" in quarter.says("property", f"/tasks/{PLAN}-5/")
    assert "科技部未填报。" in quarter.says("science", f"/tasks/{PLAN}-3/")


def nothing_is_left_untranslated(quarter: Quarter, asked: str) -> None:
    assert quarter.who("office").english_words() == []
    for username, paths in {
        "office": [OVERVIEW, asked, "/review/", f"/tasks/{PLAN}-2/", f"/tasks/{PLAN}-3/shares/", "/notices/"],
        "planning": ["/my/", f"/tasks/{PLAN}-6/", f"/tasks/{PLAN}-6/report/", "/notices/"],
    }.items():
        person = quarter.who(username)
        press(person.page, "button[name=language][value=en]")
        for path in paths:
            quarter.at(username, path)
            words_left = person.chinese_words(quarter.names)
            quarter.faults += [f"{path} in English: {word}" for word in words_left]
