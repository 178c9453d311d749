-- $1 account, $2 kinds. The handle is a part of the digest: it names the credential and opens nothing.
select left(encode(digest, 'hex'), 16) as handle, kind, label, made_at, expires_at
  from credentials
 where account = $1 and kind = any ($2::text[]) and expires_at > clock_timestamp()
 order by made_at desc
 limit 200
