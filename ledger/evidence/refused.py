"""What a check of an exported case file can find, and how it is said."""

REASONS = {
    "NOT_AN_EXPORT": "不是督办导出的案卷",
    "ZIP_DAMAGED": "压缩包损坏，读不出来",
    "ZIP_SUSPICIOUS": "压缩包的内容与其大小不相称，拒绝展开",
    "ENTRY_TWICE": "同名文件出现两次",
    "ENTRY_UNEXPECTED": "压缩包里有不该有的文件",
    "FILE_MISSING": "清单所列的文件不在",
    "FILE_EXTRA": "文件不在清单之内",
    "FILE_DIFFERS": "文件内容与清单的摘要不符",
    "MANIFEST_DIFFERS": "清单与签名所指的不是同一份",
    "MANIFEST_SIGNATURE": "清单的签名不成立",
    "KEY_OTHER": "不是用给出的公钥签的",
    "CHECKPOINT": "检查点的签名不成立",
    "ORIGIN": "检查点属于另一本账",
    "CASE_DIFFERS": "清单说的案件与记录的案件不是同一件",
    "FORMAT_UNKNOWN": "格式不认识，可能出自更新的版本",
    "UNREADABLE": "内容无法解读",
    "GENESIS": "缺少账的启用事件",
    "EMPTY": "没有一条记录",
    "VERSION_GAP": "版本号不连续，有记录被删除或调换",
    "PREV_HASH": "与前一条记录的散列不衔接",
    "HASH": "内容与散列不符，记录被改动",
    "PROOF_MISSING": "缺少收录证明",
    "PROOF": "收录证明不成立，这条记录不在检查点所证明的账里",
    "ATTACHMENT_UNNAMED": "附件不是记录所指的那一份",
    "ATTACHMENT_MISSING": "记录所指的附件不在卷内",
}
"""What each code says to people."""


class ExportRefused(Exception):  # noqa: N818
    """The first thing about an exported case file that does not hold."""

    def __init__(self, reason: str, where: str = "") -> None:
        super().__init__(f"{reason} {where}".strip())
        self.reason = reason
        self.where = where

    @property
    def sentence(self) -> str:
        """In Chinese, with where it is."""
        said = REASONS[self.reason]
        return f"{self.where}：{said}" if self.where else said
