-- 找人 by a part of the name or the beginning of the id. $1 what, $2 limit
select id from people where strpos(name, $1) > 0 or starts_with(id, $1) order by name, id limit $2
