"""页面 what people see, one module a page; everything is read through the role that sees what the holder may."""

from web.pages import doing, door

PAGES = (door, doing)
"""in the order of the first row"""
