-- The next thing to come in what is seen: for an empty list.
select number, unit, due_at, due_label from cases where open and due_at is not null order by due_at, number limit 1
