-- What the web process's own role may do: read the views that look at whose credential it is. Nothing of the tables.
-- :role is replaced by the quoted name of the role.
revoke all on all tables in schema public from :role;
grant usage on schema public, seen to :role;  -- of public the types alone
grant select on all tables in schema seen to :role;
