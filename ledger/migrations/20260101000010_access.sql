-- migrate:up

-- 查阅记录: who read personal data or took a case out, when and what for. Written before anything is shown; `at` is the
-- database's own, and who may write here may not choose it. It holds ids, never names: erasing a person leaves it whole.
create table access_log (
    position bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    by text not null,
    what text not null,                            -- the command or page: "case export", "people show"
    subject text not null default '',              -- the case, or what was asked for
    purpose text not null default '',
    people text[] not null default '{}',           -- whose particulars were shown
    detail jsonb not null default '{}'
);
create index access_log_by_subject on access_log (subject, position);
create index access_log_by_reader on access_log (by, position);
create index access_log_by_person on access_log using gin (people);

create trigger append_only before update or delete or truncate on access_log
    for each statement execute function refuse_rewriting();

-- migrate:down

drop table access_log;
