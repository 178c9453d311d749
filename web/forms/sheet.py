"""表单一张 what is shown: the fields with what was typed, what is wrong, and the key under which it is one command."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.case import Case
from domain.wording import body, title
from ledger.files import Files, sniffed
from web.forms.fields import Field
from web.forms.labels import verb
from web.forms.typed import Values, row, rows

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
DIGEST = re.compile(r"[0-9a-f]{64}")
AT_ONCE = frozenset(
    {
        "Report",
        "ReportProgress",
        "AddEvidence",
        "RecordPosting",
        "RecordWorkersReport",
        "CheckInterimMeasures",
        "Assign",
    }
)
"""what only adds a fact goes at once; all else waits for its ten seconds"""
SECONDS = 10
READ_FIRST = frozenset({"SignLetter", "HoldDraft", "ReturnDraft", "IssueLetter"})
"""whose letter is shown in full"""
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
KINDS = {
    "image/jpeg": "照片",
    "image/png": "图片",
    "image/webp": "图片",
    "image/heic": "照片",
    "application/pdf": "PDF",
}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """已存入的一份 that stays chosen when the form comes back."""

    digest: str
    label: str
    type: str = ""


@dataclass(frozen=True)
class Sheet:
    """表单."""

    command: str
    number: str
    """of the case; empty when it opens one"""
    fields: tuple[Field, ...]
    values: Values
    key: str
    wrong: Mapping[str, str] = field(default_factory=dict)
    """by the name of the input; under the empty name what concerns the whole"""
    kept: Mapping[str, Sequence[KeptFile]] = field(default_factory=dict)
    case: Case | None = None
    away: str = ""
    """it was sent, and nobody knows yet what became of it"""

    @property
    def verb(self) -> str:
        return verb(self.command, self.case)

    @property
    def action(self) -> str:
        return f"/cases/{self.number}/do/{self.command}" if self.number else f"/new/do/{self.command}"

    @property
    def waits(self) -> int:
        """Seconds in which it can be taken back; 0 goes at once."""
        return 0 if self.command in AT_ONCE else SECONDS

    @property
    def draft(self) -> str:
        """Under which name the browser keeps what was typed."""
        return f"{self.command}-{self.number or 'new'}"

    @property
    def papers(self) -> list[tuple[str, list[str]]]:
        """文书全文 as it stands, before one signs it or sends it back."""
        if self.case is None or self.command not in READ_FIRST:
            return []
        offered = next((one.choices for one in self.fields if one.kind == "letter"), ())
        letters = [letter for value, _ in offered if (letter := self.case.letter(value))]
        return [(title(self.case, one), body(self.case, one, "", one.drafted_on).splitlines()) for one in letters]

    @property
    def sends_files(self) -> bool:
        return any(one.kind in ("file", "files") for one in self.fields)

    @property
    def plain(self) -> list[Field]:
        """What is always asked."""
        return [one for one in self.fields if not one.more]

    @property
    def more(self) -> list[Field]:
        """What is folded away."""
        return [one for one in self.fields if one.more]

    @property
    def more_open(self) -> bool:
        """Something in there was filled in, or is wrong."""
        return any(any(self.values.get(one.name, ())) or one.name in self.wrong for one in self.more)

    def value(self, name: str) -> str:
        """What was typed into an input."""
        given = self.values.get(name, ())
        return given[-1] if given else ""

    def chosen(self, name: str) -> Sequence[str]:
        """All that was chosen of several."""
        return self.values.get(name, ())

    def id(self, name: str) -> str:
        """The input's id in the page: two forms may stand in one list."""
        return f"{self.command}-{self.number}-{name}".replace(".", "-")

    def rows(self, one: Field) -> list[tuple[Field, ...]]:
        """As many rows as were sent, and one more; three at first. A row that is still empty asks for nothing."""
        sent = rows(one, self.values)
        empty = [sent[-1] + 1] if sent else range(3)
        asking = [row(one, number) for number in sent]
        return asking + [tuple(replace(part, required=False) for part in row(one, number)) for number in empty]

    def again(self, wrong: Mapping[str, str], *, fresh: bool = False) -> "Sheet":
        """The same with what is wrong; `fresh`: what was answered was answered for ever, so it is another command now."""
        return replace(self, wrong=wrong, key=new_key() if fresh else self.key)


def new_key() -> str:
    """命令号, made when a form is shown: a double press is one command."""
    return f"form-{secrets.token_hex(12)}"


def kept_file(files: Files, digest: str) -> KeptFile | None:
    """What is known of a file kept earlier, None when it is not there."""
    path = files.path(digest)
    if not DIGEST.fullmatch(digest) or not path.is_file():
        return None
    with path.open("rb") as content:
        kind = sniffed(content.read(64)) or ""
    size = path.stat().st_size
    told = f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024)} KB"
    return KeptFile(digest, f"{KINDS.get(kind, '文件')} · {told}", kind)
