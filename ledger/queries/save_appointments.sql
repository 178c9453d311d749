insert into appointments as t (id, person, body)
select n.id, n.person, n.body::jsonb from unnest($1::text[], $2::text[], $3::text[]) as n (id, person, body)
on conflict (id) do update set body = excluded.body where t.body is distinct from excluded.body
