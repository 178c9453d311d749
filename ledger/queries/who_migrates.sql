-- Whether we are the service's role itself, and whether the tables are ours to grant.
select current_user = $1 as itself, pg_has_role(current_user, c.relowner, 'USAGE') as owner
  from pg_class c
 where c.oid = 'public.events'::regclass
