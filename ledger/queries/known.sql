select r.number, r.fingerprint, r.row_digest, c.open, r.body::text as body
  from register_rows r
  join cases c on c.number = r.number
 where r.fingerprint = any ($1::text[]) or r.row_digest = any ($2::text[])
 order by r.number
