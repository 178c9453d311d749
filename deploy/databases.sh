#!/bin/sh
# Roles and databases. Runs at every start: makes what is missing, and sets passwords to what the secrets say now.
# The service's own role is not made here: the ledger's owner makes it, with its limits (duban ledger migrate).
set -eu
PGPASSWORD=$(cat /run/secrets/postgres_password)
export PGPASSWORD
exec psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 <<'SQL'
-- read by psql itself: no password stands on a command line
\set owner_password `cat /run/secrets/duban_owner_password`
\set temporal_password `cat /run/secrets/temporal_password`

select format('create role %I login', name)
  from (values ('duban_owner'), ('temporal')) as wanted (name)
 where name not in (select rolname from pg_roles)
\gexec
alter role duban_owner nosuperuser nocreatedb createrole noreplication nobypassrls password :'owner_password';
alter role temporal nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'temporal_password';

select format('create database %I owner %I', name, owner)
  from (values ('duban', 'duban_owner'), ('temporal', 'temporal'), ('temporal_visibility', 'temporal')) as wanted (name, owner)
 where name not in (select datname from pg_database)
\gexec
revoke connect on database temporal, temporal_visibility from public;
SQL
