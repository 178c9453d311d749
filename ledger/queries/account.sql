select a.name, a.person, a.administrator, a.password is not null as opened, a.disabled_at, a.locked_until, a.made_at,
       (select max(k.used_at) from credentials k where k.account = a.name) as used_at
  from accounts a
 where a.name = $1
