"""One work in three plans, to be linked."""

from __future__ import annotations

from typing import Any

from tasks.models import Task
from tests.factories import make_agency, make_plan, make_succession, make_task

TEXTS = {
    "2014": "开展第十次打击网络侵权盗版“剑网行动”。",
    "2016": "开展第12次打击网络侵权盗版“剑网行动”。",
    "2020": "继续开展打击网络侵权盗版治理“剑网”专项行动。",
}


def campaign() -> dict[str, Task]:
    """The campaign of each year, by the code of its plan: led by nobody named, then by two bodies in turn."""
    then, now = make_agency("版权局"), make_agency("中央宣传部")
    make_succession(then, now)
    leads: dict[str, Any] = {"2014": (), "2016": then, "2020": now}
    made = {}
    for code, text in TEXTS.items():
        plan = make_plan(code, year=int(code))
        made[code] = make_task(plan, 1, text=text, lead=leads[code])
        make_task(plan, 2, text="培养知识产权人才。")
    return made
