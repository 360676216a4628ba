"""Letters: what each says, and that no failure of mail loses one."""

import datetime
import time
from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from agencies.enums import Role
from agencies.models import User
from tasks.enums import MailState, NoticeKind, ReportState, Status
from tasks.models import Notice
from tasks.services.notices import notices_dispatch
from tasks.services.report_content import ConfirmedValue, ReportContent
from tasks.services.reports import report_draft, report_submit, report_withdraw
from tasks.services.reviews import report_accept, report_confirm, report_return
from tasks.services.rounds import round_close, round_open
from tests.factories import make_agency, make_plan, make_report, make_task, make_user
from tests.tasks.services.submitting import due, submitted

pytestmark = pytest.mark.django_db


class SlowMail(EmailBackend):
    """A mail server that takes its time."""

    TAKES = datetime.timedelta(milliseconds=50)

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        time.sleep(self.TAKES.total_seconds())
        return super().send_messages(messages)


class PickyMail(EmailBackend):
    """A mail server that knows no `@nowhere.example`, and chokes on letters to `@broken.example`."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            for address in message.to:
                if address.endswith("@nowhere.example"):
                    raise SMTPRecipientsRefused({address: (550, b"no such mailbox")})
                if address.endswith("@broken.example"):
                    raise ValueError(address)
        return super().send_messages(messages)


def test_the_mail_goes_out_once_and_in_chinese() -> None:
    make_user(Role.OFFICE, email="office@example.org")
    report = submitted()
    assert notices_dispatch(now=due()) == 1
    assert notices_dispatch(now=due()) == 0
    assert mail.outbox[0].to == ["office@example.org"]
    assert report.task.reference in mail.outbox[0].subject
    assert f"/reports/{report.pk}/" in mail.outbox[0].body
    assert Notice.objects.get().mail_state == MailState.SENT


def test_a_late_letter_says_only_what_its_reader_may_see_by_then() -> None:
    lead, partner = make_agency(), make_agency()
    make_user(Role.STAFF, partner, email="partner@example.org")
    report = make_report(make_task(lead=lead, participating=[partner]), lead, ReportState.DRAFT, percent=40)
    report_submit(actor=report.created_by, report=report)
    report_withdraw(actor=report.created_by, report=report)
    changed = ReportContent(status=Status.IN_PROGRESS, percent=73, progress="尚未定稿。")
    report_draft(actor=report.created_by, task=report.task, agency=lead, content=changed, report=report)

    notices_dispatch(now=due())

    [letter] = [one for one in mail.outbox if one.to == ["partner@example.org"]]
    assert report.task.reference in letter.body
    assert "73%" not in letter.body
    assert str(Status.IN_PROGRESS.label) not in letter.body


def test_a_letter_tells_the_offices_reason_only_to_the_agency_itself() -> None:
    lead, partner = make_agency(), make_agency()
    make_user(Role.STAFF, partner, email="partner@example.org")
    author = make_user(Role.STAFF, lead, email="author@example.org")
    report = make_report(
        make_task(lead=lead, participating=[partner]), lead, ReportState.DRAFT, percent=40, author=author
    )
    report_submit(actor=author, report=report)
    report_confirm(
        actor=make_user(Role.OFFICE),
        report=report,
        confirmed=ConfirmedValue(Status.IN_PROGRESS, 30),
        reason="进度说明不足。",
    )

    notices_dispatch(now=due())

    letters = {one.to[0]: one.body for one in mail.outbox}
    assert "进度说明不足。" in letters["author@example.org"]
    assert "进度说明不足。" not in letters["partner@example.org"]


def test_the_letter_about_a_return_says_why() -> None:
    report = submitted()
    report_return(actor=make_user(Role.OFFICE), report=report, reason="请补充数据来源。")

    notices_dispatch(now=due())

    [letter] = [one for one in mail.outbox if str(NoticeKind.REPORT_RETURNED.label) in one.subject]
    assert "理由：请补充数据来源。" in letter.body
    assert "核定为" not in letter.body


@pytest.mark.parametrize(
    ("language", "accepted", "confirmed"),
    [("zh-hans", "认可为：推进中 40%", "核定为"), ("en", "Accepted as: In progress 40%", "Confirmed as")],
)
def test_the_letter_about_a_share_says_that_the_lead_accepted_it(
    language: str, accepted: str, confirmed: str, settings: Settings
) -> None:
    settings.LANGUAGE_CODE = language
    lead, partner = make_agency(), make_agency()
    share = make_report(
        make_task(lead=lead, participating=[partner]), partner, ReportState.SUBMITTED, percent=40
    )
    report_accept(actor=make_user(Role.STAFF, lead), report=share)

    notices_dispatch(now=due())

    [letter] = [one for one in mail.outbox if one.to == [share.created_by.email]]
    assert accepted in letter.body
    assert confirmed not in letter.body


def test_the_letter_about_a_round_says_by_when_it_asks_until_it_is_closed() -> None:
    agency = make_agency()
    make_user(Role.STAFF, agency)
    first = datetime.date(2020, 6, 1)
    office, task = make_user(Role.OFFICE), make_task(make_plan("2020", tracked_from=first), lead=agency)
    opened = round_open(
        actor=office,
        plan=task.plan,
        tasks=[task],
        name="2020年第二季度",
        opens_on=first,
        due_on=datetime.date(2020, 6, 15),
        day=first,
    )
    notices_dispatch(now=due())
    round_close(actor=office, reporting_round=opened)
    notices_dispatch(now=due())

    asking, over = mail.outbox
    assert asking.subject == "督办：填报期已开启（2020年第二季度）"
    assert "填报截止日期：2020-06-15" in asking.body
    assert "2020-06-15" not in over.body


def test_without_celery_it_is_sent_as_soon_as_the_change_is_kept(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    make_user(Role.OFFICE)
    with django_capture_on_commit_callbacks(execute=True):
        submitted()
    assert len(mail.outbox) == 1


def test_with_celery_the_request_sends_and_publishes_nothing(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, settings: Settings
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    make_user(Role.OFFICE)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        submitted()
    assert callbacks == []
    assert mail.outbox == []
    assert Notice.objects.get().mail_state == MailState.PENDING


def test_a_mail_server_that_refuses_delays_and_loses_nothing(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    make_user(Role.OFFICE)
    submitted()
    now = due()
    assert notices_dispatch(now=now) == 0
    waiting = Notice.objects.get()
    assert (waiting.mail_state, waiting.attempts) == (MailState.PENDING, 1)
    assert waiting.last_error
    assert waiting.next_attempt_at
    assert waiting.next_attempt_at > now
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert notices_dispatch(now=waiting.next_attempt_at) == 1


def test_an_address_that_is_refused_waits_and_holds_up_nobody_else(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{PickyMail.__name__}"
    make_user(Role.OFFICE, email="a@nowhere.example")
    make_user(Role.OFFICE, email="b@broken.example")
    make_user(Role.OFFICE, email="c@example.org")
    submitted()
    assert notices_dispatch(now=due()) == 1
    waiting = Notice.objects.filter(mail_state=MailState.PENDING)
    assert [notice.recipient.email for notice in waiting.order_by("pk")] == [
        "a@nowhere.example",
        "b@broken.example",
    ]
    assert all(notice.last_error and notice.next_attempt_at for notice in waiting)
    assert notices_dispatch(now=due()) == 0


def test_a_server_that_is_away_for_long_is_asked_ever_less_often(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    make_user(Role.OFFICE)
    submitted()
    for attempts, wait in ((0, 1), (3, 8), (300, 360)):
        Notice.objects.update(attempts=attempts, next_attempt_at=None)
        notices_dispatch(now=due())
        next_at = Notice.objects.get().next_attempt_at
        assert next_at
        assert round((next_at - timezone.now()).total_seconds() / 60) == wait


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_who_is_gone_or_unreachable_by_now_gets_no_mail(change: dict[str, Any]) -> None:
    person = make_user(Role.OFFICE)
    make_user(Role.OFFICE)
    submitted()
    User.objects.filter(pk=person.pk).update(**change)
    assert notices_dispatch(now=due()) == 1
    assert Notice.objects.get(recipient=person).mail_state == MailState.NO_ADDRESS


def test_one_call_sends_no_more_than_it_is_allowed() -> None:
    for _number in range(3):
        make_user(Role.OFFICE)
    submitted()
    assert [notices_dispatch(now=due(), limit=2), notices_dispatch(now=due(), limit=2)] == [2, 1]


def test_what_a_dead_sender_claimed_is_taken_up_again(settings: Settings) -> None:
    make_user(Role.OFFICE)
    submitted()
    now = due()
    Notice.objects.update(next_attempt_at=now + settings.NOTICE_CLAIM, attempts=1)
    assert notices_dispatch(now=now) == 0
    assert notices_dispatch(now=now + settings.NOTICE_CLAIM) == 1


def test_a_claim_runs_from_when_it_was_made_however_slow_the_mail_server(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{SlowMail.__name__}"
    make_user(Role.OFFICE)
    make_user(Role.OFFICE)
    submitted()
    assert notices_dispatch(now=due()) == 2
    first, second = Notice.objects.order_by("pk")
    assert first.next_attempt_at
    assert second.next_attempt_at
    assert second.next_attempt_at - first.next_attempt_at >= SlowMail.TAKES


def test_who_has_no_address_is_told_in_the_app_only() -> None:
    person = make_user(Role.OFFICE)
    person.email = ""
    person.save()
    submitted()
    assert Notice.objects.get().mail_state == MailState.NO_ADDRESS
    assert notices_dispatch(now=due()) == 0
