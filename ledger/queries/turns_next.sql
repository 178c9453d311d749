-- The next thing to come in what is seen: for an empty list.
select number, unit, due_at, due_label from next_to_come($1)
