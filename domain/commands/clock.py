"""时钟自己的命令: no person may give them."""

from domain.commands.base import Command, Moment, Short


class Lapse(Command):
    """时限到: sent by the case's timer alone."""

    due_at: Moment


class Project(Command):
    """节假日表到位: dates counted again; sent by the daily reconcile alone."""

    calendar: Short
