-- migrate:up

-- What the events say once more, where the database itself can hold to it. Written in the append's own statement.

-- Who laid hands on a case in a cycle. The one who rectified or inspected never closes (G14).
create table hands (
    stream text collate "C" not null,
    cycle integer not null,
    person text not null,
    deed text not null check (deed in ('rectified', 'inspected', 'closed')),
    version integer not null,
    primary key (stream, cycle, person, deed),
    foreign key (stream, version) references events (stream, version)
);

-- Two writers who do not see each other's row meet at the lock; the second then sees the first.
create function keep_hands_apart() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(concat_ws('/', 'hands', new.stream, new.cycle, new.person), 0));
    if exists (select from public.hands h
                where h.stream = new.stream and h.cycle = new.cycle and h.person = new.person
                  and (h.deed = 'closed') <> (new.deed = 'closed')) then
        raise exception '% of % in cycle % has rectified or inspected and cannot close', new.person, new.stream, new.cycle
            using errcode = 'DB003';
    end if;
    return null;
end $$;

create trigger hands_apart after insert on hands for each row execute function keep_hands_apart();

-- A rung fires once in a cycle.
create table rungs (
    stream text collate "C" not null,
    cycle integer not null,
    rung integer not null,
    version integer not null,
    primary key (stream, cycle, rung),
    foreign key (stream, version) references events (stream, version)
);

-- 发文字号: without a gap for each issuer and year. The counter's row is locked from the number's taking to the commit.
create table letter_counters (
    issuer text not null,                          -- 机关代字
    year integer not null,
    last integer not null check (last > 0),
    primary key (issuer, year)
);

create table letters (
    issuer text not null,
    year integer not null,
    number integer not null check (number > 0),
    stream text collate "C" not null,
    version integer not null,
    letter text not null,                          -- the letter's id within its case
    primary key (issuer, year, number),
    foreign key (stream, version) references events (stream, version)
);
create index letters_by_stream on letters (stream);

create function keep_letters_without_a_gap() returns trigger language plpgsql as $$
begin
    if new.number > 1 and not exists (select from public.letters l
            where l.issuer = new.issuer and l.year = new.year and l.number = new.number - 1) then
        raise exception 'letter %〔%〕% would leave a gap', new.issuer, new.year, new.number using errcode = 'DB005';
    end if;
    return null;
end $$;

create trigger without_a_gap after insert on letters for each row execute function keep_letters_without_a_gap();

-- What must be handed over, and what has been: by key, so that nothing is delivered twice after a rebuild.
create table notices (
    key text primary key,
    stream text collate "C" not null,
    version integer not null,
    kind text not null,
    "to" text[] not null,                          -- roles: no person is named here
    title text not null,
    text text not null,
    foreign key (stream, version) references events (stream, version)
);
create index notices_by_stream on notices (stream);

create table deliveries (
    key text primary key,
    digest text not null,
    delivered_at timestamptz not null default now()
);

create trigger append_only before update or delete or truncate on hands
    for each statement execute function refuse_rewriting();
create trigger append_only before update or delete or truncate on rungs
    for each statement execute function refuse_rewriting();
create trigger append_only before update or delete or truncate on letters
    for each statement execute function refuse_rewriting();
create trigger append_only before update or delete or truncate on notices
    for each statement execute function refuse_rewriting();
create trigger append_only before update or delete or truncate on deliveries
    for each statement execute function refuse_rewriting();

-- migrate:down

drop table deliveries;
drop table notices;
drop table letters;
drop table letter_counters;
drop table rungs;
drop table hands;
drop function keep_letters_without_a_gap();
drop function keep_hands_apart();
