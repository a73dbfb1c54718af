"""`youfu manage …`: Django's own commands, with the database running."""

from __future__ import annotations

from argparse import Namespace

from django.core.management import ManagementUtility


def run(given: Namespace) -> int:
    """Hand the arguments over; Django ends the program itself when something is wrong."""
    ManagementUtility(["youfu manage", *given.arguments]).execute()
    return 0
