CREATE DOMAIN public.case_number AS text COLLATE pg_catalog."C"
	CONSTRAINT case_number_check CHECK (((VALUE ~~ '____-______%'::text) AND (translate(VALUE, '0123456789'::text, ''::text) = '-'::text)));

CREATE DOMAIN public.command_name AS text
	CONSTRAINT command_name_check CHECK (((length(VALUE) >= 1) AND (length(VALUE) <= 200)));

CREATE DOMAIN public.command_outcome AS text
	CONSTRAINT command_outcome_check CHECK ((VALUE = ANY (ARRAY['done'::text, 'refused'::text])));

CREATE DOMAIN public.counted AS integer
	CONSTRAINT counted_check CHECK ((VALUE > 0));

CREATE DOMAIN public.hash_name AS text
	CONSTRAINT hash_name_check CHECK ((VALUE = 'sha256'::text));

CREATE DOMAIN public.sha256_hash AS bytea
	CONSTRAINT sha256_hash_check CHECK ((octet_length(VALUE) = 32));

CREATE DOMAIN public.stream_name AS text COLLATE pg_catalog."C"
	CONSTRAINT stream_name_check CHECK (((VALUE = 'ledger'::text) OR ((VALUE ~~ 'case-____-______%'::text) AND (translate(VALUE, '0123456789'::text, ''::text) = 'case--'::text))));

CREATE FUNCTION public.continue_the_chain() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if new.prev_hash is distinct from (
        case when new.version > 1
             then (select p.hash from public.events p where p.stream = new.stream and p.version = new.version - 1)
             else public.root_of(new.stream)
        end) then
        raise exception 'event % of % does not continue its stream', new.version, new.stream using errcode = 'DB001';
    end if;
    return new;
end $$;

CREATE FUNCTION public.is_one_answer(outcome text, refusal text, first_version integer, last_version integer) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    AS $$
begin
    return (outcome = 'refused') = (refusal is not null)
       and (first_version is null) = (last_version is null)
       and (refusal is null or first_version is null);
end $$;

CREATE FUNCTION public.keep_hands_apart() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.keep_letters_without_a_gap() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if new.number > 1 and not exists (select from public.letters l
            where l.issuer = new.issuer and l.year = new.year and l.number = new.number - 1) then
        raise exception 'letter %〔%〕% would leave a gap', new.issuer, new.year, new.number using errcode = 'DB005';
    end if;
    return null;
end $$;

CREATE FUNCTION public.log_change_of_people() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    before jsonb := case when tg_op <> 'INSERT' then old.body end;
    after jsonb := case when tg_op <> 'DELETE' then new.body end;
    silent boolean := tg_table_name = 'people';
begin
    if before is not distinct from after then
        return null;
    end if;
    insert into public.people_changes (by, kind, id, deed, fields, was, became)
    select coalesce(nullif(current_setting('duban.by', true), ''), session_user), tg_table_name,
           case when tg_op = 'DELETE' then old.id else new.id end,
           case tg_op when 'INSERT' then 'added' when 'UPDATE' then 'changed' else 'removed' end,
           coalesce(array_agg(k order by k), '{}'),
           case when silent then null else before end, case when silent then null else after end
      from (select k from jsonb_object_keys(coalesce(before, '{}')) k union
            select k from jsonb_object_keys(coalesce(after, '{}')) k) keys
     where before -> k is distinct from after -> k;
    return null;
end $$;

CREATE FUNCTION public.move_the_directory() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    update public.in_force set directory = directory + 1;
    return null;
end $$;

CREATE FUNCTION public.refuse_rewriting() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'the record is append-only: % on % is refused', tg_op, tg_table_name using errcode = 'DB004';
end $$;

CREATE FUNCTION public.root_of(stream text) RETURNS bytea
    LANGUAGE plpgsql STABLE
    AS $$
begin
    if stream = 'ledger' then
        return decode(repeat('00', 32), 'hex');
    end if;
    return sha256((select g.hash from public.events g where g.stream = 'ledger' and g.version = 1)
                  || convert_to(stream, 'UTF8'));
end $$;

CREATE TABLE public.access_log (
    "position" bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    by text NOT NULL,
    what text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    purpose text DEFAULT ''::text NOT NULL,
    people text[] DEFAULT '{}'::text[] NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL
);

ALTER TABLE public.access_log ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.access_log_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.appointments (
    id text NOT NULL,
    person text NOT NULL,
    body jsonb NOT NULL
);

CREATE TABLE public.batches (
    batch text NOT NULL,
    version integer NOT NULL,
    opened integer NOT NULL,
    imported_at timestamp with time zone NOT NULL,
    by text NOT NULL
);

CREATE SEQUENCE public.case_numbers
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.cases (
    number public.case_number NOT NULL,
    version integer NOT NULL,
    shape text NOT NULL,
    snapshot text NOT NULL,
    kind text NOT NULL,
    stage text NOT NULL,
    open boolean NOT NULL,
    started boolean NOT NULL,
    cycle integer NOT NULL,
    rung integer NOT NULL,
    unit text NOT NULL,
    entity text,
    region text NOT NULL,
    industry text NOT NULL,
    channel text,
    level text,
    office text,
    batch text,
    found_on date,
    rectify_by date,
    due_at timestamp with time zone,
    due_kind text,
    due_label text,
    provisional boolean NOT NULL,
    fingerprint text,
    opened_at timestamp with time zone NOT NULL,
    moved_at timestamp with time zone NOT NULL
)
WITH (fillfactor='80');

CREATE TABLE public.commands (
    command_id public.command_name NOT NULL,
    stream text NOT NULL COLLATE pg_catalog."C",
    body_sha256 text NOT NULL,
    outcome public.command_outcome NOT NULL,
    refusal text,
    sentence text,
    first_version integer,
    last_version integer,
    by text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT commands_answer CHECK (public.is_one_answer((outcome)::text, refusal, first_version, last_version))
);

CREATE TABLE public.deliveries (
    key text NOT NULL,
    digest text NOT NULL,
    delivered_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.entities (
    id text NOT NULL,
    body jsonb NOT NULL,
    name text GENERATED ALWAYS AS ((body ->> 'name'::text)) STORED
);

CREATE TABLE public.events (
    "position" bigint NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    stream public.stream_name NOT NULL,
    version public.counted NOT NULL,
    type text NOT NULL,
    shape public.counted NOT NULL,
    edition text NOT NULL,
    at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    by text NOT NULL,
    command_id text NOT NULL,
    body bytea NOT NULL,
    alg public.hash_name NOT NULL,
    prev_hash public.sha256_hash NOT NULL,
    hash public.sha256_hash NOT NULL
);

ALTER TABLE public.events ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.followers (
    name text NOT NULL,
    leaf bigint NOT NULL
);

CREATE TABLE public.hands (
    stream text NOT NULL COLLATE pg_catalog."C",
    cycle integer NOT NULL,
    person text NOT NULL,
    deed text NOT NULL,
    version integer NOT NULL,
    CONSTRAINT hands_deed_check CHECK ((deed = ANY (ARRAY['rectified'::text, 'inspected'::text, 'closed'::text])))
);

CREATE TABLE public.in_force (
    only_one boolean DEFAULT true NOT NULL,
    directory bigint DEFAULT 0 NOT NULL,
    edition text,
    calendar text,
    CONSTRAINT in_force_only_one_check CHECK (only_one)
);

CREATE TABLE public.leaves (
    leaf bigint NOT NULL,
    stream text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL
);

CREATE TABLE public.letter_counters (
    issuer text NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL,
    CONSTRAINT letter_counters_last_check CHECK ((last > 0))
);

CREATE TABLE public.letters (
    issuer text NOT NULL,
    year integer NOT NULL,
    number integer NOT NULL,
    stream text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    letter text NOT NULL,
    CONSTRAINT letters_number_check CHECK ((number > 0))
);

CREATE TABLE public.notices (
    key text NOT NULL,
    stream text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    kind text NOT NULL,
    "to" text[] NOT NULL,
    title text NOT NULL,
    text text NOT NULL
);

CREATE TABLE public.offices (
    id text NOT NULL,
    body jsonb NOT NULL,
    name text GENERATED ALWAYS AS ((body ->> 'name'::text)) STORED
);

CREATE TABLE public.parked (
    follower text NOT NULL,
    stream text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    leaf bigint NOT NULL,
    reason text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.people (
    id text NOT NULL,
    body jsonb NOT NULL,
    name text GENERATED ALWAYS AS ((body ->> 'name'::text)) STORED
);

CREATE TABLE public.people_changes (
    "position" bigint NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    by text NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    deed text NOT NULL,
    fields text[] NOT NULL,
    was jsonb,
    became jsonb,
    CONSTRAINT people_changes_deed_check CHECK ((deed = ANY (ARRAY['added'::text, 'changed'::text, 'removed'::text])))
);

ALTER TABLE public.people_changes ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.people_changes_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.register AS
 SELECT number,
    unit,
    region,
    industry,
    level,
    ((snapshot)::jsonb ->> 'description'::text) AS description,
    channel,
    found_on,
    rectify_by,
    stage,
    rung,
    open,
    started,
    batch,
    due_at,
    due_label,
    provisional,
    (open AND (rectify_by < ((now() AT TIME ZONE 'Asia/Shanghai'::text))::date)) AS overdue,
    moved_at
   FROM public.cases c;

CREATE TABLE public.register_rows (
    number text NOT NULL COLLATE pg_catalog."C",
    batch text NOT NULL,
    fingerprint text NOT NULL,
    row_digest text NOT NULL,
    body jsonb NOT NULL
);

CREATE TABLE public.rungs (
    stream text NOT NULL COLLATE pg_catalog."C",
    cycle integer NOT NULL,
    rung integer NOT NULL,
    version integer NOT NULL
);

CREATE TABLE public.schema_migrations (
    version character varying(128) NOT NULL
);

CREATE TABLE public.sequenced (
    one boolean DEFAULT true NOT NULL,
    xid xid8 NOT NULL,
    "position" bigint NOT NULL,
    leaf bigint NOT NULL,
    CONSTRAINT sequenced_one_check CHECK (one)
);

CREATE TABLE public.tellings (
    command_id text NOT NULL,
    batch text NOT NULL,
    asked_at timestamp with time zone DEFAULT now() NOT NULL,
    told_at timestamp with time zone
);

ALTER TABLE ONLY public.access_log
    ADD CONSTRAINT access_log_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY public.appointments
    ADD CONSTRAINT appointments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.batches
    ADD CONSTRAINT batches_pkey PRIMARY KEY (batch);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.commands
    ADD CONSTRAINT commands_pkey PRIMARY KEY (command_id);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.entities
    ADD CONSTRAINT entities_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (stream, version);

ALTER TABLE ONLY public.followers
    ADD CONSTRAINT followers_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.hands
    ADD CONSTRAINT hands_pkey PRIMARY KEY (stream, cycle, person, deed);

ALTER TABLE ONLY public.in_force
    ADD CONSTRAINT in_force_pkey PRIMARY KEY (only_one);

ALTER TABLE ONLY public.leaves
    ADD CONSTRAINT leaves_pkey PRIMARY KEY (leaf);

ALTER TABLE ONLY public.leaves
    ADD CONSTRAINT leaves_stream_version_key UNIQUE (stream, version);

ALTER TABLE ONLY public.letter_counters
    ADD CONSTRAINT letter_counters_pkey PRIMARY KEY (issuer, year);

ALTER TABLE ONLY public.letters
    ADD CONSTRAINT letters_pkey PRIMARY KEY (issuer, year, number);

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.offices
    ADD CONSTRAINT offices_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.parked
    ADD CONSTRAINT parked_pkey PRIMARY KEY (follower, stream);

ALTER TABLE ONLY public.people_changes
    ADD CONSTRAINT people_changes_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.register_rows
    ADD CONSTRAINT register_rows_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.rungs
    ADD CONSTRAINT rungs_pkey PRIMARY KEY (stream, cycle, rung);

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

ALTER TABLE ONLY public.sequenced
    ADD CONSTRAINT sequenced_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.tellings
    ADD CONSTRAINT tellings_pkey PRIMARY KEY (command_id);

CREATE INDEX access_log_by_person ON public.access_log USING gin (people);

CREATE INDEX access_log_by_reader ON public.access_log USING btree (by, "position");

CREATE INDEX access_log_by_subject ON public.access_log USING btree (subject, "position");

CREATE INDEX appointments_by_person ON public.appointments USING btree (person);

CREATE INDEX cases_armed ON public.cases USING btree (due_at, number) WHERE (due_at IS NOT NULL);

CREATE INDEX cases_by_batch ON public.cases USING btree (batch) WHERE (batch IS NOT NULL);

CREATE UNIQUE INDEX cases_known_open ON public.cases USING btree (fingerprint) WHERE (open AND (fingerprint IS NOT NULL));

CREATE UNIQUE INDEX events_in_safe_order ON public.events USING btree (xid, "position");

CREATE INDEX letters_by_stream ON public.letters USING btree (stream);

CREATE INDEX notices_by_stream ON public.notices USING btree (stream);

CREATE INDEX people_changes_by_id ON public.people_changes USING btree (kind, id);

CREATE INDEX register_rows_by_batch ON public.register_rows USING btree (batch);

CREATE INDEX register_rows_by_digest ON public.register_rows USING btree (row_digest);

CREATE INDEX register_rows_by_fingerprint ON public.register_rows USING btree (fingerprint);

CREATE INDEX tellings_outstanding ON public.tellings USING btree (asked_at) WHERE (told_at IS NULL);

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.access_log FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.batches FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.commands FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.deliveries FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.hands FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.leaves FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.letters FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.notices FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.people_changes FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.register_rows FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.rungs FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER continues_its_stream BEFORE INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION public.continue_the_chain();

CREATE TRIGGER hands_apart AFTER INSERT ON public.hands FOR EACH ROW EXECUTE FUNCTION public.keep_hands_apart();

CREATE TRIGGER logged AFTER INSERT OR DELETE OR UPDATE ON public.appointments FOR EACH ROW EXECUTE FUNCTION public.log_change_of_people();

CREATE TRIGGER logged AFTER INSERT OR DELETE OR UPDATE ON public.entities FOR EACH ROW EXECUTE FUNCTION public.log_change_of_people();

CREATE TRIGGER logged AFTER INSERT OR DELETE OR UPDATE ON public.offices FOR EACH ROW EXECUTE FUNCTION public.log_change_of_people();

CREATE TRIGGER logged AFTER INSERT OR DELETE OR UPDATE ON public.people FOR EACH ROW EXECUTE FUNCTION public.log_change_of_people();

CREATE TRIGGER moves_directory AFTER INSERT OR DELETE OR UPDATE ON public.offices FOR EACH STATEMENT EXECUTE FUNCTION public.move_the_directory();

CREATE TRIGGER without_a_gap AFTER INSERT ON public.letters FOR EACH ROW EXECUTE FUNCTION public.keep_letters_without_a_gap();

ALTER TABLE ONLY public.appointments
    ADD CONSTRAINT appointments_person_fkey FOREIGN KEY (person) REFERENCES public.people(id);

ALTER TABLE ONLY public.hands
    ADD CONSTRAINT hands_stream_version_fkey FOREIGN KEY (stream, version) REFERENCES public.events(stream, version);

ALTER TABLE ONLY public.letters
    ADD CONSTRAINT letters_stream_version_fkey FOREIGN KEY (stream, version) REFERENCES public.events(stream, version);

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_stream_version_fkey FOREIGN KEY (stream, version) REFERENCES public.events(stream, version);

ALTER TABLE ONLY public.parked
    ADD CONSTRAINT parked_follower_fkey FOREIGN KEY (follower) REFERENCES public.followers(name);

ALTER TABLE ONLY public.rungs
    ADD CONSTRAINT rungs_stream_version_fkey FOREIGN KEY (stream, version) REFERENCES public.events(stream, version);
