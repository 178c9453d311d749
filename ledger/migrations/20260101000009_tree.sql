-- migrate:up

-- 默克尔树: over the hashes of all events in the order of their leaves (RFC 6962). A tile is 256 neighbouring leaves, or
-- 256 tiles of the height below; what is kept of each whole tile is its root, so that the root of ten million leaves and any
-- proof read a few hundred rows. Everything below is in `events`: nothing here is believed, all of it can be made again.
create table tiles (
    height smallint not null check (height between 1 and 7),   -- a tile of height h is over 256 ^ h leaves
    tile bigint not null check (tile >= 0),                    -- counted from 0 at each height
    root sha256_hash not null,
    primary key (height, tile)
);
create trigger append_only before update or delete or truncate on tiles
    for each statement execute function refuse_rewriting();

-- 检查点: what was signed, as it was signed. The signing key is not in here, and copies are kept elsewhere: who can rewrite
-- this table can neither sign another nor take those back.
create table checkpoints (
    number bigint generated always as identity primary key,
    size bigint not null check (size > 0),
    root sha256_hash not null,
    at timestamptz not null,
    why text not null,
    note text not null
);
create trigger append_only before update or delete or truncate on checkpoints
    for each statement execute function refuse_rewriting();

-- How far each place outside has been given the checkpoints, and what went wrong there last.
create table checkpoint_places (
    place text primary key,
    reached bigint not null default 0,                         -- the number of the last checkpoint that is there
    reached_at timestamptz,
    failed_at timestamptz,
    failure text,
    constraint checkpoint_places_failure check ((failed_at is null) = (failure is null))
);

-- migrate:down

drop table checkpoint_places;
drop table checkpoints;
drop table tiles;
