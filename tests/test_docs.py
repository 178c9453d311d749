"""The documents say what the code does."""

import re
from pathlib import Path

import pytest

from docs.draw import PICTURES
from domain.rulebook import CURRENT_EDITION, rulebook

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_drawn_from_the_rules(name):
    """The drawn life cycle and ladder are those of the rulebook in force."""
    drawn = PICTURES[name](rulebook(CURRENT_EDITION))

    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == drawn


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_paths_exist(page):
    """Every file a page links to or names in code style is there."""
    text = page.read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?://|#)([^)#]+)", text)
    named = re.findall(r"`((?:domain|ledger|workflows|activities|stack|cli|tests|docs|samples)/[\w/.-]*)`", text)

    missing = [one for one in linked if not (page.parent / one).exists()]
    missing += [one for one in named if not (ROOT / one).exists()]

    assert missing == []
