insert into saved_filters (account, name, query)
select $1, $2, $3
 where (select count(*) from saved_filters where account = $1 and name <> $2) < $4
on conflict (account, name) do update set query = excluded.query, made_at = clock_timestamp()
returning name
