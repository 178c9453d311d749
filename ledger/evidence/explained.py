"""核验说明 how a case file proves itself, for people: in the PDF, and as a text beside it for who has no Duban."""

PAGES = (
    (
        "本卷由督办系统从只增不改的记录中导出。每条记录的散列都以前一条的散列为输入，任何一处改动、删除或调换，其后的散列便不再相合；"
        "全部记录又依 RFC 6962 结成一棵默克尔树，树根由密钥（Ed25519）签名为检查点，存于数据库之外。"
    ),
    (
        "随本卷的压缩包内有：record.json（各条记录的原文与散列）、proof.json（检查点与每条记录的收录证明）、附件原件、"
        "manifest.txt（各文件的 SHA-256 摘要）、manifest.sig（对清单的签名）。核验不需要联网、数据库或原系统："
    ),
    "duban ledger check-export 案卷.zip --key 公钥文件",
    (
        "公钥应从本卷以外的途径取得（发卷机关公布，或向其索取），再与下表相对；只凭卷内所带的公钥，只能说明本卷前后一致，不能说明出自谁手。"
        "每页页脚印有检查点的条数与树根，与任何人手中同一条数的检查点应当一致。"
    ),
)

TEXT = """核验说明

用督办程序（不需要运行中的系统、数据库或网络）：
  duban ledger check-export 案卷.zip --key 公钥文件

不用督办程序，按以下各步可用任何语言自行核验。

一、文件。manifest.txt 每行是“SHA-256 摘要、两个空格、文件名”，可用 sha256sum -c manifest.txt 核对。压缩包内除
manifest.txt、manifest.sig 外，不得有清单以外的文件。

二、清单的签名。manifest.sig 是一份 C2SP signed note：空行以上（含最后一个换行）为正文，“— 名称 签名”一行的签名为
base64，前 4 字节是公钥编号，其余 64 字节是 Ed25519 对正文的签名。正文 manifest 一行是 manifest.txt 的 SHA-256。
公钥形如“名称+编号+base64”，base64 解开后首字节为 1，其余 32 字节为 Ed25519 公钥。公钥应从本卷以外的途径取得。

三、记录。record.json 的每条记录 hash = SHA-256(prev_hash 与各字段依次相连)。字段次序：prev_hash（32 字节）、stream、
version、type、shape、edition、at、recorded_at、by、command_id、body；文字取 UTF-8，数字写作十进制，两个时刻写作自
1970-01-01T00:00:00Z 起的微秒数；每个字段写成“字节数:内容,”（netstring）。启用事件（genesis）的 prev_hash 为 32 个零字节；
案件第一条记录的 prev_hash = SHA-256(启用事件的 hash 与 stream 的 UTF-8 相连)；其后每条的 prev_hash 是前一条的 hash。

四、检查点。proof.json 的 checkpoint 也是 signed note，同一公钥。首行为账的标识（duban/启用事件的 hash），第二行为条数，
第三行为树根（base64）。

五、收录。proof.json 对每条记录给出 leaf（账序，自 1 起）与 path。叶 = SHA-256(0x00 与 hash)，结点 = SHA-256(0x01 与左、右)，
依 RFC 9162 第 2.1.3.2 节由叶与 path 算出的根应等于检查点的树根，叶的下标为 leaf - 1。
"""
