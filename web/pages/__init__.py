"""页面 what people see, one module a page; everything is read through the role that sees what the holder may."""

from web.pages import account, accounts, case, delegation, doing, door, organisation, turn

PAGES = (door, case, doing, account, delegation, accounts, organisation, turn)
"""in the order of the first row"""
