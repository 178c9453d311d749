-- $1 digest, $2 case, $3 letter, $4 person, $5 lifetime, $6 by. One at a time: an earlier one, not spent, serves no more.
with ended as (
    delete from credentials
     where kind = 'ack' and case_number = $2 and letter = $3 and person = $4 and used_at is null and digest <> $1
), given as (
    insert into credentials (digest, kind, case_number, letter, person, expires_at)
    values ($1, 'ack', $2, $3, $4, clock_timestamp() + $5::interval)
    returning expires_at
), noted as (
    insert into account_changes (by, account, deed) values ($6, $4, 'given ack ' || $2 || ' ' || $3)
)
select expires_at from given
