select id, name from people where id = any ($1::text[])
union all
select id, name from offices where id = any ($1::text[])
union all
select id, name from entities where id = any ($1::text[])
