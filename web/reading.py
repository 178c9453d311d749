"""查阅 as it goes on record: who reads, by which page or call, about what."""

from ledger.access import Reading
from ledger.accounts import Holder


def reading(holder: Holder, what: str, subject: str = "", purpose: str = "", **detail: object) -> Reading:
    """A reading by this holder, with the account he came by; details that say nothing are left out."""
    told = {name: value for name, value in detail.items() if value not in (None, "", [], {})}
    account = {"account": holder.account}
    return Reading(
        by=holder.person or holder.account, what=what, subject=subject, purpose=purpose, detail=account | told
    )
