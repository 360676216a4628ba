"""Demo accounts and demo reports, so that a fresh copy shows something. Nothing in them is a fact.

Everything goes through the services, is marked as demo, and every text begins with 【演示】.
"""

from config.demo.people import PASSWORD, demo_people
from config.demo.reports import demo_reports
from config.demo.words import TRACKED_PLAN

__all__ = ["PASSWORD", "TRACKED_PLAN", "demo_people", "demo_reports"]
