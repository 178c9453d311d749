-- What the service's own role may do. Applied after every migration and after a restore; saying it twice is harmless.
-- :role is replaced by the quoted name of the role.
revoke all on all tables in schema public from :role;
grant usage on schema public to :role;
grant select on all tables in schema public to :role;
grant select on all sequences in schema public to :role;  -- a backup reads them
grant usage on sequence case_numbers to :role;

-- The record and its marks only grow.
grant insert on events, commands, hands, rungs, letters, notices, deliveries, batches, register_rows, leaves, reports to :role;
grant insert, update (last) on letter_counters to :role;
grant insert on tiles, checkpoints to :role;
grant insert (by, what, subject, purpose, people, detail) on access_log to :role;  -- when, says the database

-- Derived or mutable by their nature.
grant insert, update on cases to :role;
grant insert, update, delete on people, offices, entities, appointments to :role;
grant insert on people_changes to :role;
grant insert, update (told_at) on tellings to :role;
grant update (xid, position, leaf) on sequenced to :role;
grant insert, update (leaf) on followers to :role;
grant insert, delete on parked to :role;
grant insert, update on checkpoint_places to :role;
grant update (directory, edition, calendar) on in_force to :role;
grant insert, delete, truncate on states, states_now, states_past to :role;
grant insert on cells to :role;
grant insert, delete, truncate on turns, case_letters to :role;
grant insert, update, truncate on case_words to :role;
grant insert, truncate on traces, trace_people to :role;
grant insert, truncate, update (low, high) on trace_days to :role;
grant insert, truncate, update (events) on trace_keys to :role;

-- 账户: who signs in, and what opens the door to them.
grant insert, update on accounts to :role;
grant insert, update (expires_at, used_at), delete on credentials to :role;
grant insert (by, account, deed) on account_changes to :role;

-- 存下的筛选
grant insert, update (query, made_at), delete on saved_filters to :role;

-- 交接: only grows.
grant insert on handovers, handovers_acknowledged to :role;

-- 审计: what was verified only grows; what moved is derived, beside the traces.
grant insert on verifications to :role;
grant insert, truncate on moved to :role;

-- 留言: only grow.
grant insert (number, by, office, text) on comments to :role;
