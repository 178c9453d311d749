select id, id = $1 as by_id from people where id = $1 or name = $1
union
select value, true from trace_keys where kind = 'person' and value = $1
