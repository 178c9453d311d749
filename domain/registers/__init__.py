"""隐患台账 register: how a table that people keep becomes rows the rules understand (DOMAIN §3, Adoption)."""
