-- Slots are filled by ledger/questions/figures.py from the definitions of domain/figures/counts.py. By number first: names are
-- compared once for a group and not once for a case.
with g as (
    select s.cell, {counts}
      from {standing} cross join {days}
     where {within}
     group by s.cell
)
select {told} {sums}
  from g join cells c using (cell)
 group by {groups}
