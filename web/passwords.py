"""口令 argon2id, a few at a time: each hash takes 64 MiB, and a crowd at the door must not take the host's memory."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.refusals import Refusal

SHORTEST, LONGEST = 12, 128
AT_ONCE = 2


class Passwords:
    """口令 of one process."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._nobodys: str | None = None

    async def hashed(self, password: str) -> str:
        """What is kept of a password."""
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def right(self, kept: str | None, password: str) -> bool:
        """Whether it is the one. An account that does not exist takes as long as one that does."""
        if kept is None and self._nobodys is None:
            self._nobodys = await self.hashed("nobody's password")
        async with self._turn:
            return await asyncio.to_thread(self._verified, kept or self._nobodys or "", password) and kept is not None

    def _verified(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


def acceptable(account: str, password: str) -> str:
    """The password, if it is one. Errors: Refusal PASSWORD_WEAK."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refusal("PASSWORD_WEAK", f"口令须为 {SHORTEST} 至 {LONGEST} 个字符，越长越好，不必夹杂符号。")
    if account.casefold() in password.casefold() or len(set(password)) < 5:
        raise Refusal("PASSWORD_WEAK", "口令不得含有账户名，也不得只是几个字符的重复。")
    return password
