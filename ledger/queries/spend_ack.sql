-- $1 digest. The first use stands.
with spent as (
    update credentials set used_at = clock_timestamp() where digest = $1 and kind = 'ack' and used_at is null
    returning person, case_number, letter, used_at
), noted as (
    insert into account_changes (by, account, deed) select person, person, 'used ack ' || case_number || ' ' || letter from spent
)
select coalesce((select used_at from spent), (select used_at from credentials where digest = $1 and kind = 'ack'))
