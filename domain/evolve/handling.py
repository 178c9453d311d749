"""交办与催促."""

from domain import events as e
from domain.evolve.change import Changes
from domain.workdays import day_of

CHANGES: Changes = {
    e.CaseAssigned: lambda _case, event: {"handler": event.handler},
    e.CaseUrged: lambda _case, event: {"urged_on": day_of(event.at)},
}
