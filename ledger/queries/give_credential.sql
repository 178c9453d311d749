-- $1 digest, $2 kind, $3 account, $4 label, $5 lifetime, $6 by
with given as (
    insert into credentials (digest, kind, account, label, expires_at)
    values ($1, $2, $3, $4, clock_timestamp() + $5::interval)
    returning account, kind, expires_at
), noted as (
    insert into account_changes (by, account, deed) select $6, account, 'given ' || kind from given where kind <> 'session'
)
select expires_at from given
