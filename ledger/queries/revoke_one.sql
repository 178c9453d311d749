-- $1 account, $2 handle, $3 by
with gone as (
    delete from credentials where account = $1 and left(encode(digest, 'hex'), 16) = $2 and kind in ('session', 'token', 'link')
    returning kind
), noted as (
    insert into account_changes (by, account, deed) select $3, $1, 'revoked ' || kind from gone
)
select exists (select from gone)
