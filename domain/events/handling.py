"""交办与催促: who handles a case, and a word to whose turn it was."""

from domain.events.base import Event
from domain.people import Role


class CaseAssigned(Event):
    """交办承办人."""

    handler: str
    note: str = ""


class CaseUrged(Event):
    """催促: a message to whose turn it was; no rung."""

    to: Role
    note: str
