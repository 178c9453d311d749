"""What is drawn of a story: the same bytes each time, every name in Chinese, nothing that a register says as markup."""

import xml.etree.ElementTree as ET
from datetime import date

from rich.console import Console

from drill.lines import heading_of, time_line
from drill.picture import picture
from drill.run import Window
from drill.spans import Phase, Span, spans
from drill.story import CaseStory, Story
from drill.svg import svg

WINDOW = Window(date(2025, 6, 3), 150)
SLOW = CaseStory.model_validate(
    {
        "case": "2025-000001", "row": 2, "unit": "甲[bold]<公司>", "behaviour": "slow", "rectify_by": "2025-07-04",
        "rungs": [
            {"rung": 1, "due_on": "2025-07-07", "fired_on": "2025-07-07"},
            {"rung": 2, "due_on": "2025-07-09", "fired_on": "2025-07-09", "letter": "x", "served_on": "2025-07-10"},
        ],
        "stages": [
            {"stage": "rectifying", "on": "2025-06-03"}, {"stage": "reinspecting", "on": "2025-07-18"},
            {"stage": "closing", "on": "2025-07-18"}, {"stage": "closed", "on": "2025-07-18"},
        ],
        "closed_on": "2025-07-18",
    }
)  # fmt: skip
STORY = Story(cases=(SLOW,))


def test_one_line() -> None:
    assert heading_of(SLOW) == "2025-000001  第2行  甲[bold]<公司>  〔拖延〕  期限 2025-07-04"
    assert time_line(SLOW, WINDOW.last) == (
        "2025-06-03 整改中 · 07-04 期限届满 · 07-07 催办 · 07-09 函告（07-10送达） · "
        "07-18 待复查 · 07-18 待审核销号 · 07-18 已销号"
    )


def test_spans() -> None:
    assert spans(SLOW, WINDOW) == [
        Span(Phase.RECTIFYING, date(2025, 6, 3), date(2025, 7, 5)),
        Span(Phase.OVERDUE, date(2025, 7, 5), date(2025, 7, 18)),
        Span(Phase.INSPECTING, date(2025, 7, 18), date(2025, 7, 19)),
        Span(Phase.INSPECTING, date(2025, 7, 18), date(2025, 7, 19)),
    ]


def test_terminal() -> None:
    console = Console(width=120, color_system=None)
    with console.capture() as captured:
        console.print(picture(STORY, WINDOW, 120), soft_wrap=True)
    axis, band, legend = captured.get().splitlines()
    assert "2025-06" in axis
    assert "7月" in axis
    assert band.startswith("000001 拖延 甲[bold]<公司>")
    assert "1" in band.partition("━")[2]
    assert "2" in band.partition("━")[2]
    assert band.rstrip().endswith("●")
    assert "5 提请挂牌督办" in legend


def test_svg() -> None:
    drawn = svg(STORY, WINDOW)
    assert drawn == svg(STORY, WINDOW)
    texts = [one.text for one in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314 -- our own
    assert "督办演练  2025-06-03 至 2025-10-30" in texts
    assert "2025-000001  甲[bold]<公司>" in texts
    assert {"催办", "函告", "已销号", "逾期"} <= set(texts)
