-- migrate:up

-- 次序: every event of every stream gets one number of the whole record, dense and for ever. One sequencer gives them out
-- behind pg_snapshot_xmin, seconds after the appends, so that who follows the numbers misses no slow writer (G4), and the
-- append has no hot row. They are the leaves of the Merkle tree, counted from 1.
create table leaves (
    leaf bigint primary key,
    stream text collate "C" not null,
    version integer not null,
    unique (stream, version)
);
create trigger append_only before update or delete or truncate on leaves
    for each statement execute function refuse_rewriting();

-- How far the sequencer has come; the only row that all of it waits for.
create table sequenced (
    one boolean primary key default true check (one),
    xid xid8 not null,
    position bigint not null,
    leaf bigint not null
);
insert into sequenced (xid, position, leaf) values ('0', 0, 0);

-- How far each view that is kept behind the appends has come.
create table followers (
    name text primary key,
    leaf bigint not null
);

-- 停放: a stream that a view could not take in. It stops no other (G11), and is shown until the view is rebuilt.
create table parked (
    follower text not null references followers (name),
    stream text collate "C" not null,
    version integer not null,
    leaf bigint not null,
    reason text not null,
    at timestamptz not null default now(),
    primary key (follower, stream)
);

-- migrate:down

drop table parked;
drop table followers;
drop table sequenced;
drop table leaves;
