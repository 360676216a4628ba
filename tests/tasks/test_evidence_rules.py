"""How far evidence carries, and the names of files."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from tasks.enums import EvidenceGrade
from tasks.evidence_rules import best_grade, clean_name, is_public_address, judged

DAY = datetime.date(2020, 5, 13)
NUMBER = "国知办发〔2020〕1号"
PUBLIC = "https://www.gov.cn/zhengce/5511.htm"


@pytest.mark.parametrize(
    ("url", "number", "date", "grade"),
    [
        ("", "", None, EvidenceGrade.OWN_WORD),
        ("", "  ", DAY, EvidenceGrade.OWN_WORD),
        (PUBLIC, "", DAY, EvidenceGrade.OWN_WORD),
        ("", NUMBER, None, EvidenceGrade.DOCUMENT),
        ("", NUMBER, DAY, EvidenceGrade.DOCUMENT),
        (PUBLIC, NUMBER, None, EvidenceGrade.DOCUMENT),
        ("http://www.gov.cn/5511.htm", NUMBER, DAY, EvidenceGrade.DOCUMENT),
        ("https://oa.intranet/5511.htm", NUMBER, DAY, EvidenceGrade.DOCUMENT),
        (PUBLIC, NUMBER, DAY, EvidenceGrade.PUBLIC),
    ],
)
def test_the_grade_follows_from_who_else_can_check_it(
    url: str, number: str, date: datetime.date | None, grade: EvidenceGrade
) -> None:
    judgement = judged(url=url, document_number=number, document_date=date)
    assert judgement.grade == grade
    assert judgement.why


def test_each_ground_for_a_grade_has_words_of_its_own() -> None:
    cases = [("", "", None), ("", NUMBER, DAY), ("http://a.cn", NUMBER, DAY), (PUBLIC, NUMBER, None)]
    cases.append((PUBLIC, NUMBER, DAY))
    said = {judged(url=url, document_number=number, document_date=date).why for url, number, date in cases}
    assert len(said) == len(cases)


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/a",
        "https://oa/a",
        "https://10.1.2.3/a",
        "https://2130706433/a",
        "https://[::1]/a",
        "https://files.oa.local./a",
        "https://user:secret@www.gov.cn/a",
        "ftp://www.gov.cn/a",
    ],
)
def test_an_address_that_not_everyone_can_open_is_not_public(url: str) -> None:
    assert not is_public_address(url)


def test_a_report_has_the_grade_of_its_best_piece() -> None:
    assert best_grade([]) == EvidenceGrade.NONE
    assert best_grade(["own_word", "public", "document"]) == EvidenceGrade.PUBLIC
    assert best_grade(["document", "own_word"]) == EvidenceGrade.DOCUMENT


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("通知.pdf", "通知.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\文件\\通知.pdf", "通知.pdf"),
        ("引\"号'.pdf", "引\"号'.pdf"),
        ("两\r\nSet-Cookie: a=b\n行.pdf", "两 Set-Cookie: a=b 行.pdf"),
        ("发票\u202efdp.exe", "发票 fdp.exe"),
        ("零\x00字节.pdf", "零 字节.pdf"),
        ("长" * 300 + ".docx", "长" * 195 + ".docx"),
        ("无扩展名" * 80, "无扩展名" * 50),
    ],
)
def test_a_name_is_one_line_without_folders_and_not_too_long(written: str, kept: str) -> None:
    assert clean_name(written) == kept


@pytest.mark.parametrize("written", ["", "..", "文件夹/", "\u202e\n", "."])
def test_a_file_needs_a_name(written: str) -> None:
    with pytest.raises(ValidationError):
        clean_name(written)
