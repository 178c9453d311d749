-- A link serves once: it is gone when the password it was given for is set, and so are the sessions of before.
with used as (
    delete from credentials where digest = $1 and kind = 'link' and expires_at > clock_timestamp() returning account
), opened as (
    update accounts set password = $2, failures = 0, locked_until = null where name = (select account from used)
), closed as (
    delete from credentials where account = (select account from used) and kind in ('session', 'link') and digest <> $1
), noted as (
    insert into account_changes (by, account, deed) select account, account, 'password set' from used
)
select account from used
