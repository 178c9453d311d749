"""出处 what a workbook that leaves the house says of itself: what was asked, how far the record was, what vouches for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.figures.instants import local
from ledger.pool import Pool
from ledger.sql import sql
from ledger.store import Ledger
from ledger.witness.checkpoints import origin_in

SHEET = "出处与核验"
SAMPLE = "【示例】"
HOW = (
    "记录只增不改，每条都有全账序号和哈希；改动、删除、调换任何一条，核验（督办台“审计—核验”，或 duban ledger verify）即可发现。"
    "检查点是给前若干条记录盖的章，另处保存；用公钥（duban ledger key）可查其签名，并证明所涵盖的记录一条未改、一条未少。"
)


def mark_of(kind: str) -> str:
    """What stands before every title of a sample ledger's papers."""
    return SAMPLE if kind == "sample" else ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """出处 of one workbook."""

    mark: str
    asked: Mapping[str, str]
    at: datetime
    origin: str
    leaves: int
    size: int | None
    """so many events the last checkpoint covers; None while there is none"""
    root: bytes
    signed_at: datetime | None
    note: str

    def lines(self) -> Iterable[tuple[str, str]]:
        """Line by line, what and how it was."""
        if self.mark:
            yield "说明", f"{self.mark}本表出自示例账，不是真实数据"
        yield from self.asked.items()
        yield "导出时间（北京时间）", local(self.at)
        yield "账", self.origin
        yield "全部记录编号至", f"第 {self.leaves} 条"
        if self.size is None:
            yield "检查点", "尚未签发，不能排除账尾被截去或整本账被重新编造"
        else:
            yield "最近的检查点", f"{local(self.signed_at)} 签发，涵盖第 1 至 {self.size} 条"
            yield "默克尔树根", self.root.hex()
            yield "检查点原文", self.note
        yield "怎样核验", HOW

    def add_to(self, book: Any) -> None:
        """As the last sheet."""
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "valign": "top"})
        sheet = book.add_worksheet(SHEET)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        for line, (what, how) in enumerate(self.lines()):
            sheet.write_string(line, 0, what, bold)
            sheet.write_string(line, 1, how, wrapped)


async def provenance(ledger: Ledger, asked: Mapping[str, str]) -> Provenance:
    """出处 as the record stands; `asked` by what people call it, empty answers left out."""
    pool: Pool = ledger.pool
    last = await pool.fetchrow(sql("checkpoint_last"))
    standing = await pool.fetch(sql("views"))
    return Provenance(
        mark_of(ledger.kind),
        {name: value for name, value in asked.items() if value},
        await ledger.clock(),
        await origin_in(pool),
        standing[0]["leaves"],
        last["size"] if last else None,
        last["root"] if last else b"",
        last["at"] if last else None,
        last["note"] if last else "",
    )
