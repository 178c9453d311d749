"""收表 what was posted: the words by input, and each file put away at once, so that it stays chosen when the form comes back."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.datastructures import FormData, UploadFile

from domain.refusals import Refusal
from ledger.files import LARGEST, Files
from web.forms.fields import Field
from web.forms.sheet import DIGEST

UPLOAD = ".new"
"""the input of a file to be put away ends so; what is put away stands under the field's own name"""
MOST_FILES = 50
NUL = "\x00"


@dataclass
class Taken:
    """收到的内容."""

    values: dict[str, list[str]] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """what the files that came now were called, by digest"""


async def taken(form: FormData, fields: Sequence[Field], files: Files) -> Taken:
    """What was posted."""
    found = Taken()
    uploads = {f"{one.name}{UPLOAD}": one for one in fields if one.kind in ("file", "files")}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found.values.setdefault(name[:200], []).append(value.replace(NUL, ""))
    for name, one in uploads.items():
        sent = [value for value in form.getlist(name) if isinstance(value, UploadFile) and value.filename]
        for upload in sent[:MOST_FILES]:
            await _put_away(upload, one, files, found)
    for one in uploads.values():
        kept = [digest for digest in dict.fromkeys(found.values.get(one.name, ())) if DIGEST.fullmatch(digest)]
        found.values[one.name] = kept[-1:] if one.kind == "file" else kept
    return found


async def _put_away(upload: UploadFile, one: Field, files: Files, found: Taken) -> None:
    content = await upload.read(LARGEST + 1)
    called = (upload.filename or "").replace("\\", "/").rpartition("/")[2][:100]
    if not content:
        found.wrong[one.name] = f"{called}：文件是空的。"
        return
    try:
        kept = await asyncio.to_thread(files.keep, content)
    except Refusal as refused:
        found.wrong[one.name] = f"{called}：{refused.sentence}"
        return
    found.values.setdefault(one.name, []).append(kept.digest)
    found.names[kept.digest] = "".join(letter for letter in called if letter.isprintable())
