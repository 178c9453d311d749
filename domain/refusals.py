"""不予受理 what the rules answer when a command may not be done. A refusal is an answer, never an accident."""


class Refusal(Exception):  # noqa: N818 - a refusal is not an error: the ledger records it and the caller reads it
    """A stable English code for programs and one Chinese sentence for people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
