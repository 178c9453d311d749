-- 单位 by name that may be seen. $1 and $2: name and id of the last one before; $3 a part of the name or the beginning of
-- the 统一社会信用代码, or null; $4 limit
select id, name, body::text as body from seen.entities_after($1, $2, $3, $4)
