"""What demo texts say, and which tasks they are about."""

MARK = "【演示】"
TEXT = f"{MARK}这是演示文字，不是任何部门填报的内容。"
REASON = f"{MARK}这是演示用的理由，不代表任何决定。"

DOCUMENT = f"{MARK}文号"
PUBLISHED = "https://www.example.org/demo/"
"""Reserved for examples: there is no document behind it."""

TRACKED_PLAN = "2020"
LEFT_ALONE = {55}
"""Tasks of the tracked plan in which nothing is reported, so that there is something to try."""
