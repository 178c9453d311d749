select id from offices where id = $1 or name = $1
union
select value from trace_keys where kind = 'office' and value = $1
