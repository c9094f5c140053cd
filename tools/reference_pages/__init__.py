"""The pages of docs/reference/, each made by one function whose name is the page's."""

from __future__ import annotations

from collections.abc import Callable

from reference_pages.facts import facts
from reference_pages.figures import figures
from reference_pages.flows import flows
from reference_pages.lists import pages, powers, settings, tables

PAGES: tuple[Callable[[], str], ...] = (flows, powers, facts, figures, settings, pages, tables)
