"""The documents say what the code does."""

import ast
import re
from collections import Counter

import pytest

from docs.draw import PICTURES
from domain.rulebook import CURRENT_EDITION, rulebook
from tests.guide import ROOT, USERS_GUIDE, Walk, commands_of

PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
COVERAGE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
RULES = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "domain").rglob("*.py"))]
REFUSED = re.compile(r'Refusal\(\s*"([A-Z_]+)"')


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
    named = re.findall(r"`((?:domain|ledger|workflows|activities|stack|cli|tests|docs|samples|deploy)/[\w/.-]*)`", text)

    missing = [one for one in linked if not (page.parent / one).exists()]
    missing += [one for one in named if not (ROOT / one).exists()]

    assert missing == []


def test_the_coverage_names_every_row_and_promise_once():
    """S1 … S80 (the founding documents) and G1 … G20 (what must hold), each in one row."""
    rows = Counter(re.findall(r"^\| ([SG]\d+) \|", COVERAGE, flags=re.MULTILINE))

    assert rows == Counter({f"S{n}": 1 for n in range(1, 81)} | {f"G{n}": 1 for n in range(1, 21)})


def test_what_works_is_shown_by_a_test_that_is_there():
    """ "Works" needs a test; a test that is named, function included, exists."""
    claims = [row for row in COVERAGE.splitlines() if row.startswith("| ") and "works" in row.split(" | ")]
    assert [row for row in claims if "`tests/" not in row] == []

    for path, function in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", COVERAGE):
        source = (ROOT / path).read_text(encoding="utf-8")
        assert not function or f"def {function}(" in source, f"{path}::{function}"


def test_every_refusal_of_the_rules_is_in_the_guide():
    """A code has its row in the user's guide, and a code in the guide is one that is refused."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "domain").rglob("*.py")]
    table = USERS_GUIDE.partition("\n## 10 ")[2].partition("\n来自窗口")[0]

    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, flags=re.MULTILINE)) == set(REFUSED.findall("".join(sources)))


def test_every_refusal_is_told_as_the_guide_tells_it():
    """The sentences stand in the guide as they are said; what varies is "…"."""
    told = [
        node.args[1]
        for tree in RULES
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal"
    ]
    sentences = {"".join(_words(one) for one in getattr(node, "values", [node])) for node in told}

    assert [one for one in sorted(sentences) if one not in USERS_GUIDE] == []


def _words(node):
    return node.value if isinstance(node, ast.Constant) else "…"


def test_the_guides_walk_is_what_the_rules_answer():
    """Each command of the user's guide, in its order and on its day: the stage, deadline or refusal that is printed."""
    walk, commands = Walk(), commands_of(USERS_GUIDE)

    answered = [(command, walk.answer(command)) for command in commands]

    assert len(commands) > 40
    assert [(one.case, one.name, answer) for one, answer in answered if answer not in one.printed] == []
