from tasks.templatetags.source_texts import unmarked


def test_lines_stay_as_they_are_without_the_marks_of_headings() -> None:
    printed = "87. 推进合作。\n\n## 五、加强顶层设计\n\n### （一）加强谋划\n\n88. C# 与"
    assert unmarked(printed) == "87. 推进合作。\n\n五、加强顶层设计\n\n（一）加强谋划\n\n88. C# 与"
