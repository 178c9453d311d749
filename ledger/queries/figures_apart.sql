-- The same counts, each by an index of its own days: of a period, where the whole would be read for few.
with g as (
    {each}
)
select {told} {sums}
  from g join cells c using (cell)
 group by {groups}
