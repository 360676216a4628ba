"""What surrounds the tasks of such a world: agencies, plans, links, notices and sessions in every state."""

from __future__ import annotations

import datetime
from itertools import count

from django.utils import timezone

from agencies.enums import AgencyKind, Role
from agencies.models import AccountSession, User
from agencies.session_store import SessionStore
from plans.clock import today
from plans.enums import MarkedByDuty
from plans.models import Plan
from tasks.enums import (
    LinkDecision,
    MailState,
    NoticeKind,
)
from tasks.models import (
    Notice,
    ProgressReport,
    Task,
)
from tasks.services.duties import duties_pass
from tests.access.world import World
from tests.factories import (
    in_days,
    make_agency,
    make_divided,
    make_plan,
    make_provision,
    make_section,
    make_succession,
    make_task,
    make_task_link,
    make_transfer,
    make_user,
    open_tracking,
    trace_to,
)

REFORM = datetime.date(2018, 3, 21)
DOMAINS = ("商标", "专利", "版权", "地理标志", "植物新品种", "商业秘密", "集成电路", "遗传资源")


class Surroundings(World):
    """The world of the table of access, and one more person: `partner` takes part where `own` leads."""

    def __init__(self) -> None:
        super().__init__()
        self.people["partner"] = make_user(Role.STAFF, self.partner, username="partner")
        self.numbers = count(101)
        self.office = make_user(Role.OFFICE, username="colleague")

    def _add_sessions(self) -> None:
        """Two that were left open elsewhere."""
        staff = self.people["staff"]
        assert staff is not None
        for browser in ("Firefox", "Chromium"):
            elsewhere = SessionStore()
            elsewhere.create()
            AccountSession.objects.create(
                user=staff,
                session_key=elsewhere.session_key or "",
                started_at=timezone.now(),
                browser=browser,
            )

    def task(self, **given: object) -> Task:
        """A further task of the plan that is tracked, which `own` leads unless said otherwise."""
        parts: dict[str, object] = {"lead": self.own} if not {"lead", "by_duty"} & set(given) else {}
        return make_task(self.plan, next(self.numbers), **parts, **given)  # type: ignore[arg-type]

    def _add_agencies(self) -> None:
        """Of every kind; renamed, merged, parted, abolished, and yet to come."""
        for kind in AgencyKind:
            self.task(lead=make_agency(f"某{kind.label}", kind=kind))
        renamed = make_agency("农业部", ends_on=REFORM)
        make_succession(renamed, make_agency("农业农村部", begins_on=REFORM), function="")
        for name in ("银监会", "保监会"):
            merged = make_agency(name, ends_on=REFORM)
            make_succession(merged, make_agency("银保监会", begins_on=REFORM))
            self.task(lead=merged)
        parted = make_agency("质检总局", ends_on=REFORM)
        make_succession(parted, self.partner)
        make_succession(parted, self.own, is_default=False, function="原产地地理标志")
        make_transfer(self.task(lead=parted), parted, self.own)
        abolished = make_agency("国务院某小组", ends_on=REFORM)
        self.task(lead=abolished)
        passed = self.task(lead=renamed)
        duties_pass(
            actor=self.office,
            from_agency=renamed,
            to_agency=make_agency("农业农村部"),
            assignments=list(passed.assignments.all()),
            reason="机构改革",
            day=today(),
        )
        make_agency("某新设部门", begins_on=in_days(30))

    def _add_plans(self) -> None:
        """Tracked and not, with rounds and none, that names nobody, that has nothing in it, by a reading."""
        silent = make_plan("2014", year=2014, names_agencies=False)
        make_task(silent, 1)
        make_plan("2013", year=2013)
        read = make_plan(
            "2016",
            year=2016,
            note="多个部门负责的，列第一位者为牵头部门。",
            marked_by_duty_means=MarkedByDuty.FIRST_LISTED_LEADS,
            reading_reason="说明未作例外。",
        )
        make_task(read, 1, by_duty=[self.own, self.partner], marked_by_duty=True)
        before = make_plan("2018", year=2018, tracked_from=in_days(-300))
        open_tracking(before, in_days(30), timezone.now())
        make_task(before, 1, lead=self.own, due_on=in_days(-100))
        self._add_divided(before)

    def _add_divided(self, plan: Plan) -> None:
        """A document of which a part is given out, a part to nobody, and a part is not to be."""
        document = make_divided(plan, "divided.txt")
        section = make_section(plan, "2", goal="到2020年取得明显成效。")
        task = make_task(plan, 2, section=section, lead=self.own, text="完善法律，强化执法。")
        trace_to(task, make_provision(document, "完善法律，建立机制。", path="1"), "完善法律，")
        trace_to(task, make_provision(document, "强化执法。", path="2"), "强化执法。")
        make_provision(document, "营造环境。", path="2")
        make_provision(document, "坚持总体要求。", path="3", distributable=False)

    def _add_links(self) -> None:
        """Decided every way, and suggested only."""
        earlier, later = (make_plan(f"{year}", year=year, tracked_from=in_days(-9)) for year in (2019, 2021))
        for number, decision in enumerate([*LinkDecision, None], start=1):
            text = f"开展第{number}次打击{DOMAINS[number]}侵权的专项行动。"
            pair = [make_task(plan, number, text=text, lead=self.own) for plan in (later, earlier)]
            if decision:
                make_task_link(pair[0], pair[1], decision)
        confirmed = make_task(self.plan, next(self.numbers), lead=self.own)
        make_task_link(confirmed, earlier.tasks.get(number=1))

    def _add_notices(self) -> None:
        """Of every kind and fate, to everybody who has a part in what they are about."""
        reporting_round = self.plan.reporting_rounds.get(name="进行中")
        about: dict[str, dict[str, object]] = {
            "report": {"report": ProgressReport.objects.filter(agency=self.own, state="confirmed").first()},
            "round": {"round": reporting_round},
            "task": {"task": self.plan.tasks.get(number=90), "agency": self.own, "due_on": in_days(5)},
            "chase": {"chase": reporting_round.chases.first()},
            "text": {"text": "2100", "due_on": in_days(0)},
        }
        fates = list(MailState)
        for person in (self.people[role] for role in ("staff", "approver", "office", "partner")):
            assert person is not None
            digest = self._tell(person, NoticeKind.DIGEST, "", {"due_on": in_days(0)}, fates[0])
            for number, kind in enumerate(NoticeKind):
                what = list(about)[number % len(about)]
                if kind != NoticeKind.DIGEST:
                    self._tell(person, kind, what, about[what], fates[number % len(fates)])
            for kind in (NoticeKind.DUE_AHEAD, NoticeKind.OVERDUE, NoticeKind.ESCALATED):
                self._tell(person, kind, "digest", about["task"], MailState.IN_DIGEST, digest)

    @staticmethod
    def _tell(
        person: User,
        kind: NoticeKind,
        key: str,
        about: dict[str, object],
        fate: MailState,
        digest: Notice | None = None,
    ) -> Notice:
        return Notice.objects.create(
            recipient=person,
            kind=kind,
            key=f"{kind} {key}",
            created_at=timezone.now(),
            mail_state=fate,
            digest=digest,
            **about,
        )
