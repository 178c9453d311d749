insert into people as t (id, body)
select n.id, n.body::jsonb from unnest($1::text[], $2::text[]) as n (id, body)
on conflict (id) do update set body = excluded.body where t.body is distinct from excluded.body
