"""Texts that look like those of a plan and say that nobody wrote them."""

from __future__ import annotations

from random import Random

MARK = "【生成数据】"
"""Stands at the head of every generated text."""

# fmt: off
VERBS = [
    "推进", "完善", "加强", "建立", "健全", "开展", "支持", "引导", "规范", "优化", "深化", "落实",
    "制定", "修订", "研究", "探索", "提升", "扩大", "强化", "推动",
]
# fmt: on
# fmt: off
OBJECTS = [
    "专利审查", "商标注册", "版权登记", "地理标志", "植物新品种", "集成电路布图", "海关执法",
    "行政执法", "司法保护", "维权援助", "信用体系", "运营平台", "质押融资", "评估标准", "人才培养",
    "文化建设", "国际合作", "信息服务", "数据开放", "贸易政策", "产业规划", "军民融合", "传统知识",
    "遗传资源", "民间文艺", "电子商务", "展会保护", "仲裁调解", "海外布局", "小微企业", "高等学校",
    "科研院所", "技术转移", "成果转化", "绿色发展", "区域试点", "强国建设", "法律法规", "统计调查",
    "绩效考核",
]
# fmt: on
# fmt: off
ENDS = [
    "形成长效机制", "完成年度目标", "发布工作指引", "组织专项行动", "开展督促检查", "编制实施方案",
    "建成示范基地", "提出政策建议",
]
# fmt: on


def task_text(chance: Random) -> str:
    """What a task asks for: about eighty characters."""
    asked = [f"{chance.choice(VERBS)}{chance.choice(OBJECTS)}" for _ in range(chance.randrange(3, 8))]
    return f"{MARK}{'，'.join(asked)}，{chance.choice(ENDS)}。"


def report_text(chance: Random) -> str:
    """What an agency says that it did."""
    return f"{MARK}已{chance.choice(VERBS)}{chance.choice(OBJECTS)}，{chance.choice(ENDS)}。"
