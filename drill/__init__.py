"""The drill: a register led through months of virtual time on the real engine, with everybody scripted."""
