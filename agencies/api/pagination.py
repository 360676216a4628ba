"""Pages of API lists."""

from rest_framework import pagination


class PageNumberPagination(pagination.PageNumberPagination):
    """Numbered pages of 50; `?page_size=` up to 200."""

    page_size_query_param = "page_size"
    max_page_size = 200
