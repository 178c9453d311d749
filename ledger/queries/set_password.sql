with done as (
    update accounts set password = $2, failures = 0, locked_until = null where name = any ($1::text[]) returning name
)
insert into account_changes (by, account, deed) select $3, name, 'password set' from done
