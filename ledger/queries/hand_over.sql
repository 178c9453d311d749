insert into handovers (by, giver, taker, given, taken, office, role, post, head, starts_on, load)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb)
returning handover
