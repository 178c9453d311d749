-- $1 account, $2 for how long, null to unlock; $3 by
with done as (
    update accounts set failures = 0, locked_until = clock_timestamp() + $2::interval where name = $1 returning name
), closed as (
    delete from credentials where $2::interval is not null and kind in ('session', 'link') and account = (select name from done)
), noted as (
    insert into account_changes (by, account, deed)
    select $3, name, case when $2::interval is null then 'unlocked' else 'locked' end from done
)
select exists (select from done)
