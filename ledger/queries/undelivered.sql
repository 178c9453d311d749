select n.key, n.kind, n."to", n.title, n.text
  from notices n
 where n.stream = $1 and not exists (select from deliveries d where d.key = n.key)
 order by n.version, n.key
