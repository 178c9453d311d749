with done as (
    update accounts set disabled_at = case when $2 then clock_timestamp() end where name = $1 returning name
), closed as (
    delete from credentials where $2 and account = (select name from done)
), noted as (
    insert into account_changes (by, account, deed) select $3, name, case when $2 then 'disabled' else 'enabled' end from done
)
select exists (select from done)
