"""页面 what people see, one module a page; everything is read through the role that sees what the holder may."""

from web.pages import (
    account,
    accounts,
    ack,
    batch,
    case,
    delegation,
    doing,
    door,
    importing,
    letter,
    letter_link,
    letters,
    oidc,
    organisation,
    overview,
    register,
    turn,
    wall,
)

PAGES = (
    door,
    importing,
    batch,
    overview,
    register,
    case,
    doing,
    account,
    delegation,
    accounts,
    organisation,
    turn,
    letters,
    wall,
    ack,
    letter_link,
    oidc,
    letter,
)
"""in the order of the first row"""
