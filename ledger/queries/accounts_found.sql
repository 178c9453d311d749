-- $1 the beginning of a name or of a person's id, or '' for all; $2 persons, or null; $3 after, $4 limit
select a.name, a.person, a.administrator, a.password is not null as opened, a.disabled_at, a.locked_until, a.made_at,
       (select max(k.made_at) from credentials k where k.account = a.name and k.kind = 'session') as used_at
  from accounts a
 where a.name > $3
   and (starts_with(a.name, $1) or starts_with(coalesce(a.person, ''), $1) or a.person = any ($2::text[]))
 order by a.name
 limit $4
