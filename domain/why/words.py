"""用语 the phrases of an explanation that several of its parts share."""

from datetime import date

from domain import events as e
from domain.obligations import Owe
from domain.wording import zh
from domain.workdays import Calendar, day_of


def lapsing(until: date, calendar: Calendar) -> str:
    """期限届满之日 with its roll: a written date on a rest day stays as written, its lapse rolls."""
    rolled = calendar.roll(until)
    return zh(until) if rolled == until else f"{zh(until)}（休息日，顺延至{zh(rolled)}）"


def pressing(event: e.Event | None) -> str:
    """什么使下一级提前 by its gap alone."""
    match event:
        case e.InterimMeasuresChecked():
            return "查明临时管控措施未落实"
        case e.ObligationLapsed(kind=Owe.TALK_REPORT):
            return "约谈整改报告逾期未报"
        case _:
            return "约谈未到场"


def released(event: e.Event | None) -> str:
    """什么使阶梯至早自某日起: which event set the day before which nothing fires."""
    match event:
        case e.SupervisionStarted():
            return "开始督办时已逾期的案件分批发出首次文书，本案排在此日"
        case e.ReinspectionFailed():
            return f"复查不合格（{said_of(event)}），暂停解除，次一工作日起"
        case e.ClosureReturned():
            return f"销号审核退回重新整改（{said_of(event)}），次一工作日起"
        case e.ExtensionRefused():
            return f"不予延期（{said_of(event)}），暂停解除，次一工作日起"
        case e.ExtensionReturned():
            return f"延期申请退回（{said_of(event)}），暂停解除，次一工作日起"
        case e.ClockReleased():
            return "中止解除，次一工作日起"
        case e.ProvisionalReleased():
            return f"安委办主任放行暂定日期（{said_of(event)}），次一工作日起"
        case e.DeadlinesProjected():
            return f"节假日表到位（{said_of(event)}），等待放行的次一工作日起"
        case _:
            return "至早自此日起"


def said_of(event: e.Event) -> str:
    """The day of an event, in words."""
    return zh(day_of(event.at))
