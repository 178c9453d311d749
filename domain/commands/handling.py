"""交办与催促: who handles a case, and a word to whose turn it is. Neither moves a stage, a date or a rung."""

from typing import ClassVar

from domain.commands.base import Command, Maybe, PersonId, Text


class Assign(Command):
    """交办: names the person of the regulating office who handles the case (承办人)."""

    people: ClassVar = ("handler",)
    handler: PersonId
    note: Maybe = ""


class Urge(Command):
    """催促: a message to whose turn it is, on record; once a day at most, whoever urges."""

    note: Text
