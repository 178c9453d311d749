CREATE SCHEMA seen;

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

CREATE FUNCTION public.batches_found(sight text, posts jsonb, role text, most integer) RETURNS TABLE(batch text, cases bigint, due_on date)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return query execute format(
        'select c.batch, count(*), min(c.due_on) from public.turns c where c.kind = ''start_supervision'' and c.role = %L'
        || ' and %s and (%s) group by c.batch order by min(c.due_on), c.batch limit %s', role, sight,
        (select post_areas(coalesce(jsonb_agg(p), '[]')) from jsonb_array_elements(posts) p where p ->> 'role' = role), most);
end $$;

CREATE FUNCTION public.batches_to_start(posts jsonb, role text, most integer) RETURNS TABLE(batch text, cases bigint, due_on date)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $$
select * from batches_found('true', posts, role, most) $$;

CREATE FUNCTION public.case_branches(wanted jsonb) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $$
select array(
    select o.said from (values (true, 'c.open'), (false, 'not c.open')) o (open, said)
     where coalesce((wanted ->> 'open')::boolean = o.open, true)
       and (o.open or not coalesce((wanted ->> 'overdue')::boolean, false) and not wanted ? 'soon')
       and coalesce((wanted ->> 'stage' not in ('closed', 'dismissed', 'downgraded', 'merged', 'referred_out',
                                                'entity_closed', 'voided')) = o.open, true)
     order by o.open desc)
$$;

CREATE FUNCTION public.case_condition(wanted jsonb, sight text, OUT condition text, OUT few text[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $_$
declare
    most constant integer := 3000;
begin
    condition := case_conditions(wanted) || ' and ' || sight;
    if wanted ? 'grams' then
        execute 'select array_agg(number) from (select w.number from public.case_words w where w.grams @> $2 and '
            || case_words_condition() || ' limit $3) f'
           into few
          using wanted, array(select jsonb_array_elements_text(wanted -> 'grams'))::integer[], most + 1;
        few := coalesce(few, '{}');
        if cardinality(few) > most then
            few := null;
            condition := condition || ' and exists (select from public.case_words w where w.number = c.number and '
                                   || case_words_condition() || ')';
        else
            condition := condition || ' and c.number = any ($2)';
        end if;
    end if;
end $_$;

CREATE FUNCTION public.case_conditions(wanted jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $_$
declare
    day_of_due constant text := '((($1 ->> ''%s'')::date + %s)::timestamp at time zone ''Asia/Shanghai'')';
    of_state text := '';
    said text := 'true';
begin
    if wanted ? 'overdue' then
        said := said || case when (wanted ->> 'overdue')::boolean
            then ' and c.open and c.rectify_by <= ($1 ->> ''lapsed'')::date'
            else ' and coalesce(c.open and c.rectify_by <= ($1 ->> ''lapsed'')::date, false) = false' end;
    end if;
    if wanted ? 'soon' then
        said := said || ' and c.open and c.rectify_by > ($1 ->> ''lapsed'')::date'
                     || ' and c.rectify_by <= ($1 ->> ''soon_by'')::date';
    end if;
    if wanted ? 'stage' then said := said || ' and c.stage = ($1 ->> ''stage'')'; end if;
    if wanted ? 'rung' then said := said || ' and c.rung = ($1 ->> ''rung'')::int'; end if;
    if wanted ? 'rung_min' then said := said || ' and c.rung >= ($1 ->> ''rung_min'')::int'; end if;
    if wanted ? 'industry' then said := said || ' and c.industry = ($1 ->> ''industry'')'; end if;
    if wanted ? 'office' then said := said || ' and c.office = ($1 ->> ''office'')'; end if;
    if wanted ? 'level' then said := said || ' and c.level = ($1 ->> ''level'')'; end if;
    if wanted ? 'channel' then said := said || ' and c.channel = ($1 ->> ''channel'')'; end if;
    if wanted ? 'batch' then said := said || ' and c.batch = ($1 ->> ''batch'')'; end if;
    if wanted ? 'entity' then said := said || ' and c.entity = ($1 ->> ''entity'')'; end if;
    if wanted ? 'region' then
        said := said || ' and c.region collate "C" >= ($1 ->> ''region'') collate "C"'
                     || ' and c.region collate "C" < (($1 ->> ''region'') || chr(1114111)) collate "C"';
    end if;
    if wanted ? 'unit' then
        said := said || ' and c.unit collate "C" >= ($1 ->> ''unit'') collate "C"'
                     || ' and c.unit collate "C" < (($1 ->> ''unit'') || chr(1114111)) collate "C"';
    end if;
    if wanted ? 'numbers' then
        said := said || ' and c.number = any (array(select jsonb_array_elements_text($1 -> ''numbers'')))';
    end if;
    if wanted ? 'found_from' then said := said || ' and c.found_on >= ($1 ->> ''found_from'')::date'; end if;
    if wanted ? 'found_to' then said := said || ' and c.found_on <= ($1 ->> ''found_to'')::date'; end if;
    -- what runs out at 24:00 belongs to the day that ends
    if wanted ? 'due_from' then said := said || ' and c.due_at > ' || format(day_of_due, 'due_from', 0); end if;
    if wanted ? 'due_to' then said := said || ' and c.due_at <= ' || format(day_of_due, 'due_to', 1); end if;
    -- of cases that count, as the figures do (domain.figures.counts)
    if wanted ? 'determined_from' then
        of_state := of_state || ' and s.determined_on >= ($1 ->> ''determined_from'')::date';
    end if;
    if wanted ? 'determined_to' then
        of_state := of_state || ' and s.determined_on <= ($1 ->> ''determined_to'')::date';
    end if;
    if wanted ? 'closed_from' then of_state := of_state || ' and s.closed_on >= ($1 ->> ''closed_from'')::date'; end if;
    if wanted ? 'closed_to' then of_state := of_state || ' and s.closed_on <= ($1 ->> ''closed_to'')::date'; end if;
    if of_state <> '' then
        said := said || ' and c.number in (select s.number from public.states_now s'
                     || ' where s.counted and s.determined_on is not null' || of_state || ')';
    end if;
    return said;
end $_$;

CREATE FUNCTION public.case_counts(wanted jsonb, sight text, places text[], most integer) RETURNS TABLE(stage text, rung integer, term text, many bigint)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $_$
#variable_conflict use_column
declare
    condition text;
    few text[];
    regions text[];
    branch text;
    branches text[];
begin
    select o.condition, o.few into condition, few from case_condition(wanted, sight) o;
    regions := case_places(wanted, places, few);
    foreach branch in array case_branches(wanted) loop
        branches := branches || format('(select c.stage, c.rung, c.open, c.rectify_by from cases c where %s%s and %s limit $3)',
            branch, case when regions is not null then ' and c.region collate "C" = any ($4)' else '' end, condition);
    end loop;
    if branches is null then return; end if;
    return query execute format('select f.stage, f.rung, f.term, count(*) from (select c.stage, c.rung,'
        || ' case when not c.open then ''shut'' when c.rectify_by <= ($1 ->> ''lapsed'')::date then ''overdue'''
        || ' when c.rectify_by <= ($1 ->> ''soon_by'')::date then ''soon'' else ''open'' end as term'
        || ' from (%s) c limit $3) f group by 1, 2, 3', array_to_string(branches, ' union all '))
        using wanted, few, most, regions;
end $_$;

CREATE FUNCTION public.case_page(wanted jsonb, sight text, places text[], sort text, after_key text, after_number text, most integer) RETURNS TABLE("case" text, kind text, stage text, open boolean, started boolean, cycle integer, rung integer, unit text, region text, industry text, level text, office text, batch text, found_on date, rectify_by date, due_at timestamp with time zone, due_kind text, due_label text, provisional boolean, overdue boolean, version integer, description text, handler text, key text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $_$
#variable_conflict use_column
declare
    name constant text := ltrim(sort, '-');
    other_way constant boolean := sort like '-%';
    expression constant text := case name
        when 'due' then 'coalesce(c.due_at, ''infinity'')' when 'number' then 'c.number' when 'rung' then 'c.rung'
        when 'found' then 'coalesce(c.found_on, ''infinity'')' when 'rectify' then 'coalesce(c.rectify_by, ''infinity'')'
        when 'unit' then 'c.unit collate "C"' when 'moved' then 'c.moved_at' end;
    type constant text := case name
        when 'due' then 'timestamptz' when 'number' then 'text collate "C"' when 'rung' then 'integer'
        when 'found' then 'date' when 'rectify' then 'date' when 'unit' then 'text collate "C"'
        when 'moved' then 'timestamptz' end;
    way constant text := case when other_way then ' desc' else ' asc' end;
    condition text;
    few text[];
    regions text[];
    branch text;
    branches text[];
begin
    if expression is null then raise exception 'no order named %', sort; end if;
    select o.condition, o.few into condition, few from case_condition(wanted, sight) o;
    if after_number is not null then
        condition := format('%s and (%s, c.number) %s ($3::%s, $4::case_number)', condition, expression,
                            case when other_way then '<' else '>' end, type);
    end if;
    regions := case_places(wanted, places, few);
    foreach branch in array case_branches(wanted) loop
        branches := branches || case
            when regions is null then format('(select c.number, %s as key from cases c where %s and %s order by 2%s, 1%s limit $5)',
                                             expression, branch, condition, way, way)
            when name = 'due' then format('(select c.number, c.key from unnest($6) as p (region) cross join lateral '
                || '(select c.number, %s as key from cases c where c.region collate "C" = p.region collate "C" and %s and %s'
                || ' order by 2%s, 1%s limit $5) c)', expression, branch, condition, way, way)
            else format('(select c.number, %s as key from cases c where %s and c.region collate "C" = any ($6) and %s'
                || ' order by 2%s, 1%s limit $5)', expression, branch, condition, way, way) end;
    end loop;
    if branches is null then return; end if;  -- no case is what is wanted
    return query execute format(
        'select c.number::text, c.kind, c.stage, c.open, c.started, c.cycle, c.rung, c.unit, c.region, c.industry, c.level,'
        || ' c.office, c.batch, c.found_on, c.rectify_by, c.due_at, c.due_kind, c.due_label, c.provisional,'
        || ' coalesce(c.open and c.rectify_by <= ($1 ->> ''lapsed'')::date, false), c.version,'
        || ' case when $1 ? ''told'' then c.snapshot::jsonb ->> ''description'' end,'
        || ' case when $1 ? ''told'' then c.snapshot::jsonb ->> ''handler'' end, p.key::text'
        || ' from (select f.number, f.key from (%s) f order by f.key%s, f.number%s limit $5) p'
        || ' join cases c on c.number = p.number order by p.key%s, p.number%s',
        array_to_string(branches, ' union all '), way, way, way, way)
        using wanted, few, after_key, after_number, most, regions;
end $_$;

CREATE FUNCTION public.case_places(wanted jsonb, places text[], few text[]) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $$
declare
    found text[];
begin
    if few is not null or wanted ?| array['batch', 'unit', 'entity', 'numbers', 'determined_from', 'determined_to',
                                          'closed_from', 'closed_to'] then
        return null;
    elsif wanted ? 'region' then
        return case_regions(array[wanted ->> 'region']);
    elsif places is null then
        return null;
    end if;
    found := case_regions(places);
    return case when found is not null then found || ''::text end;
end $$;

CREATE FUNCTION public.case_region_after(place text, name text, itself boolean) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    if itself and exists (select from cases c where c.region collate "C" = name collate "C") then return name; end if;
    return (select c.region from cases c
             where c.region collate "C" > name collate "C" and c.region collate "C" < (place || chr(1114111)) collate "C"
             order by c.region collate "C" limit 1);
end $$;

CREATE FUNCTION public.case_regions(places text[]) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $$
declare
    most constant integer := 40;
    found text[] := '{}';
    place text;
    name text;
begin
    foreach place in array places loop
        name := case_region_after(place, place, true);
        while name is not null loop
            if not name = any (found) then found := found || name; end if;
            if cardinality(found) > most then return null; end if;
            name := case_region_after(place, name, false);
        end loop;
    end loop;
    return found;
end $$;

CREATE FUNCTION public.case_words_condition() RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $_$
select $said$not exists (select from jsonb_array_elements_text($1 -> 'texts') t where strpos(w.text, t) = 0)
   and not exists (select from jsonb_array_elements_text($1 -> 'initials') t where strpos(w.initials, t) = 0)
   and not exists (select from jsonb_array_elements_text($1 -> 'letters') t
                    where strpos(w.text, t) = 0 and strpos(e'\n' || w.initials, e'\n' || t) = 0)$said$
$_$;

CREATE FUNCTION public.cases_listed(wanted jsonb, sort text, after_key text, after_number text, most integer) RETURNS TABLE("case" text, kind text, stage text, open boolean, started boolean, cycle integer, rung integer, unit text, region text, industry text, level text, office text, batch text, found_on date, rectify_by date, due_at timestamp with time zone, due_kind text, due_label text, provisional boolean, overdue boolean, version integer, description text, handler text, key text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $$
select * from case_page(wanted, 'true', null, sort, after_key, after_number, most) $$;

CREATE FUNCTION public.continue_the_chain() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    head bytea;
begin
    if new.version > 1 then
        select p.hash into head from public.events p where p.stream = new.stream and p.version = new.version - 1;
    else
        head := public.root_of(new.stream);
    end if;
    if new.prev_hash is distinct from head then
        raise exception 'event % of % does not continue its stream', new.version, new.stream using errcode = 'DB001';
    end if;
    return new;
end $$;

CREATE FUNCTION public.grams_share(grams integer[]) RETURNS real
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
select case when count(*) = count(c.share) then coalesce(min(c.share), 0) else 0 end
  from unnest(grams) as g (gram)
  left join (select m.gram, m.share
               from pg_stats s
              cross join lateral unnest(s.most_common_elems::text::integer[], s.most_common_elem_freqs) as m (gram, share)
              where s.schemaname = 'public' and s.tablename = 'case_words' and s.attname = 'grams' and not s.inherited) c
         on c.gram = g.gram
$$;

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

CREATE FUNCTION public.keep_one_answer() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if (new.outcome = 'refused') <> (new.refusal is not null)
       or (new.first_version is null) <> (new.last_version is null)
       or (new.refusal is not null and new.first_version is not null) then
        raise exception 'command % has not one answer', new.command_id using errcode = 'check_violation';
    end if;
    return new;
end $$;

CREATE FUNCTION public.letter_condition(sight text, wanted jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $$
select concat_ws(' and ', sight,
    'c.waits <> '''' and c.waits = ' || quote_literal(wanted ->> 'waits'),
    case when (wanted ->> 'sent')::boolean then 'c."to" = ''entity'' and c.issued_on is not null' end,
    'c.kind = ' || quote_literal(wanted ->> 'kind'),
    'c.office = ' || quote_literal(wanted ->> 'office'),
    'position(' || quote_literal(wanted ->> 'unit') || ' in c.unit) > 0',
    'c.drafted_on >= ' || quote_literal(wanted ->> 'since') || '::date',
    'c.drafted_on <= ' || quote_literal(wanted ->> 'until') || '::date',
    'c.called <> '''' and c.called >= ' || quote_literal(wanted ->> 'called')
        || ' and c.called < ' || quote_literal((wanted ->> 'called') || chr(1114111)))
$$;

CREATE FUNCTION public.letters_counted(sight text, wanted jsonb, most integer) RETURNS TABLE(waits text, many bigint)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $_$
declare
    condition constant text := letter_condition(sight, wanted - 'waits');
begin
    return query execute format('select c.waits, count(*) from public.case_letters c where c.waits <> '''' and %s group by 1'
        || ' union all select '''', count(*) from (select from public.case_letters c where %s limit $1) f', condition, condition)
        using most;
end $_$;

CREATE TABLE public.case_letters (
    number text NOT NULL COLLATE pg_catalog."C",
    place smallint NOT NULL,
    letter text NOT NULL,
    kind text NOT NULL,
    "to" text NOT NULL,
    rung smallint,
    status text NOT NULL,
    held boolean NOT NULL,
    waits text NOT NULL COLLATE pg_catalog."C",
    signed_by text NOT NULL,
    called text NOT NULL COLLATE pg_catalog."C",
    since date NOT NULL,
    due_on date,
    drafted_on date NOT NULL,
    signed_on date,
    issued_on date,
    served_on date,
    answered_on date,
    ended_on date,
    unit text NOT NULL,
    entity text NOT NULL COLLATE pg_catalog."C",
    region text NOT NULL,
    industry text NOT NULL,
    office text NOT NULL
);

CREATE FUNCTION public.letters_found(sight text, wanted jsonb, after_day date, after_number text, after_place integer, most integer) RETURNS SETOF public.case_letters
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $_$
declare
    condition text := letter_condition(sight, wanted);
    way text := case when wanted ? 'waits' then 'c.since, c.number, c.place' else 'c.drafted_on desc, c.number desc, c.place desc' end;
begin
    if after_day is not null then
        condition := format('%s and (c.%I, c.number, c.place) %s (%L::date, %L, %s)', condition,
            case when wanted ? 'waits' then 'since' else 'drafted_on' end, case when wanted ? 'waits' then '>' else '<' end,
            after_day, after_number, after_place);
    end if;
    return query execute format('select c.* from public.case_letters c where %s order by %s limit $1', condition, way) using most;
end $_$;

CREATE FUNCTION public.letters_listed(wanted jsonb, after_day date, after_number text, after_place integer, most integer) RETURNS SETOF public.case_letters
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $$
select * from letters_found('true', wanted, after_day, after_number, after_place, most) $$;

CREATE FUNCTION public.letters_many(wanted jsonb, most integer) RETURNS TABLE(waits text, many bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $$
select * from letters_counted('true', wanted, most) $$;

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

CREATE FUNCTION public.next_found(sight text, after timestamp with time zone) RETURNS TABLE(number text, unit text, due_at timestamp with time zone, due_label text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $_$
begin
    return query execute format('select c.number::text, c.unit, c.due_at, c.due_label from public.cases c where c.open'
        || ' and c.due_at >= $1 and %s order by c.due_at, c.number limit 1', sight) using after;
end $_$;

CREATE FUNCTION public.next_to_come(after timestamp with time zone) RETURNS TABLE(number text, unit text, due_at timestamp with time zone, due_label text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $$ select * from next_found('true', after) $$;

CREATE FUNCTION public.post_areas(posts jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return (select post_condition(coalesce(jsonb_agg(p || '{"head": true}'), '[]')) from jsonb_array_elements(posts) p);
end $$;

CREATE FUNCTION public.post_condition(posts jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $$
select coalesce(string_agg(
    case when p.entity is not null then format('c.entity = %L', p.entity)
         else format('((c.region = '''' or starts_with(c.region, %L)) and %s)', p.jurisdiction,
                     case when p.industries = '{}' then 'true'
                          else format('(c.industry = '''' or c.industry = any (%L::text[]))', p.industries) end)
    end || case when p.head then '' when p.acting then ' and (not c.head or c.kind = ''sign'')' else ' and not c.head' end,
    ' or '), 'false')
  from jsonb_to_recordset(posts)
    as p (head boolean, acting boolean, entity text, jurisdiction text, industries text[]) $$;

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

CREATE TABLE public.turns (
    number text NOT NULL COLLATE pg_catalog."C",
    place smallint NOT NULL,
    kind text NOT NULL,
    ref text NOT NULL,
    role text NOT NULL COLLATE pg_catalog."C",
    head boolean NOT NULL,
    owed_by text NOT NULL COLLATE pg_catalog."C",
    since date NOT NULL,
    due_on date NOT NULL,
    due_at timestamp with time zone NOT NULL,
    step smallint NOT NULL,
    lapsed boolean NOT NULL,
    runs boolean NOT NULL,
    awaited boolean NOT NULL,
    stands text NOT NULL COLLATE pg_catalog."C",
    passed text[] NOT NULL,
    barred text[] NOT NULL,
    unit text NOT NULL,
    entity text NOT NULL COLLATE pg_catalog."C",
    region text NOT NULL,
    industry text NOT NULL,
    office text NOT NULL,
    batch text NOT NULL COLLATE pg_catalog."C"
);

CREATE FUNCTION public.turns_found(sight text, list text, posts jsonb, person text, until timestamp with time zone, after_due timestamp with time zone, after_number text, after_place integer, most integer) RETURNS SETOF public.turns
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public'
    SET enable_sort TO 'off'
    AS $_$
declare
    names constant text[] := array(select distinct jsonb_array_elements_text(p -> 'names') from jsonb_array_elements(posts) p);
    offices constant jsonb := coalesce((select jsonb_agg(p) from jsonb_array_elements(posts) p where p ->> 'entity' is null), '[]');
    page text := 'c.runs and ' || sight;
    doors text[];
begin
    if until is not null then page := page || format(' and c.due_at <= %L::timestamptz', until); end if;
    if after_due is not null then
        page := page || format(' and (c.due_at, c.number, c.place) > (%L::timestamptz, %L, %s)', after_due, after_number, after_place);
    end if;
    if list = 'mine' then
        if person is not null then page := page || format(' and not (%L = any (c.barred))', person); end if;
        doors := array(
            select format('c.role = %L and c.kind <> ''start_supervision'' and (%s)', p ->> 'role', post_condition(jsonb_agg(p)))
              from jsonb_array_elements(offices) p group by p ->> 'role'
            union all
            select format('c.role = ''entity'' and (%s)', post_condition(jsonb_agg(p)))
              from jsonb_array_elements(posts) p where p ->> 'entity' is not null group by p ->> 'entity');
    elsif list = 'unanswered' and offices <> '[]' then
        doors := array[format('c.awaited and (%s)', post_areas(offices))];
    elsif list = 'unanswered' then
        doors := array(select format('c.role = ''entity'' and c.awaited and c.entity = %L', p ->> 'entity')
                         from jsonb_array_elements(posts) p);
    elsif list = 'risen' then
        doors := array(
            select format('c.stands <> '''' and c.stands = %L and (%s)', n.name, post_areas(jsonb_agg(p)))
              from unnest(names) as n (name) join jsonb_array_elements(offices) p on p -> 'names' ? n.name
             group by n.name);
    elsif list = 'bypassed' then  -- a lapse goes past who owed it and the head of his office; past 安委办 goes anybody's
        doors := array(
            select format('c.owed_by = %L and c.stands <> '''' and c.stands = %L and c.passed && %L::text[] and (%s)',
                          o.owed_by, above.name, names, post_areas(jsonb_agg(p)))
              from jsonb_array_elements(offices) p
             cross join lateral (
                select p ->> 'role'
                union
                select unnest('{regulator,approver,town}'::text[]) where p ->> 'role' = 'commission_office') as o (owed_by)
             cross join unnest('{regulator/head,approver/head,commission_office,commission_office/head,commission_leader}'::text[]) as above (name)
             where above.name <> all (names)
             group by o.owed_by, above.name);
    end if;
    if cardinality(doors) > 0 then
        return query execute (
            select format('select f.* from (%s) f order by f.due_at, f.number, f.place limit $1', string_agg(
                       format('(select c.* from public.turns c where %s and %s order by c.due_at, c.number, c.place limit $1)', page, d), ' union all '))
              from unnest(doors) as d)
            using most;
    end if;
end $_$;

CREATE FUNCTION public.turns_listed(list text, posts jsonb, person text, until timestamp with time zone, after_due timestamp with time zone, after_number text, after_place integer, most integer) RETURNS SETOF public.turns
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $$
select * from turns_found('true', list, posts, person, until, after_due, after_number, after_place, most) $$;

CREATE FUNCTION seen.ahead(until timestamp with time zone, within text) RETURNS TABLE(day date, label text, provisional boolean, many bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'pg_catalog', 'public'
    SET enable_sort TO 'off'
    AS $$
#variable_conflict use_column
begin
    return query
    with scope as materialized (
        select s.jurisdiction, s.industries from seen.scope() s where s.jurisdiction is not null
    )
    select f.day, f.due_label, f.provisional, sum(f.many)::bigint
      from seen.ranges(within) r
     cross join lateral (
        select case when not r.whole then c.region end as region, case when not r.whole then c.industry end as industry,
               ((c.due_at - interval '1 microsecond') at time zone 'Asia/Shanghai')::date as day, c.due_label, c.provisional,
               count(*) as many
          from cases c
         where c.due_at is not null and c.due_at <= until and c.region collate "C" >= r.first collate "C"
           and c.region collate "C" < r.beyond collate "C"
         group by 1, 2, 3, 4, 5) f
     where r.whole or exists (
        select from scope s
         where (f.region = '' or starts_with(f.region, s.jurisdiction))
           and (s.industries = '{}' or f.industry = '' or f.industry = any (s.industries)))
     group by 1, 2, 3;
end $$;

CREATE FUNCTION seen.audited() RETURNS TABLE(person text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 500
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return query
    select h.person from public.appointments h join public.offices o on o.id = h.body ->> 'at'
     where h.body ->> 'role' <> 'entity'
       and exists (select from seen.scope() s where s.jurisdiction is not null
                    and starts_with(coalesce(o.body ->> 'jurisdiction', ''), s.jurisdiction))
    union
    select h.person from public.appointments h join public.entities e on e.id = h.body ->> 'at'
     where h.body ->> 'role' = 'entity'
       and exists (select from seen.scope() s where s.jurisdiction is not null
                    and starts_with(coalesce(e.body ->> 'region', ''), s.jurisdiction));
end $$;

CREATE FUNCTION seen.audits() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return exists (
        select from public.accounts a
          join public.appointments h on h.person = a.person
          join public.offices o on o.id = h.body ->> 'at'
         where a.name = seen.holder() and not a.administrator and h.body ->> 'role' = 'auditor'
           and coalesce((h.body ->> 'since')::date, '-infinity') <= (now() at time zone 'Asia/Shanghai')::date
           and coalesce((h.body ->> 'until')::date, 'infinity') >= (now() at time zone 'Asia/Shanghai')::date);
end $$;

CREATE FUNCTION seen.batches_to_start(posts jsonb, role text, most integer) RETURNS TABLE(batch text, cases bigint, due_on date)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
#variable_conflict use_column
begin
    return query select f.* from seen.sight() s cross join lateral batches_found(s.condition, posts, role, most) f;
end $$;

CREATE FUNCTION seen.batches_waiting() RETURNS TABLE(batch text, waiting bigint, due_at timestamp with time zone, imported_at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'public'
    AS $$
#variable_conflict use_column
begin
    return query execute format('select b.batch, w.waiting, w.due_at, b.imported_at from batches b cross join lateral'
        || ' (select count(*) as waiting, min(c.due_at) as due_at from cases c'
        || ' where c.batch = b.batch and not c.started and c.open and %s) w'
        || ' where w.waiting > 0 order by w.due_at, b.batch limit 50', (select s.condition from seen.sight() s));
end $$;

CREATE FUNCTION seen.cases_counted(wanted jsonb, most integer) RETURNS TABLE(stage text, rung integer, term text, many bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
#variable_conflict use_column
begin
    return query select n.* from seen.sight() s cross join lateral public.case_counts(wanted, s.condition, s.places, most) n;
end $$;

CREATE FUNCTION seen.cases_listed(wanted jsonb, sort text, after_key text, after_number text, most integer) RETURNS TABLE("case" text, kind text, stage text, open boolean, started boolean, cycle integer, rung integer, unit text, region text, industry text, level text, office text, batch text, found_on date, rectify_by date, due_at timestamp with time zone, due_kind text, due_label text, provisional boolean, overdue boolean, version integer, description text, handler text, key text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
#variable_conflict use_column
begin
    return query select p.* from seen.sight() s
     cross join lateral public.case_page(wanted, s.condition, s.places, sort, after_key, after_number, most) p;
end $$;

CREATE FUNCTION seen.cases_with(grams_ integer[], texts text[], letters text[], firsts text[], most integer) RETURNS TABLE(number text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return query
    select w.number::text
      from public.case_words w join public.cases c on c.number = w.number
     where w.grams @> grams_ and seen.has_words(w.text, w.initials, texts, letters, firsts)
       and exists (select from seen.scope() s
                    where seen.covers(c.entity, c.region, c.industry, s.entity, s.jurisdiction, s.industries))
     limit most;
end $$;

CREATE FUNCTION seen.cells_of_scope() RETURNS SETOF integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    if exists (select from seen.scope() s where s.jurisdiction = '' and s.industries = '{}') then
        return query select c.cell from cells c;
    else
        return query
        with scope as materialized (
            select s.jurisdiction, s.industries from seen.scope() s where s.jurisdiction is not null
        )
        select distinct c.cell
          from scope s
          join cells c on (c.region = '' or starts_with(c.region, s.jurisdiction))
                      and (s.industries = '{}' or c.industry = '' or c.industry = any (s.industries));
    end if;
end $$;

CREATE FUNCTION seen.cells_of_strays() RETURNS SETOF integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return query select distinct s.cell from seen.strays() m join public.states s on s.number = m.number where m.sees;
end $$;

CREATE FUNCTION seen.climbs(until timestamp with time zone, within text, grouped text, regions text[], places text[]) RETURNS TABLE(place text, day date, label text, rung integer, rectify_by date, held boolean, many bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    SET enable_sort TO 'off'
    AS $$
#variable_conflict use_column
begin
    return query
    with scope as materialized (
        select s.jurisdiction, s.industries from seen.scope() s where s.jurisdiction is not null
    )
    select case grouped when 'region' then coalesce(p.place, f.region) when 'industry' then f.industry
                        else coalesce(f.office, '') end,
           f.day, f.label, f.rung, f.rectify_by, f.held, sum(f.many)::bigint
      from seen.ranges(within) r
     cross join lateral (
        select case when grouped = 'region' or not r.whole then c.region end as region,
               case when grouped = 'industry' or not r.whole then c.industry end as industry,
               case when grouped = 'office' then c.office end as office,
               case when starts_with(c.due_label, 'rung:')
                    then ((c.due_at - interval '1 microsecond') at time zone 'Asia/Shanghai')::date end as day,
               case when starts_with(c.due_label, 'rung:') then c.due_label else '' end as label, c.rung,
               case when c.rung < 2 and c.rectify_by between until::date - 31 and until::date then c.rectify_by end as rectify_by,
               c.stage in ('reinspecting', 'closing') as held, count(*) as many
          from cases c
         where c.due_at is not null and c.due_at <= until and c.open and c.started and c.rung < 6
           and c.region collate "C" >= r.first collate "C" and c.region collate "C" < r.beyond collate "C"
         group by 1, 2, 3, 4, 5, 6, 7, 8) f
      left join unnest(regions, places) as p (region, place) on p.region = f.region
     where r.whole or exists (
        select from scope s
         where (f.region = '' or starts_with(f.region, s.jurisdiction))
           and (s.industries = '{}' or f.industry = '' or f.industry = any (s.industries)))
     group by 1, 2, 3, 4, 5, 6;
end $$;

CREATE FUNCTION seen.covers(entity text, region text, industry text, own text, jurisdiction text, industries text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    select coalesce(own = entity, false)
        or jurisdiction is not null
           and (region = '' or starts_with(region, jurisdiction))
           and (industries = '{}' or industry = '' or industry = any (industries))
$$;

CREATE FUNCTION seen.entities_after(place_name text, place_id text, part text, most integer) RETURNS TABLE(id text, name text, body jsonb)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return query
    with s as materialized (select * from seen.scope())
    select e.id, e.name, e.body
      from public.entities e
     where (e.name, e.id) > (place_name, place_id)
       and (part is null or strpos(e.name, part) > 0 or starts_with(e.body ->> 'credit_code', upper(part)))
       and exists (
        select from s
         where s.entity = e.id
            or s.jurisdiction is not null
               and (coalesce(e.body ->> 'region', '') = '' or starts_with(e.body ->> 'region', s.jurisdiction))
               and (s.industries = '{}' or coalesce(e.body ->> 'industry', '') = ''
                    or e.body ->> 'industry' = any (s.industries)))
     order by e.name, e.id
     limit most;
end $$;

CREATE FUNCTION seen.found(walked text, keys integer[], numbers text[], by_ integer[], type_ integer[], office_ integer[], region_ integer[], industry_ integer[], at_since timestamp with time zone, at_before timestamp with time zone, known_since timestamp with time zone, known_before timestamp with time zone, letter_ text, texts text[], initials_ text[], firsts text[], lows bigint[], highs bigint[], most integer) RETURNS TABLE(leaf bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'pg_catalog', 'public'
    SET enable_bitmapscan TO 'off'
    SET enable_seqscan TO 'off'
    AS $_$
declare
    -- 0 stands for a place that is not said: such a case is everybody's
    regions integer[] := array(
        select k.id from (select id, value from trace_keys where kind = 'region' union all select 0, '') k
         where exists (select from seen.scope() s where s.industries = '{}'
                        and seen.covers(null, k.value, '', null, s.jurisdiction, s.industries)));
    places bigint[] := array(
        select distinct r.id::bigint << 32 | i.id
          from seen.scope() s
          join (select id, value from trace_keys where kind = 'region' union all select 0, '') r
            on seen.covers(null, r.value, '', null, s.jurisdiction, s.industries)
          join (select id, value from trace_keys where kind = 'industry' union all select 0, '') i
            on i.value = '' or i.value = any (s.industries)
         where s.industries <> '{}' and s.jurisdiction is not null);
    strays text[] := array(select m.number from seen.strays() m);
    sees text[] := array(select m.number from seen.strays() m where m.sees);
    own integer[] := array(select e.version from seen.events e where e.stream = 'ledger');
    seen_here constant text := $v$
        (t.number <> 'ledger' and t.number <> all ($21)
         and (coalesce(t.region, 0) = any ($19)
              or (coalesce(t.region, 0)::bigint << 32 | coalesce(t.industry, 0)) = any ($20))
         or t.number = any ($22) or t.number = 'ledger' and t.version = any ($23))$v$;
    rest text := '';
    scan text;
    stretch integer;
    had integer := 0;
    got integer;
begin
    if walked not in ('', 'by', 'type', 'office', 'region', 'industry', 'number') then
        raise exception 'no such key';
    end if;
    if numbers is not null and walked <> 'number' then rest := rest || ' and (t.number || '''') = any ($3)'; end if;
    if by_ is not null and walked <> 'by' then
        rest := rest || ' and ((t.by + 0) = any ($4) or exists (select from trace_people p where p.person = any ($4) and p.leaf = t.leaf))';
    end if;
    if type_ is not null and walked <> 'type' then rest := rest || ' and (t.type + 0) = any ($5)'; end if;
    if office_ is not null and walked <> 'office' then rest := rest || ' and (t.office + 0) = any ($6)'; end if;
    if region_ is not null and walked <> 'region' then rest := rest || ' and (t.region + 0) = any ($7)'; end if;
    if industry_ is not null and walked <> 'industry' then rest := rest || ' and (t.industry + 0) = any ($8)'; end if;
    if at_since is not null then rest := rest || ' and t.at >= $9'; end if;
    if at_before is not null then rest := rest || ' and t.at < $10'; end if;
    if known_since is not null then rest := rest || ' and t.recorded_at >= $11'; end if;
    if known_before is not null then rest := rest || ' and t.recorded_at < $12'; end if;
    if letter_ is not null then rest := rest || ' and t.letter = $13'; end if;
    if texts is not null then
        rest := rest || ' and exists (select from case_words w where w.number = t.number and seen.has_words(w.text, w.initials, $14, $15, $16))';
    end if;
    scan := 'select t.leaf from traces t where t.leaf between $17 and $18'
            || case walked when '' then '' else format(' and t.%I = k.key', walked) end
            || rest || ' and ' || seen_here || ' order by t.leaf desc limit $1';
    if walked = 'by' then  -- who acted, or was named
        scan := '(' || scan || ') union all (select t.leaf from trace_people q join traces t on t.leaf = q.leaf'
                || ' where q.person = k.key and q.leaf between $17 and $18' || rest || ' and ' || seen_here
                || ' order by q.leaf desc limit $1)';
    end if;
    if walked <> '' then
        scan := format('select distinct o.leaf from unnest($2::%s[]) k (key) cross join lateral (%s) o order by leaf desc limit $1',
                       case walked when 'number' then 'text' else 'integer' end, scan);
    end if;
    for stretch in 1 .. coalesce(array_length(lows, 1), 0) loop
        if walked = 'number' then
            return query execute scan using most - had, numbers, numbers, by_, type_, office_, region_, industry_, at_since,
                at_before, known_since, known_before, letter_, texts, initials_, firsts, lows[stretch], highs[stretch],
                regions, places, strays, sees, own;
        else
            return query execute scan using most - had, keys, numbers, by_, type_, office_, region_, industry_, at_since,
                at_before, known_since, known_before, letter_, texts, initials_, firsts, lows[stretch], highs[stretch],
                regions, places, strays, sees, own;
        end if;
        get diagnostics got = row_count;
        had := had + got;
        exit when had >= most;
    end loop;
end $_$;

CREATE FUNCTION seen.grams_share(grams integer[]) RETURNS real
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return case when seen.whole() then public.grams_share(grams) else 0 end;
end $$;

CREATE FUNCTION seen.has_words(text_ text, initials_ text, texts text[], letters text[], firsts text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    select not exists (select from unnest(texts) w where strpos(text_, w) = 0)
       and not exists (select from unnest(letters) w where strpos(initials_, w) = 0)
       and not exists (select from unnest(firsts) w
                        where strpos(text_, w) = 0 and strpos(e'\n' || initials_, e'\n' || w) = 0)
$$;

CREATE FUNCTION seen.holder() RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return (
        select a.name
          from public.credentials k join public.accounts a on a.name = k.account
         where k.digest = decode(coalesce(nullif(current_setting('duban.credential', true), ''), repeat('00', 32)), 'hex')
           and k.kind in ('session', 'token') and k.expires_at > clock_timestamp() and a.disabled_at is null);
end $$;

CREATE FUNCTION seen.industries() RETURNS SETOF text
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return query
    select distinct c.industry from cells c
     where c.industry <> '' and exists (
        select from seen.scope() s
         where s.jurisdiction is not null and (s.industries = '{}' or c.industry = any (s.industries)))
     order by 1 limit 200;
end $$;

CREATE FUNCTION seen.letters_listed(wanted jsonb, after_day date, after_number text, after_place integer, most integer) RETURNS SETOF public.case_letters
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
#variable_conflict use_column
begin
    return query select f.* from seen.sight() s
 cross join lateral letters_found(s.condition, wanted, after_day, after_number, after_place, most) f;
end $$;

CREATE FUNCTION seen.letters_many(wanted jsonb, most integer) RETURNS TABLE(waits text, many bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
#variable_conflict use_column
begin
    return query select f.* from seen.sight() s cross join lateral letters_counted(s.condition, wanted, most) f;
end $$;

CREATE FUNCTION seen.next_to_come(after timestamp with time zone) RETURNS TABLE(number text, unit text, due_at timestamp with time zone, due_label text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
#variable_conflict use_column
begin
    return query select f.* from seen.sight() s cross join lateral next_found(s.condition, after) f;
end $$;

CREATE FUNCTION seen.overview(lapsed date, soon date, within text, regions text[], places text[]) RETURNS TABLE(region text, industry text, rung integer, open bigint, overdue bigint, due_soon bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    SET enable_sort TO 'off'
    AS $$
#variable_conflict use_column
begin
    return query
    with scope as materialized (
        select s.jurisdiction, s.industries from seen.scope() s where s.jurisdiction is not null
    ), ranges as materialized (
        select r.first collate "C" as first, r.beyond collate "C" as beyond, r.whole from seen.ranges(within) r
    ), named as materialized (
        select n.region collate "C" as region, n.place from unnest(regions, places) as n (region, place)
    ), stretches as (
        select s.place, min(s.region) as first, max(s.region) || chr(1) as beyond
          from (select n.region, n.place, row_number() over (order by n.region)
                                          - row_number() over (partition by n.place order by n.region) as stretch
                  from named n) s
         group by s.place, s.stretch
    ), cut as materialized (
        select s.place, greatest(s.first, r.first) as first, least(s.beyond, r.beyond) as beyond, r.first as of
          from ranges r
          join stretches s on s.first < r.beyond and s.beyond > r.first
         where r.whole
    ), between_them as (
        select coalesce(lag(c.beyond) over (partition by c.of order by c.first), c.of) as first, c.first as beyond,
               true as whole
          from cut c
        union all
        select coalesce((select max(c.beyond) from cut c where c.of = r.first), r.first), r.beyond, r.whole from ranges r
    ), counted as (
        select c.place as region, f.industry, f.rung, f.open, f.overdue, f.due_soon
          from cut c
         cross join lateral (
            select o.industry, o.rung, count(*) as open, count(*) filter (where o.rectify_by <= lapsed) as overdue,
                   count(*) filter (where o.rectify_by > lapsed and o.rectify_by <= soon) as due_soon
              from (select industry collate "C" as industry, rung, rectify_by
                      from cases
                     where open and region collate "C" >= c.first and region collate "C" < c.beyond) o
             group by o.industry, o.rung) f
        union all
        select coalesce(n.place, f.region), f.industry, f.rung, f.open, f.overdue, f.due_soon
          from between_them b
         cross join lateral (
            select o.region, o.industry, o.rung, count(*) as open,
                   count(*) filter (where o.rectify_by <= lapsed) as overdue,
                   count(*) filter (where o.rectify_by > lapsed and o.rectify_by <= soon) as due_soon
              from (select region collate "C" as region, industry collate "C" as industry, rung, rectify_by
                      from cases
                     where open and region collate "C" >= b.first and region collate "C" < b.beyond) o
             group by o.region, o.industry, o.rung) f
          left join named n on n.region = f.region
         where b.whole or exists (
            select from scope s
             where (f.region = '' or starts_with(f.region, s.jurisdiction))
               and (s.industries = '{}' or f.industry = '' or f.industry = any (s.industries)))
    )
    select c.region, c.industry, c.rung, sum(c.open)::bigint, sum(c.overdue)::bigint, sum(c.due_soon)::bigint
      from counted c
     group by 1, 2, 3;
end $$;

CREATE FUNCTION seen.person() RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return (select a.person from public.accounts a where a.name = seen.holder());
end $$;

CREATE FUNCTION seen.posts(places text[], who text) RETURNS TABLE(id text, body jsonb)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return query
    with s as materialized (select * from seen.scope()), found as (
        select h.id, h.body from public.appointments h where h.body ->> 'at' = any (places)
        union
        select h.id, h.body from public.appointments h where h.person = who
        union
        select h.id, h.body from public.appointments h where h.body ->> 'acting_for' = who
    )
    select f.id, f.body
      from found f
      left join public.entities e on f.body ->> 'role' = 'entity' and e.id = f.body ->> 'at'
     where exists (
        select from s
         where case when f.body ->> 'role' = 'entity'
                    then s.entity = e.id
                         or s.jurisdiction is not null
                            and (coalesce(e.body ->> 'region', '') = '' or starts_with(e.body ->> 'region', s.jurisdiction))
                            and (s.industries = '{}' or coalesce(e.body ->> 'industry', '') = ''
                                 or e.body ->> 'industry' = any (s.industries))
                            and e.id is not null
                    else s.jurisdiction is not null or (f.body ->> 'head')::boolean end)
     order by f.id;
end $$;

CREATE FUNCTION seen.ranges(within text) RETURNS TABLE(first text, beyond text, whole boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 3
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return query
    with scope as materialized (
        select s.jurisdiction, s.industries = '{}' as whole from seen.scope() s where s.jurisdiction is not null
    ), held as materialized (
        select case when starts_with(s.jurisdiction, within) then s.jurisdiction else within end as place,
               bool_or(s.whole) as whole
          from scope s
         where starts_with(s.jurisdiction, within) or starts_with(within, s.jurisdiction)
         group by 1
    )
    select h.place, h.place || chr(1114111), h.whole from held h
     where not exists (select from held o where o.place <> h.place and starts_with(h.place, o.place))
    union all
    select '', chr(1), (select bool_or(s.whole) from scope s)
     where within = '' and exists (select from held) and not exists (select from held o where o.place = '');
end $$;

CREATE FUNCTION seen.reads() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return exists (select from seen.scope() s where s.jurisdiction is not null);
end $$;

CREATE FUNCTION seen.regions() RETURNS SETOF text
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return query
    with recursive named (name) as (
        select min(c.region) from cells c
        union all
        select (select min(c.region) from cells c where c.region > n.name) from named n where n.name is not null
    )
    select n.name from named n
     where n.name <> '' and exists (
        select from seen.scope() s where s.jurisdiction is not null and starts_with(n.name, s.jurisdiction));
end $$;

CREATE FUNCTION seen.scope() RETURNS TABLE(entity text, jurisdiction text, industries text[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 3
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return query
    select case when h.body ->> 'role' = 'entity' then h.body ->> 'at' end,
           o.body ->> 'jurisdiction',
           case when h.body ->> 'role' = 'auditor' then '{}'
                else array(select jsonb_array_elements_text(coalesce(o.body -> 'industries', '[]'))) end
      from public.accounts a
      join public.appointments h on h.person = a.person
      left join public.offices o on o.id = h.body ->> 'at' and h.body ->> 'role' <> 'entity'
     where a.name = seen.holder() and not a.administrator
       and (h.body ->> 'role' = 'entity' or o.id is not null)
       and h.body ->> 'role' in ('entity', 'grid', 'town', 'industry_department', 'regulator', 'approver',
                                 'commission_office', 'commission_leader', 'legal_reviewer', 'report_intake',
                                 'register_clerk', 'rulebook_keeper', 'auditor')
       and coalesce((h.body ->> 'since')::date, '-infinity') <= (now() at time zone 'Asia/Shanghai')::date
       and coalesce((h.body ->> 'until')::date, 'infinity') >= (now() at time zone 'Asia/Shanghai')::date;
end $$;

CREATE FUNCTION seen.sight(OUT condition text, OUT places text[]) RETURNS record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    select string_agg(
               case when s.entity is not null then format('c.entity = %L', s.entity)
                    else format('((c.region = '''' or starts_with(c.region, %L)) and %s)', s.jurisdiction,
                                case when s.industries = '{}' then 'true'
                                     else format('(c.industry = '''' or c.industry = any (%L::text[]))', s.industries) end)
               end, ' or '),
           case when bool_and(s.entity is null and s.jurisdiction <> '') then array_agg(distinct s.jurisdiction) end
      into condition, places
      from seen.scope() s
     where s.entity is not null or s.jurisdiction is not null;
    condition := coalesce('(' || condition || ')', 'false');
end $$;

CREATE FUNCTION seen.sponsors(within text) RETURNS TABLE(sponsor text, rung integer, many bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    SET enable_sort TO 'off'
    AS $$
#variable_conflict use_column
begin
    return query
    with scope as materialized (
        select s.jurisdiction, s.industries from seen.scope() s where s.jurisdiction is not null
    )
    select f.sponsor, f.rung, sum(f.many)::bigint
      from seen.ranges(within) r
     cross join lateral (
        select case when not r.whole then c.region end as region, case when not r.whole then c.industry end as industry,
               c.sponsor, c.rung, count(*) as many
          from cases c
         where c.open and c.rung > 0 and c.region collate "C" >= r.first collate "C"
           and c.region collate "C" < r.beyond collate "C"
         group by 1, 2, 3, 4) f
     where r.whole or exists (
        select from scope s
         where (f.region = '' or starts_with(f.region, s.jurisdiction))
           and (s.industries = '{}' or f.industry = '' or f.industry = any (s.industries)))
     group by 1, 2;
end $$;

CREATE FUNCTION seen.strays() RETURNS TABLE(number text, sees boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'pg_catalog', 'public'
    AS $$
begin
    return query
    select c.number::text,
           exists (select from seen.scope() s
                    where seen.covers(c.entity, c.region, c.industry, s.entity, s.jurisdiction, s.industries))
      from public.moved m join public.cases c on c.number = m.number
    union
    select c.number::text, true
      from public.cases c where c.entity in (select s.entity from seen.scope() s where s.entity is not null);
end $$;

CREATE FUNCTION seen.turns_listed(list text, posts jsonb, person text, until timestamp with time zone, after_due timestamp with time zone, after_number text, after_place integer, most integer) RETURNS SETOF public.turns
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
#variable_conflict use_column
begin
    return query select f.* from seen.sight() s
 cross join lateral turns_found(s.condition, list, posts, person, until, after_due, after_number, after_place, most) f;
end $$;

CREATE FUNCTION seen.whole() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
declare
    beyond integer[] := array(select c.cell from public.cells c
                               where c.cell not in (select seen.cells_of_scope()));
begin
    return seen.reads() and (beyond = '{}' or not exists (select from public.states_now n where n.cell = any (beyond)));
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

CREATE TABLE public.account_changes (
    "position" bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    by text NOT NULL,
    account text NOT NULL,
    deed text NOT NULL
);

ALTER TABLE public.account_changes ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.account_changes_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts (
    name text NOT NULL COLLATE pg_catalog."C",
    person text,
    administrator boolean DEFAULT false NOT NULL,
    password text,
    failures integer DEFAULT 0 NOT NULL,
    locked_until timestamp with time zone,
    disabled_at timestamp with time zone,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT accounts_for_somebody CHECK ((administrator OR (person IS NOT NULL))),
    CONSTRAINT accounts_name_check CHECK ((name ~ '^[a-z0-9][a-z0-9._-]{0,63}$'::text))
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

CREATE TABLE public.case_words (
    number public.case_number NOT NULL,
    text text NOT NULL,
    initials text NOT NULL,
    grams integer[] NOT NULL
);

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
    moved_at timestamp with time zone NOT NULL,
    sponsor text DEFAULT ''::text NOT NULL
)
WITH (fillfactor='80');

CREATE TABLE public.cells (
    cell integer NOT NULL,
    region text NOT NULL,
    industry text NOT NULL,
    channel text NOT NULL,
    level text NOT NULL,
    office text NOT NULL
);

ALTER TABLE public.cells ALTER COLUMN cell ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.cells_cell_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.checkpoint_places (
    place text NOT NULL,
    reached bigint DEFAULT 0 NOT NULL,
    reached_at timestamp with time zone,
    failed_at timestamp with time zone,
    failure text,
    CONSTRAINT checkpoint_places_failure CHECK (((failed_at IS NULL) = (failure IS NULL)))
);

CREATE TABLE public.checkpoints (
    number bigint NOT NULL,
    size bigint NOT NULL,
    root public.sha256_hash NOT NULL,
    at timestamp with time zone NOT NULL,
    why text NOT NULL,
    note text NOT NULL,
    CONSTRAINT checkpoints_size_check CHECK ((size > 0))
);

ALTER TABLE public.checkpoints ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.checkpoints_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

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
    recorded_at timestamp with time zone NOT NULL
);

CREATE TABLE public.comments (
    "position" bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    number text NOT NULL COLLATE pg_catalog."C",
    by text NOT NULL,
    office text DEFAULT ''::text NOT NULL,
    text text NOT NULL,
    CONSTRAINT comments_number_check CHECK ((number ~ '^[0-9]{4}-[0-9]{6,9}$'::text)),
    CONSTRAINT comments_text_check CHECK (((text <> ''::text) AND (length(text) <= 2000)))
);

ALTER TABLE public.comments ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.comments_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.credentials (
    digest public.sha256_hash NOT NULL,
    kind text NOT NULL,
    account text COLLATE pg_catalog."C",
    label text DEFAULT ''::text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    person text,
    case_number text COLLATE pg_catalog."C",
    letter text,
    CONSTRAINT credentials_kind_check CHECK ((kind = ANY (ARRAY['session'::text, 'token'::text, 'link'::text, 'ack'::text]))),
    CONSTRAINT credentials_of_somebody CHECK (
CASE
    WHEN (kind = 'ack'::text) THEN ((account IS NULL) AND (person IS NOT NULL) AND (case_number IS NOT NULL) AND (letter IS NOT NULL))
    ELSE ((account IS NOT NULL) AND (person IS NULL) AND (case_number IS NULL) AND (letter IS NULL))
END)
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

CREATE TABLE public.handovers (
    handover bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    by text NOT NULL,
    giver text NOT NULL,
    taker text NOT NULL,
    given text NOT NULL,
    taken text NOT NULL,
    office text NOT NULL,
    role text NOT NULL,
    post text NOT NULL,
    head boolean NOT NULL,
    starts_on date NOT NULL,
    load jsonb NOT NULL,
    CONSTRAINT handovers_between_two CHECK ((giver <> taker))
);

CREATE TABLE public.handovers_acknowledged (
    handover bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    by text NOT NULL
);

ALTER TABLE public.handovers ALTER COLUMN handover ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.handovers_handover_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
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

CREATE TABLE public.moved (
    number public.case_number NOT NULL
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
    moved_at
   FROM public.cases c;

CREATE TABLE public.register_rows (
    number text NOT NULL COLLATE pg_catalog."C",
    batch text NOT NULL,
    fingerprint text NOT NULL,
    row_digest text NOT NULL,
    body jsonb NOT NULL
);

CREATE TABLE public.reports (
    report text NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    known_at timestamp with time zone NOT NULL,
    leaf bigint NOT NULL,
    digest text NOT NULL,
    body bytea NOT NULL,
    version integer NOT NULL,
    frozen_at timestamp with time zone NOT NULL,
    by text NOT NULL
);

CREATE TABLE public.rungs (
    stream text NOT NULL COLLATE pg_catalog."C",
    cycle integer NOT NULL,
    rung integer NOT NULL,
    version integer NOT NULL
);

CREATE TABLE public.saved_filters (
    account text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    query text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT saved_filters_name_check CHECK (((length(name) >= 1) AND (length(name) <= 40))),
    CONSTRAINT saved_filters_query_check CHECK ((length(query) <= 2000))
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

CREATE TABLE public.states (
    past boolean NOT NULL,
    number text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    true_from timestamp with time zone NOT NULL,
    true_to timestamp with time zone NOT NULL,
    known_from timestamp with time zone NOT NULL,
    known_to timestamp with time zone NOT NULL,
    entity bigint NOT NULL,
    funds_yuan bigint NOT NULL,
    cell integer NOT NULL,
    found_on date,
    determined_on date,
    closed_on date,
    lapses_on date,
    rung smallint NOT NULL,
    rebounds smallint NOT NULL,
    unsigned smallint NOT NULL,
    unserved smallint NOT NULL,
    unanswered smallint NOT NULL,
    talks_due smallint NOT NULL,
    talks_held smallint NOT NULL,
    entity_open smallint NOT NULL,
    entity_lapsed smallint NOT NULL,
    office_open smallint NOT NULL,
    office_lapsed smallint NOT NULL,
    funds_unread smallint NOT NULL,
    open boolean NOT NULL,
    counted boolean NOT NULL,
    extended boolean NOT NULL,
    inspected boolean NOT NULL,
    passed_first boolean NOT NULL,
    reporter_waits boolean NOT NULL,
    planned boolean NOT NULL,
    five_parts boolean NOT NULL,
    listed boolean NOT NULL,
    provincial boolean NOT NULL,
    stage text NOT NULL
)
PARTITION BY LIST (past);

CREATE TABLE public.states_now (
    past boolean CONSTRAINT states_past_not_null NOT NULL,
    number text CONSTRAINT states_number_not_null NOT NULL COLLATE pg_catalog."C",
    version integer CONSTRAINT states_version_not_null NOT NULL,
    true_from timestamp with time zone CONSTRAINT states_true_from_not_null NOT NULL,
    true_to timestamp with time zone CONSTRAINT states_true_to_not_null NOT NULL,
    known_from timestamp with time zone CONSTRAINT states_known_from_not_null NOT NULL,
    known_to timestamp with time zone CONSTRAINT states_known_to_not_null NOT NULL,
    entity bigint CONSTRAINT states_entity_not_null NOT NULL,
    funds_yuan bigint CONSTRAINT states_funds_yuan_not_null NOT NULL,
    cell integer CONSTRAINT states_cell_not_null NOT NULL,
    found_on date,
    determined_on date,
    closed_on date,
    lapses_on date,
    rung smallint CONSTRAINT states_rung_not_null NOT NULL,
    rebounds smallint CONSTRAINT states_rebounds_not_null NOT NULL,
    unsigned smallint CONSTRAINT states_unsigned_not_null NOT NULL,
    unserved smallint CONSTRAINT states_unserved_not_null NOT NULL,
    unanswered smallint CONSTRAINT states_unanswered_not_null NOT NULL,
    talks_due smallint CONSTRAINT states_talks_due_not_null NOT NULL,
    talks_held smallint CONSTRAINT states_talks_held_not_null NOT NULL,
    entity_open smallint CONSTRAINT states_entity_open_not_null NOT NULL,
    entity_lapsed smallint CONSTRAINT states_entity_lapsed_not_null NOT NULL,
    office_open smallint CONSTRAINT states_office_open_not_null NOT NULL,
    office_lapsed smallint CONSTRAINT states_office_lapsed_not_null NOT NULL,
    funds_unread smallint CONSTRAINT states_funds_unread_not_null NOT NULL,
    open boolean CONSTRAINT states_open_not_null NOT NULL,
    counted boolean CONSTRAINT states_counted_not_null NOT NULL,
    extended boolean CONSTRAINT states_extended_not_null NOT NULL,
    inspected boolean CONSTRAINT states_inspected_not_null NOT NULL,
    passed_first boolean CONSTRAINT states_passed_first_not_null NOT NULL,
    reporter_waits boolean CONSTRAINT states_reporter_waits_not_null NOT NULL,
    planned boolean CONSTRAINT states_planned_not_null NOT NULL,
    five_parts boolean CONSTRAINT states_five_parts_not_null NOT NULL,
    listed boolean CONSTRAINT states_listed_not_null NOT NULL,
    provincial boolean CONSTRAINT states_provincial_not_null NOT NULL,
    stage text CONSTRAINT states_stage_not_null NOT NULL
);

CREATE TABLE public.states_past (
    past boolean CONSTRAINT states_past_not_null NOT NULL,
    number text CONSTRAINT states_number_not_null NOT NULL COLLATE pg_catalog."C",
    version integer CONSTRAINT states_version_not_null NOT NULL,
    true_from timestamp with time zone CONSTRAINT states_true_from_not_null NOT NULL,
    true_to timestamp with time zone CONSTRAINT states_true_to_not_null NOT NULL,
    known_from timestamp with time zone CONSTRAINT states_known_from_not_null NOT NULL,
    known_to timestamp with time zone CONSTRAINT states_known_to_not_null NOT NULL,
    entity bigint CONSTRAINT states_entity_not_null NOT NULL,
    funds_yuan bigint CONSTRAINT states_funds_yuan_not_null NOT NULL,
    cell integer CONSTRAINT states_cell_not_null NOT NULL,
    found_on date,
    determined_on date,
    closed_on date,
    lapses_on date,
    rung smallint CONSTRAINT states_rung_not_null NOT NULL,
    rebounds smallint CONSTRAINT states_rebounds_not_null NOT NULL,
    unsigned smallint CONSTRAINT states_unsigned_not_null NOT NULL,
    unserved smallint CONSTRAINT states_unserved_not_null NOT NULL,
    unanswered smallint CONSTRAINT states_unanswered_not_null NOT NULL,
    talks_due smallint CONSTRAINT states_talks_due_not_null NOT NULL,
    talks_held smallint CONSTRAINT states_talks_held_not_null NOT NULL,
    entity_open smallint CONSTRAINT states_entity_open_not_null NOT NULL,
    entity_lapsed smallint CONSTRAINT states_entity_lapsed_not_null NOT NULL,
    office_open smallint CONSTRAINT states_office_open_not_null NOT NULL,
    office_lapsed smallint CONSTRAINT states_office_lapsed_not_null NOT NULL,
    funds_unread smallint CONSTRAINT states_funds_unread_not_null NOT NULL,
    open boolean CONSTRAINT states_open_not_null NOT NULL,
    counted boolean CONSTRAINT states_counted_not_null NOT NULL,
    extended boolean CONSTRAINT states_extended_not_null NOT NULL,
    inspected boolean CONSTRAINT states_inspected_not_null NOT NULL,
    passed_first boolean CONSTRAINT states_passed_first_not_null NOT NULL,
    reporter_waits boolean CONSTRAINT states_reporter_waits_not_null NOT NULL,
    planned boolean CONSTRAINT states_planned_not_null NOT NULL,
    five_parts boolean CONSTRAINT states_five_parts_not_null NOT NULL,
    listed boolean CONSTRAINT states_listed_not_null NOT NULL,
    provincial boolean CONSTRAINT states_provincial_not_null NOT NULL,
    stage text CONSTRAINT states_stage_not_null NOT NULL
);

CREATE TABLE public.tellings (
    command_id text NOT NULL,
    batch text NOT NULL,
    asked_at timestamp with time zone DEFAULT now() NOT NULL,
    told_at timestamp with time zone
);

CREATE TABLE public.tiles (
    height smallint NOT NULL,
    tile bigint NOT NULL,
    root public.sha256_hash NOT NULL,
    CONSTRAINT tiles_height_check CHECK (((height >= 1) AND (height <= 7))),
    CONSTRAINT tiles_tile_check CHECK ((tile >= 0))
);

CREATE TABLE public.trace_days (
    clock text NOT NULL COLLATE pg_catalog."C",
    day date NOT NULL,
    block integer NOT NULL,
    low bigint NOT NULL,
    high bigint NOT NULL,
    CONSTRAINT trace_days_clock_check CHECK ((clock = ANY (ARRAY['at'::text, 'recorded_at'::text])))
)
WITH (fillfactor='80');

CREATE TABLE public.trace_keys (
    id integer NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C",
    events bigint NOT NULL,
    CONSTRAINT trace_keys_kind_check CHECK ((kind = ANY (ARRAY['type'::text, 'person'::text, 'office'::text, 'region'::text, 'industry'::text])))
)
WITH (fillfactor='50');

ALTER TABLE public.trace_keys ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.trace_keys_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.trace_people (
    person integer NOT NULL,
    type integer NOT NULL,
    leaf bigint NOT NULL,
    region integer
);

CREATE TABLE public.traces (
    leaf bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    number text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    type integer NOT NULL,
    by integer NOT NULL,
    office integer,
    region integer,
    industry integer,
    letter text
);

CREATE TABLE public.verifications (
    number bigint NOT NULL,
    by text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    told jsonb NOT NULL
);

ALTER TABLE public.verifications ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.verifications_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW seen.cases WITH (security_barrier='true') AS
 SELECT number,
    version,
    shape,
    snapshot,
    kind,
    stage,
    open,
    started,
    cycle,
    rung,
    unit,
    entity,
    region,
    industry,
    channel,
    level,
    office,
    batch,
    found_on,
    rectify_by,
    due_at,
    due_kind,
    due_label,
    provisional,
    opened_at,
    moved_at,
    sponsor
   FROM public.cases c
  WHERE (EXISTS ( SELECT
           FROM seen.scope() s(entity, jurisdiction, industries)
          WHERE ((s.entity = c.entity) OR ((s.jurisdiction IS NOT NULL) AND ((c.region = ''::text) OR starts_with(c.region, s.jurisdiction)) AND ((s.industries = '{}'::text[]) OR (c.industry = ''::text) OR (c.industry = ANY (s.industries)))))));

CREATE VIEW seen.access_log WITH (security_barrier='true') AS
 SELECT "position",
    at,
    by,
    what,
    subject,
    purpose,
    people,
    detail
   FROM public.access_log a
  WHERE (( SELECT seen.audits() AS audits) AND (( SELECT seen.whole() AS whole) OR
        CASE
            WHEN (subject ~ '^(case-)?[0-9]{4}-[0-9]{6,9}$'::text) THEN (EXISTS ( SELECT
               FROM seen.cases c
              WHERE ((c.number)::text = regexp_replace(a.subject, '^case-'::text, ''::text))
             OFFSET 0))
            ELSE ((by IN ( SELECT p.person
               FROM seen.audited() p(person))) OR (by = ( SELECT seen.person() AS person)))
        END));

CREATE VIEW seen.entities WITH (security_barrier='true') AS
 SELECT id,
    body,
    name
   FROM public.entities e
  WHERE (EXISTS ( SELECT
           FROM seen.scope() s(entity, jurisdiction, industries)
          WHERE ((s.entity = e.id) OR ((s.jurisdiction IS NOT NULL) AND ((COALESCE((e.body ->> 'region'::text), ''::text) = ''::text) OR starts_with((e.body ->> 'region'::text), s.jurisdiction)) AND ((s.industries = '{}'::text[]) OR (COALESCE((e.body ->> 'industry'::text), ''::text) = ''::text) OR ((e.body ->> 'industry'::text) = ANY (s.industries)))))));

CREATE VIEW seen.appointments WITH (security_barrier='true') AS
 SELECT id,
    person,
    body
   FROM public.appointments h
  WHERE
        CASE
            WHEN ((body ->> 'role'::text) = 'entity'::text) THEN (EXISTS ( SELECT
               FROM seen.entities e
              WHERE (e.id = (h.body ->> 'at'::text))))
            ELSE (EXISTS ( SELECT
               FROM seen.scope() s(entity, jurisdiction, industries)
              WHERE ((s.jurisdiction IS NOT NULL) OR ((h.body ->> 'head'::text))::boolean)))
        END;

CREATE VIEW seen.case_letters WITH (security_barrier='true') AS
 SELECT number,
    place,
    letter,
    kind,
    "to",
    rung,
    status,
    held,
    waits,
    signed_by,
    called,
    since,
    due_on,
    drafted_on,
    signed_on,
    issued_on,
    served_on,
    answered_on,
    ended_on,
    unit,
    entity,
    region,
    industry,
    office
   FROM public.case_letters l
  WHERE (EXISTS ( SELECT
           FROM seen.scope() s(entity, jurisdiction, industries)
          WHERE ((s.entity = l.entity) OR ((s.jurisdiction IS NOT NULL) AND ((l.region = ''::text) OR starts_with(l.region, s.jurisdiction)) AND ((s.industries = '{}'::text[]) OR (l.industry = ''::text) OR (l.industry = ANY (s.industries)))))));

CREATE VIEW seen.cells WITH (security_barrier='true') AS
 SELECT cell,
    region,
    industry,
    channel,
    level,
    office
   FROM public.cells c
  WHERE ((cell IN ( SELECT seen.cells_of_scope() AS cells_of_scope)) OR (cell IN ( SELECT seen.cells_of_strays() AS cells_of_strays)));

CREATE VIEW seen.checkpoint_places WITH (security_barrier='true') AS
 SELECT place,
    reached,
    reached_at,
    failed_at,
    failure
   FROM public.checkpoint_places p
  WHERE ( SELECT seen.reads() AS reads);

CREATE VIEW seen.checkpoints WITH (security_barrier='true') AS
 SELECT number,
    size,
    root,
    at,
    why,
    note
   FROM public.checkpoints k
  WHERE ( SELECT seen.reads() AS reads);

CREATE VIEW seen.commands WITH (security_barrier='true') AS
 SELECT command_id,
    stream,
    body_sha256,
    outcome,
    refusal,
    sentence,
    first_version,
    last_version,
    by,
    recorded_at
   FROM public.commands k
  WHERE (by = ( SELECT seen.person() AS person));

CREATE VIEW seen.comments WITH (security_barrier='true') AS
 SELECT "position",
    at,
    number,
    by,
    office,
    text
   FROM public.comments k
  WHERE (EXISTS ( SELECT
           FROM (public.cases c
             JOIN seen.scope() s(entity, jurisdiction, industries) ON ((s.jurisdiction IS NOT NULL)))
          WHERE (((c.number)::text = k.number) AND ((c.region = ''::text) OR starts_with(c.region, s.jurisdiction)) AND ((s.industries = '{}'::text[]) OR (c.industry = ''::text) OR (c.industry = ANY (s.industries))))));

CREATE VIEW seen.events WITH (security_barrier='true') AS
 SELECT "position",
    xid,
    stream,
    version,
    type,
    shape,
    edition,
    at,
    recorded_at,
    by,
    command_id,
    body,
    alg,
    prev_hash,
    hash
   FROM public.events e
  WHERE ((EXISTS ( SELECT
           FROM (public.cases c
             CROSS JOIN seen.scope() s(entity, jurisdiction, industries))
          WHERE (((c.number)::text = substr((e.stream)::text, 6)) AND seen.covers(c.entity, c.region, c.industry, s.entity, s.jurisdiction, s.industries))
         OFFSET 0)) OR (((stream)::text = 'ledger'::text) AND ( SELECT seen.reads() AS reads) AND ((type = ANY (ARRAY['LedgerOpened'::text, 'EditionPutInForce'::text, 'CalendarLoaded'::text])) OR ( SELECT seen.whole() AS whole))));

CREATE VIEW seen.handovers WITH (security_barrier='true') AS
 SELECT v.handover,
    v.at,
    v.by,
    v.giver,
    v.taker,
    v.given,
    v.taken,
    v.office,
    v.role,
    v.post,
    v.head,
    v.starts_on,
    v.load,
    k.at AS acknowledged_at
   FROM (public.handovers v
     LEFT JOIN public.handovers_acknowledged k USING (handover))
  WHERE ((EXISTS ( SELECT
           FROM seen.scope() s(entity, jurisdiction, industries)
          WHERE (s.jurisdiction IS NOT NULL))) OR ((( SELECT seen.person() AS person) = v.giver) OR (( SELECT seen.person() AS person) = v.taker)));

CREATE VIEW seen.leaves WITH (security_barrier='true') AS
 SELECT leaf,
    stream,
    version
   FROM public.leaves l
  WHERE (EXISTS ( SELECT
           FROM (public.cases c
             CROSS JOIN seen.scope() s(entity, jurisdiction, industries))
          WHERE (((c.number)::text = substr(l.stream, 6)) AND seen.covers(c.entity, c.region, c.industry, s.entity, s.jurisdiction, s.industries))
         OFFSET 0));

CREATE VIEW seen.letters WITH (security_barrier='true') AS
 SELECT issuer,
    year,
    number,
    stream,
    letter
   FROM public.letters l
  WHERE (EXISTS ( SELECT
           FROM (public.cases c
             CROSS JOIN seen.scope() s(entity, jurisdiction, industries))
          WHERE (((c.number)::text = substr(l.stream, 6)) AND seen.covers(c.entity, c.region, c.industry, s.entity, s.jurisdiction, s.industries))
         OFFSET 0));

CREATE VIEW seen.offices WITH (security_barrier='true') AS
 SELECT id,
    body,
    name
   FROM public.offices o
  WHERE (( SELECT seen.holder() AS holder) IS NOT NULL);

CREATE VIEW seen.parked WITH (security_barrier='true') AS
 SELECT follower,
    stream
   FROM public.parked p
  WHERE (EXISTS ( SELECT
           FROM seen.cases c
          WHERE ((c.number)::text = substr(p.stream, 6))));

CREATE VIEW seen.reports WITH (security_barrier='true') AS
 SELECT report,
    kind,
    at,
    known_at,
    leaf,
    digest,
    body,
    version,
    frozen_at,
    by
   FROM public.reports r
  WHERE ((by = ( SELECT seen.person() AS person)) OR (EXISTS ( SELECT
           FROM seen.scope() s(entity, jurisdiction, industries)
          WHERE ((s.jurisdiction IS NOT NULL) AND starts_with(COALESCE(((convert_from(r.body, 'UTF8'::name))::jsonb #>> '{asked,region}'::text[]), ''::text), s.jurisdiction) AND ((s.industries = '{}'::text[]) OR (((convert_from(r.body, 'UTF8'::name))::jsonb #>> '{asked,industry}'::text[]) = ANY (s.industries)))))) OR ( SELECT seen.whole() AS whole));

CREATE VIEW seen.saved_filters WITH (security_barrier='true') AS
 SELECT name,
    query,
    made_at
   FROM public.saved_filters f
  WHERE (account = ( SELECT seen.holder() AS holder));

CREATE VIEW seen.sequenced WITH (security_barrier='true') AS
 SELECT leaf
   FROM public.sequenced s
  WHERE ( SELECT seen.reads() AS reads);

CREATE VIEW seen.states WITH (security_barrier='true') AS
 SELECT past,
    number,
    version,
    true_from,
    true_to,
    known_from,
    known_to,
    entity,
    funds_yuan,
    cell,
    found_on,
    determined_on,
    closed_on,
    lapses_on,
    rung,
    rebounds,
    unsigned,
    unserved,
    unanswered,
    talks_due,
    talks_held,
    entity_open,
    entity_lapsed,
    office_open,
    office_lapsed,
    funds_unread,
    open,
    counted,
    extended,
    inspected,
    passed_first,
    reporter_waits,
    planned,
    five_parts,
    listed,
    provincial,
    stage
   FROM public.states s
  WHERE (((cell IN ( SELECT seen.cells_of_scope() AS cells_of_scope)) AND (NOT (number IN ( SELECT m.number
           FROM seen.strays() m(number, sees))))) OR (number IN ( SELECT m.number
           FROM seen.strays() m(number, sees)
          WHERE m.sees)));

CREATE VIEW seen.states_now WITH (security_barrier='true') AS
 SELECT past,
    number,
    version,
    true_from,
    true_to,
    known_from,
    known_to,
    entity,
    funds_yuan,
    cell,
    found_on,
    determined_on,
    closed_on,
    lapses_on,
    rung,
    rebounds,
    unsigned,
    unserved,
    unanswered,
    talks_due,
    talks_held,
    entity_open,
    entity_lapsed,
    office_open,
    office_lapsed,
    funds_unread,
    open,
    counted,
    extended,
    inspected,
    passed_first,
    reporter_waits,
    planned,
    five_parts,
    listed,
    provincial,
    stage
   FROM public.states_now s
  WHERE (((cell IN ( SELECT seen.cells_of_scope() AS cells_of_scope)) AND (NOT (number IN ( SELECT m.number
           FROM seen.strays() m(number, sees))))) OR (number IN ( SELECT m.number
           FROM seen.strays() m(number, sees)
          WHERE m.sees)));

CREATE VIEW seen.trace_days WITH (security_barrier='true') AS
 SELECT clock,
    day,
    block,
    low,
    high
   FROM public.trace_days d
  WHERE ( SELECT seen.reads() AS reads);

CREATE VIEW seen.trace_keys WITH (security_barrier='true') AS
 SELECT id,
    kind,
    value,
    events
   FROM public.trace_keys k
  WHERE ( SELECT seen.reads() AS reads);

CREATE VIEW seen.traces WITH (security_barrier='true') AS
 SELECT leaf,
    at,
    recorded_at,
    number,
    version,
    type,
    by,
    office,
    region,
    industry,
    letter
   FROM public.traces t
  WHERE ((EXISTS ( SELECT
           FROM (public.cases c
             CROSS JOIN seen.scope() s(entity, jurisdiction, industries))
          WHERE (((c.number)::text = t.number) AND seen.covers(c.entity, c.region, c.industry, s.entity, s.jurisdiction, s.industries))
         OFFSET 0)) OR ((number = 'ledger'::text) AND (EXISTS ( SELECT
           FROM seen.events e
          WHERE (((e.stream)::text = 'ledger'::text) AND ((e.version)::integer = t.version))
         OFFSET 0))));

CREATE VIEW seen.turns WITH (security_barrier='true') AS
 SELECT number,
    place,
    kind,
    ref,
    role,
    head,
    owed_by,
    since,
    due_on,
    due_at,
    step,
    lapsed,
    runs,
    awaited,
    stands,
    passed,
    barred,
    unit,
    entity,
    region,
    industry,
    office,
    batch
   FROM public.turns t
  WHERE (EXISTS ( SELECT
           FROM seen.scope() s(entity, jurisdiction, industries)
          WHERE ((s.entity = t.entity) OR ((s.jurisdiction IS NOT NULL) AND ((t.region = ''::text) OR starts_with(t.region, s.jurisdiction)) AND ((s.industries = '{}'::text[]) OR (t.industry = ''::text) OR (t.industry = ANY (s.industries)))))));

CREATE VIEW seen.verifications WITH (security_barrier='true') AS
 SELECT number,
    by,
    started_at,
    ended_at,
    told
   FROM public.verifications v
  WHERE ( SELECT seen.reads() AS reads);

ALTER TABLE ONLY public.states ATTACH PARTITION public.states_now FOR VALUES IN (false);

ALTER TABLE ONLY public.states ATTACH PARTITION public.states_past FOR VALUES IN (true);

ALTER TABLE ONLY public.access_log
    ADD CONSTRAINT access_log_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY public.account_changes
    ADD CONSTRAINT account_changes_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.appointments
    ADD CONSTRAINT appointments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.batches
    ADD CONSTRAINT batches_pkey PRIMARY KEY (batch);

ALTER TABLE ONLY public.case_letters
    ADD CONSTRAINT case_letters_pkey PRIMARY KEY (number, place);

ALTER TABLE ONLY public.case_words
    ADD CONSTRAINT case_words_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.cells
    ADD CONSTRAINT cells_pkey PRIMARY KEY (cell);

ALTER TABLE ONLY public.cells
    ADD CONSTRAINT cells_region_industry_channel_level_office_key UNIQUE (region, industry, channel, level, office);

ALTER TABLE ONLY public.checkpoint_places
    ADD CONSTRAINT checkpoint_places_pkey PRIMARY KEY (place);

ALTER TABLE ONLY public.checkpoints
    ADD CONSTRAINT checkpoints_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.commands
    ADD CONSTRAINT commands_pkey PRIMARY KEY (command_id);

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT credentials_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.entities
    ADD CONSTRAINT entities_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (stream, version);

ALTER TABLE ONLY public.followers
    ADD CONSTRAINT followers_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.handovers_acknowledged
    ADD CONSTRAINT handovers_acknowledged_pkey PRIMARY KEY (handover);

ALTER TABLE ONLY public.handovers
    ADD CONSTRAINT handovers_pkey PRIMARY KEY (handover);

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

ALTER TABLE ONLY public.moved
    ADD CONSTRAINT moved_pkey PRIMARY KEY (number);

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

ALTER TABLE ONLY public.reports
    ADD CONSTRAINT reports_pkey PRIMARY KEY (report);

ALTER TABLE ONLY public.rungs
    ADD CONSTRAINT rungs_pkey PRIMARY KEY (stream, cycle, rung);

ALTER TABLE ONLY public.saved_filters
    ADD CONSTRAINT saved_filters_pkey PRIMARY KEY (account, name);

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

ALTER TABLE ONLY public.sequenced
    ADD CONSTRAINT sequenced_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.tellings
    ADD CONSTRAINT tellings_pkey PRIMARY KEY (command_id);

ALTER TABLE ONLY public.tiles
    ADD CONSTRAINT tiles_pkey PRIMARY KEY (height, tile);

ALTER TABLE ONLY public.trace_days
    ADD CONSTRAINT trace_days_pkey PRIMARY KEY (clock, day, block) INCLUDE (low, high);

ALTER TABLE ONLY public.trace_keys
    ADD CONSTRAINT trace_keys_kind_value_key UNIQUE (kind, value);

ALTER TABLE ONLY public.trace_keys
    ADD CONSTRAINT trace_keys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.trace_people
    ADD CONSTRAINT trace_people_pkey PRIMARY KEY (person, leaf) INCLUDE (type, region);

ALTER TABLE ONLY public.traces
    ADD CONSTRAINT traces_pkey PRIMARY KEY (leaf);

ALTER TABLE ONLY public.turns
    ADD CONSTRAINT turns_pkey PRIMARY KEY (number, place);

ALTER TABLE ONLY public.verifications
    ADD CONSTRAINT verifications_pkey PRIMARY KEY (number);

CREATE INDEX access_log_by_person ON public.access_log USING gin (people);

CREATE INDEX access_log_by_reader ON public.access_log USING btree (by, "position");

CREATE INDEX access_log_by_subject ON public.access_log USING btree (subject, "position");

CREATE INDEX accounts_by_person ON public.accounts USING btree (person);

CREATE INDEX appointments_acting ON public.appointments USING btree (((body ->> 'acting_for'::text))) WHERE ((body ->> 'acting_for'::text) IS NOT NULL);

CREATE INDEX appointments_by_person ON public.appointments USING btree (person);

CREATE INDEX appointments_by_place ON public.appointments USING btree (((body ->> 'at'::text)));

CREATE INDEX case_letters_by_call ON public.case_letters USING btree (called) WHERE (called <> ''::text);

CREATE INDEX case_letters_by_day ON public.case_letters USING btree (drafted_on, number, place);

CREATE INDEX case_letters_by_entity ON public.case_letters USING btree (entity, drafted_on, number, place);

CREATE INDEX case_letters_waiting ON public.case_letters USING btree (waits, since, number, place) INCLUDE (region, industry, entity) WHERE (waits <> ''::text);

CREATE INDEX case_words_by_gram ON public.case_words USING gin (grams) WITH (fastupdate='on', gin_pending_list_limit='1024');

CREATE INDEX cases_active ON public.cases USING btree (region COLLATE "C", industry COLLATE "C", rung) INCLUDE (rectify_by, due_at, due_label, provisional, open, started, stage, office, sponsor, number) WHERE (open OR (due_at IS NOT NULL));

CREATE INDEX cases_armed ON public.cases USING btree (due_at, number) WHERE (due_at IS NOT NULL);

CREATE INDEX cases_by_batch ON public.cases USING btree (batch, started, open) WHERE (batch IS NOT NULL);

CREATE INDEX cases_by_due ON public.cases USING btree (open, COALESCE(due_at, 'infinity'::timestamp with time zone), number);

CREATE INDEX cases_by_entity ON public.cases USING btree (entity) WHERE (entity IS NOT NULL);

CREATE INDEX cases_by_place ON public.cases USING btree (region COLLATE "C", open, COALESCE(due_at, 'infinity'::timestamp with time zone), number);

CREATE INDEX cases_by_unit ON public.cases USING btree (unit COLLATE "C");

CREATE UNIQUE INDEX cases_known_open ON public.cases USING btree (fingerprint) WHERE (open AND (fingerprint IS NOT NULL));

CREATE INDEX cases_open ON public.cases USING btree (region COLLATE "C") INCLUDE (industry, rung, rectify_by) WHERE open;

CREATE INDEX comments_by_case ON public.comments USING btree (number, "position");

CREATE INDEX credentials_by_account ON public.credentials USING btree (account, kind);

CREATE INDEX credentials_by_letter ON public.credentials USING btree (case_number, letter) WHERE (kind = 'ack'::text);

CREATE INDEX entities_by_name ON public.entities USING btree (name, id);

CREATE UNIQUE INDEX events_in_safe_order ON public.events USING btree (xid, "position");

CREATE INDEX handovers_by_office ON public.handovers USING btree (office, handover);

CREATE INDEX handovers_by_taker ON public.handovers USING btree (taker);

CREATE INDEX letters_by_stream ON public.letters USING btree (stream);

CREATE INDEX notices_by_stream ON public.notices USING btree (stream);

CREATE INDEX people_changes_by_id ON public.people_changes USING btree (kind, id);

CREATE INDEX register_rows_by_batch ON public.register_rows USING btree (batch);

CREATE INDEX register_rows_by_digest ON public.register_rows USING btree (row_digest);

CREATE INDEX register_rows_by_fingerprint ON public.register_rows USING btree (fingerprint);

CREATE INDEX states_now_by_closed ON public.states_now USING btree (closed_on) INCLUDE (cell, counted, determined_on, number) WHERE (closed_on IS NOT NULL);

CREATE INDEX states_now_by_determined ON public.states_now USING btree (determined_on) INCLUDE (cell, counted, number);

CREATE INDEX states_now_by_found ON public.states_now USING btree (found_on) INCLUDE (cell, counted, number) WHERE open;

CREATE INDEX states_now_by_lapse ON public.states_now USING btree (lapses_on) INCLUDE (cell, counted, open, closed_on, extended, number);

CREATE UNIQUE INDEX states_now_by_number ON public.states_now USING btree (number);

CREATE INDEX states_open ON public.states_now USING btree (cell, rung, lapses_on) WHERE open;

CREATE INDEX states_past_by_end ON public.states_past USING btree (true_to, true_from);

CREATE INDEX states_past_by_number ON public.states_past USING btree (number);

CREATE INDEX tellings_outstanding ON public.tellings USING btree (asked_at) WHERE (told_at IS NULL);

CREATE INDEX traces_by_industry ON public.traces USING btree (industry, leaf) INCLUDE (type, office, region);

CREATE INDEX traces_by_number ON public.traces USING btree (number, leaf);

CREATE INDEX traces_by_office ON public.traces USING btree (office, leaf) INCLUDE (type, region, industry);

CREATE INDEX traces_by_person ON public.traces USING btree (by, leaf) INCLUDE (type, region);

CREATE INDEX traces_by_region ON public.traces USING btree (region, leaf) INCLUDE (type, office, industry);

CREATE INDEX traces_by_type ON public.traces USING btree (type, leaf) INCLUDE (office, region, industry);

CREATE INDEX turns_awaited ON public.turns USING btree (due_at, number, place) WHERE (runs AND awaited);

CREATE INDEX turns_by_entity ON public.turns USING btree (entity, due_at, number, place) WHERE (runs AND (role = 'entity'::text));

CREATE INDEX turns_by_role ON public.turns USING btree (role, due_at, number, place) WHERE (runs AND (kind <> 'start_supervision'::text));

CREATE INDEX turns_bypassing ON public.turns USING btree (owed_by, stands, due_at, number, place) WHERE (runs AND (stands <> ''::text));

CREATE INDEX turns_risen ON public.turns USING btree (stands, due_at, number, place) WHERE (runs AND (stands <> ''::text));

CREATE INDEX turns_to_start ON public.turns USING btree (batch, role) WHERE (kind = 'start_supervision'::text);

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.access_log FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.account_changes FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.batches FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.checkpoints FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.commands FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.comments FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.deliveries FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.handovers FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.handovers_acknowledged FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.hands FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.leaves FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.letters FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.notices FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.people_changes FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.register_rows FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reports FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.rungs FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.tiles FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.verifications FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();

CREATE TRIGGER continues_its_stream BEFORE INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION public.continue_the_chain();

CREATE TRIGGER hands_apart AFTER INSERT ON public.hands FOR EACH ROW EXECUTE FUNCTION public.keep_hands_apart();

CREATE TRIGGER logged AFTER INSERT OR DELETE OR UPDATE ON public.appointments FOR EACH ROW EXECUTE FUNCTION public.log_change_of_people();

CREATE TRIGGER logged AFTER INSERT OR DELETE OR UPDATE ON public.entities FOR EACH ROW EXECUTE FUNCTION public.log_change_of_people();

CREATE TRIGGER logged AFTER INSERT OR DELETE OR UPDATE ON public.offices FOR EACH ROW EXECUTE FUNCTION public.log_change_of_people();

CREATE TRIGGER logged AFTER INSERT OR DELETE OR UPDATE ON public.people FOR EACH ROW EXECUTE FUNCTION public.log_change_of_people();

CREATE TRIGGER moves_directory AFTER INSERT OR DELETE OR UPDATE ON public.offices FOR EACH STATEMENT EXECUTE FUNCTION public.move_the_directory();

CREATE TRIGGER one_answer BEFORE INSERT ON public.commands FOR EACH ROW EXECUTE FUNCTION public.keep_one_answer();

CREATE TRIGGER without_a_gap AFTER INSERT ON public.letters FOR EACH ROW EXECUTE FUNCTION public.keep_letters_without_a_gap();

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_person_fkey FOREIGN KEY (person) REFERENCES public.people(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.appointments
    ADD CONSTRAINT appointments_person_fkey FOREIGN KEY (person) REFERENCES public.people(id);

ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT credentials_account_fkey FOREIGN KEY (account) REFERENCES public.accounts(name) ON DELETE CASCADE;

ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT credentials_person_fkey FOREIGN KEY (person) REFERENCES public.people(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.handovers_acknowledged
    ADD CONSTRAINT handovers_acknowledged_handover_fkey FOREIGN KEY (handover) REFERENCES public.handovers(handover);

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

ALTER TABLE ONLY public.saved_filters
    ADD CONSTRAINT saved_filters_account_fkey FOREIGN KEY (account) REFERENCES public.accounts(name) ON DELETE CASCADE;
