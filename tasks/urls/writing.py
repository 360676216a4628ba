"""Addresses of the pages that change something."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
