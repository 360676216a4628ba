"""Parts of pages that need more than an include: fields, links that keep the page's filters."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from agencies.chosen import chosen_in_words
from agencies.downloads import FileKind
from agencies.inputs import in_chinese, is_chinese

register = template.Library()

_NAMES = re.compile(r"《?[\u4e00-\u9fff](?:[\u4e00-\u9fff、·《》〔〕（）]*[\u4e00-\u9fff》）])?")
"""Chinese with what stands between its words."""
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b", re.ASCII)


@register.filter
def chinese(text: object) -> SafeString:
    """`text`, said to be Chinese where it is and the page is not: the name of a person, a plan, an agency."""
    shown = conditional_escape(text if isinstance(text, str) else str(text))
    if in_chinese() or not is_chinese(shown):
        return shown
    return SafeString(f'<span lang="zh-Hans">{shown}</span>')


@register.filter
def unbroken(text: str) -> SafeString:
    """`text` on one line: a day within a sentence, which is otherwise parted at its hyphens."""
    return SafeString(f'<span class="nowrap">{conditional_escape(text)}</span>')


@register.filter
def short_day(moment: datetime.datetime) -> str:
    """The day of `moment` as in 06-30, with its year where that is not this one."""
    day = timezone.localdate(moment)
    return f"{day:%m-%d}" if day.year == timezone.localdate().year else day.isoformat()


@register.filter
def days_unbroken(sentence: object) -> SafeString:
    """A sentence whose days, like 2020-06-30, each stay on one line."""
    shown = conditional_escape(sentence if isinstance(sentence, str) else str(sentence))
    return SafeString(_DAY.sub(r"<time>\g<0></time>", shown))


@register.filter
def names_marked(text: object) -> SafeString:
    """A sentence of the page in which every Chinese name is said to be Chinese, where the page is not."""
    shown = conditional_escape(text if isinstance(text, str) else str(text))
    if in_chinese() or not is_chinese(shown):
        return shown
    return SafeString(_NAMES.sub(r'<span lang="zh-Hans">\g<0></span>', shown))


@register.simple_tag(takes_context=True)
def sort_heading(
    context: template.RequestContext,
    field: str,
    label: object,
    numeric: object = "",
    parameter: str = "ordering",
) -> SafeString:
    """A heading cell that sorts its table by `field`, then the other way round; back to page 1."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    now = query.get(parameter, "")
    query[parameter] = f"-{field}" if now == field else field
    query.pop("page", None)
    direction, mark = {field: ("ascending", "↑"), f"-{field}": ("descending", "↓")}.get(now, ("", ""))
    kind = ' class="number"' if numeric else ""
    sorted_now = f' aria-sort="{direction}"' if direction else ""
    return SafeString(
        f'<th scope="col"{kind}{sorted_now}>'
        f'<a class="sort-link" id="sort-{parameter}-{field}" href="?{escape(query.urlencode())}">'
        f"{conditional_escape(str(label))}"
        f'<span class="sort-link__mark" aria-hidden="true">{mark}</span></a></th>'
    )


@register.inclusion_tag("components/_pagination.html", takes_context=True)
def pagination(context: template.RequestContext, page: Page[Any]) -> dict[str, Any]:
    """Where one is in a list of many pages; the links keep the filters of the page."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {"page": page, "query": query.urlencode()}


@register.simple_tag
def page_numbers(page: Page[Any], query: str) -> SafeString:
    """The items that lead to the pages near `page`, the first and the last."""
    pages: Iterable[int | str] = page.paginator.get_elided_page_range(page.number, on_each_side=2)
    address = f"?{escape(query)}&amp;page=" if query else "?page="
    label = gettext("Page %(number)s")
    return SafeString("".join([_page_number(number, page.number, address, label) for number in pages]))


def _page_number(number: int | str, here: int, address: str, label: str) -> str:
    if number == here:
        return f'<li><span aria-current="page">{number}</span></li>\n'
    if not isinstance(number, int):
        return "<li><span>…</span></li>\n"
    named = escape(label % {"number": number})
    return f'<li><a href="{address}{number}" aria-label="{named}">{number}</a></li>\n'


@register.inclusion_tag("components/_field.html")
def field(field: BoundField, class_name: str = "") -> dict[str, Any]:
    """A form field with its label, help and error."""
    return {"field": field, "class_name": class_name}


@register.simple_tag
def filter_fields(fields: Iterable[BoundField]) -> SafeString:
    """Fields of a filter, each with its label and what is wrong with it; those that are hidden alone."""
    return SafeString("".join([str(one) if one.is_hidden else _filter_field(one) for one in fields]))


@register.filter
def swapped(field: BoundField) -> SafeString:
    """The control of a field, to take the place of the one in a page that is there."""
    return field.as_widget(attrs={"hx-swap-oob": "true"})


def _filter_field(one: BoundField) -> str:
    wrong = "".join(f'<p class="field__error">{conditional_escape(str(error))}</p>' for error in one.errors)
    label = f'<label for="{one.id_for_label}">{names_marked(one.label)}</label>'
    return f'<div class="field">{label}{one}{wrong}</div>'


@register.inclusion_tag("components/_error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is wrong with a form, on top of it, each line leading to its field."""
    return {"form": form, "fields": [bound for bound in form if bound.errors]}


@register.inclusion_tag("components/_export_links.html", takes_context=True)
def export_links(context: template.RequestContext, label: object) -> dict[str, Any]:
    """The page's whole table as files, with its filters and its order; `label` says of what."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    links = []
    for kind in FileKind:
        query["format"] = kind.value
        links.append((kind.name, f"?{query.urlencode()}"))
    return {"links": links, "label": label}


@register.inclusion_tag("components/_chosen.html", takes_context=True)
def chosen(context: template.Context, form: BaseForm, plan: object = None) -> dict[str, Any]:
    """For paper: by what a list is narrowed down, by `form` and a `plan` beside it, as of which day."""
    words = list(chosen_in_words(form))
    if plan:
        words.insert(0, (gettext("Plan"), str(plan)))
    return {"words": words, "asked": context.get("asked")}
