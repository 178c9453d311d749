-- $1 account, $2 kinds, $3 digest of one alone, or null for all
delete from credentials where account = $1 and kind = any ($2::text[]) and ($3::bytea is null or digest = $3)
