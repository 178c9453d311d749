-- What a count counted at one instant beside what it counted at another.
with a as materialized (
    select s.* from {before} cross join {days_before} where {where_before} and {within}
), b as materialized (
    select s.* from {after} cross join {days_after} where {where_after} and {within}
), d as (
    select case when a.number is null then 'entered' when b.number is null then 'left' else 'changed' end as how, number
      from a full join b using (number)
     where a.number is null or b.number is null or ({row_a}) is distinct from ({row_b})
), n as (
    select how, number, count(*) over (partition by how) as many,
           row_number() over (partition by how order by number) as place
      from d
)
select n.how, n.number, n.many, {shown_a}, {shown_b}
  from n
  left join a using (number) left join cells ca on ca.cell = a.cell
  left join b using (number) left join cells cb on cb.cell = b.cell
 where n.place <= {limit}
 order by n.how, n.number
