"""核验结果: what was read, what was found, and what each finding is called."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

REASONS = {
    "GENESIS": "缺少启用事件",
    "VERSION_GAP": "版本号不连续，有记录被删除或调换",
    "PREV_HASH": "与前一条记录的散列不衔接",
    "HASH": "内容与散列不符，记录被改动",
    "ALG": "散列算法不认识",
    "UNREADABLE": "内容无法解读",
    "VIEW_MISSING": "案件现状缺失",
    "VIEW_WITHOUT_EVENTS": "有案件现状而无记录",
    "VIEW_DIFFERS": "案件现状与记录不符",
    "EDITION_UNKNOWN": "依据的规则手册版本不在此程序中",
    "MARKS_DIFFER": "经手、阶梯、文号或待送登记与记录不符",
    "EVENT_WITHOUT_COMMAND": "记录没有对应的指令",
    "COMMAND_WITHOUT_EVENT": "指令没有对应的记录",
    "BATCH_WITHOUT_EVENT": "导入批次没有对应的记录",
    "FILE_MISSING": "记录所指的附件不在",
    "FILE_DIFFERS": "附件内容与摘要不符",
    "LEAF_WITHOUT_EVENT": "已编总号的记录不在了，被删除",
    "EVENT_WITHOUT_LEAF": "早已入账的记录没有总号，登记被删除或记录被插入",
    "LEAF_GAP": "总号不连续，登记被删除",
    "LEAF_ORDER": "同一案件的总号次序颠倒，登记被调换",
    "SEQUENCE_DIFFERS": "编号进度与总号登记不符",
    "TILE_DIFFERS": "默克尔树的存数与记录不符，记录或其次序被改动",
    "TILE_MISSING": "默克尔树的存数缺失",
    "REWRITTEN": "已签检查点证明这里的记录不是当时的记录，账被改写",
    "RECORD_SHORTER": "已签检查点证明当时的记录比现在多，账尾被截去（或账是从旧备份恢复的）",
    "CHECKPOINT_OTHER_LEDGER": "检查点属于另一本账，或本账的启用事件被换过",
    "CHECKPOINT_SIGNATURE": "检查点的签名不对，检查点被改动",
    "CHECKPOINT_KEY_UNKNOWN": "检查点不是用已知的密钥签的",
    "CHECKPOINT_UNREADABLE": "不是检查点文件，或已损坏",
    "CHECKPOINT_ALG": "检查点的散列算法不认识",
    "CHECKPOINT_DIFFERS": "库内的检查点登记与其签名文件不符",
}
"""What each code says to people."""

TESTIMONIES = {
    "HOLDS": "相符：此后至今的记录都在它之后",
    "HOLDS_ALL": "相符：全部已编号的记录都在其中",
} | {
    code: REASONS[code] for code in REASONS if code.startswith("CHECKPOINT_") or code in ("REWRITTEN", "RECORD_SHORTER")
}
"""What a checkpoint says about the record."""


@dataclass(frozen=True, slots=True)
class Bad:
    """An event that does not hold, and why. Without a stream: the event of that number, or the record as a whole."""

    stream: str
    version: int
    reason: str
    detail: str = ""
    leaf: int | None = None
    """its number in the whole record; of a stretch of the record the last one"""
    since: int | None = None
    """the first of such a stretch; `stream` and `version` are that event's"""

    @property
    def sentence(self) -> str:
        """In Chinese."""
        said = REASONS[self.reason]
        return f"{said}（{self.detail}）" if self.detail else said

    def told(self) -> dict[str, Any]:
        """For programs."""
        return {
            "stream": self.stream,
            "version": self.version,
            "leaf": self.leaf,
            "since": self.since,
            "reason": self.reason,
            "sentence": self.sentence,
        }

    @property
    def where(self) -> str:
        """Which event, in Chinese."""
        if self.stream:
            return f"{self.stream} 第 {self.version} 条" + ("起" if self.since else "")
        return "检查点" if self.leaf is None else f"全部记录的第 {self.leaf} 条"


@dataclass(frozen=True, slots=True)
class Witness:
    """证物: a checkpoint as it was found, and where. `outside` of the machine that keeps the record, as far as we know."""

    source: str
    text: str
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Testimony:
    """证言: what a checkpoint says about the record."""

    source: str
    code: str
    size: int | None = None
    at: datetime | None = None
    detail: str = ""
    outside: bool = False

    @property
    def holds(self) -> bool:
        """It vouches for the record as it is."""
        return self.code in ("HOLDS", "HOLDS_ALL")

    @property
    def sentence(self) -> str:
        """In Chinese."""
        said = TESTIMONIES[self.code]
        return f"{said}（{self.detail}）" if self.detail else said


@dataclass(slots=True)
class Verified:
    """What was read, and what was found."""

    events: int = 0
    cases: int = 0
    files: int = 0
    leaves: int = 0
    """events that are numbered: what a checkpoint of now would cover"""
    root: bytes = b""
    """over them"""
    bad: list[Bad] = field(default_factory=list)
    """the first in the record's own order first"""
    testimonies: list[Testimony] = field(default_factory=list)
    origin: str = ""
    """which ledger, by the hash of its genesis event"""
    at: datetime | None = None
    """when, by the database's clock"""
    unchanged: int = 0
    """cases whose chain and kept rows are as they were signed: hashed like all, not folded again"""
    since: datetime | None = None
    """when all cases were last folded; now, where none was unchanged"""
    digests: list[bytes] = field(default_factory=list)
    """of every case that was found sound in all that is compared: what may be signed when nothing is bad"""

    @property
    def ok(self) -> bool:
        """Nothing was found."""
        return not self.bad

    @property
    def vouched(self) -> int:
        """So many events, from the first on, are as they were signed."""
        return max((one.size or 0 for one in self.testimonies if one.holds), default=0)

    @property
    def limits(self) -> str:
        """What this verification cannot exclude, in Chinese; empty when there is nothing of the kind."""
        holding = [one for one in self.testimonies if one.holds]
        if not holding:
            return "没有可用的检查点作证，不能排除账尾被截去或整本账被重新编造。请用 duban ledger checkpoint 签发并另处保存。"
        after = self.events - self.vouched
        told = f"前 {self.vouched} 条有已签检查点作证；" + (f"其后 {after} 条尚无检查点，" if after else "")
        if not any(one.outside for one in holding):
            return (
                told
                + "检查点都存在本机，防不住同时掌握数据库与本机的人；请另存一份到别处，核验时用 --checkpoint 给出。"
            )
        return told + "不能排除其中被截去或改写。" if after else ""

    def told(self) -> dict[str, Any]:
        """For programs."""
        return {
            "ok": self.ok,
            "events": self.events,
            "cases": self.cases,
            "unchanged": self.unchanged,
            "since": self.since,
            "files": self.files,
            "numbered": self.leaves,
            "root": self.root.hex(),
            "vouched": self.vouched,
            "limits": self.limits,
            "first_bad": self.bad[0].told() if self.bad else None,
            "bad": len(self.bad),
            "checkpoints": [
                {"source": one.source, "code": one.code, "size": one.size, "at": one.at, "sentence": one.sentence}
                for one in self.testimonies
            ],
        }

    def settle(self) -> None:
        """Bring what was found into the record's own order: what is not numbered comes last."""
        self.bad.sort(key=lambda one: (one.leaf is None, one.leaf or 0))
