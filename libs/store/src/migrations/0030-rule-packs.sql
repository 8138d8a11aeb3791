-- 规则包. A draft belongs to the subtree of its jurisdiction; what is published governs whoever stands there, so everybody reads it.
create table app.rule_pack (
  id text primary key,
  kind text not null check (kind in ('base', 'overlay')),
  level text not null check (level in ('national', 'province', 'city', 'district')),
  -- The organisation whose subtree the pack governs; null for the packs of the whole country that come with a release.
  organisation_id int references app.organisation,
  status text not null default 'draft' check (status in ('draft', 'published')),
  definition jsonb not null,
  version int not null default 1,
  -- Everybody who wrote a version of the draft: none of them may publish it.
  drafted_by uuid[] not null default '{}',
  drafted_at timestamptz not null,
  published_by uuid,
  published_at timestamptz,
  valid_from date not null,
  valid_to date,
  check ((status = 'published') = (published_at is not null))
);
create index rule_pack_published on app.rule_pack (published_at) where status = 'published';

create function app.keep_published() returns trigger language plpgsql as $$
begin
  if old.status = 'published' then
    raise exception 'rule pack % is published and never changes', old.id using errcode = '42501';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$;
create trigger rule_pack_published_stays before update or delete on app.rule_pack
  for each row execute function app.keep_published();
create trigger rule_pack_no_truncate before truncate on app.rule_pack
  for each statement execute function app.refuse_change();

-- What is published is never taken away, so their number tells whether a process knows them all. One call says all that the
-- check of a report needs: the moment, where the school stands, and that number.
create function app.ground_of_report(within text, school text)
returns table (moment timestamptz, path int[], published int) language plpgsql as $$
begin
  perform set_config('app.scope', within, true);
  return query select app.now(), (select o.path from app.organisation o where o.code = school),
    (select count(*)::int from app.rule_pack p where p.status = 'published');
end $$;

-- Work over many hazards that runs page by page: replays of a draft, and regrading after a publication.
create table app.grading_job (
  id uuid primary key,
  kind text not null check (kind in ('replay', 'regrade')),
  rule_pack text not null references app.rule_pack,
  organisation_id int not null references app.organisation,
  path int[] not null,
  status text not null default 'waiting' check (status in ('waiting', 'running', 'done', 'failed')),
  asked jsonb not null default '{}',
  due_at timestamptz not null,
  total int,
  done int not null default 0,
  place jsonb,
  report jsonb,
  error text,
  requested_by uuid,
  created_at timestamptz not null,
  ended_at timestamptz
);
create index grading_job_open on app.grading_job (due_at) where status in ('waiting', 'running');
create index grading_job_path on app.grading_job using gin (path);

create table app.replay_change (
  job_id uuid not null references app.grading_job,
  seq int not null,
  organisation_id int not null references app.organisation,
  path int[] not null,
  change jsonb not null,
  primary key (job_id, seq)
);

-- 综合判定: the case of a place, one per group of elements. It rises by itself and is dissolved by a person.
create table app.composite_case (
  id uuid primary key,
  organisation_id int not null references app.organisation,
  path int[] not null,
  place_key text not null,
  site text not null,
  building text,
  combined_group text not null,
  status text not null check (status in ('raised', 'dissolution-asked', 'dissolved')),
  grade text not null check (grade in ('suspected-major', 'major')),
  version int not null default 1,
  rule_pack text not null,
  counted jsonb not null,
  threshold jsonb not null,
  settled_with text[],
  raised_at timestamptz not null,
  asked_at timestamptz,
  dissolved_at timestamptz,
  story jsonb not null default '[]',
  unique (organisation_id, place_key, combined_group)
);
create index composite_case_path on app.composite_case using gin (path);

-- What people decided on grades, by the rules that stood against it: a bad rule shows as many overrides.
create table app.grade_decision (
  hazard_id uuid not null references app.hazard,
  at timestamptz not null,
  rule_id text not null,
  rule_packs text[] not null,
  organisation_id int not null references app.organisation,
  path int[] not null,
  kind text not null check (kind in ('confirmed', 'rejected', 'overridden')),
  from_grade text not null,
  to_grade text not null,
  reason text not null,
  decided_by uuid not null,
  primary key (hazard_id, at, rule_id)
);
create index grade_decision_pack on app.grade_decision using gin (rule_packs);
create index grade_decision_path on app.grade_decision using gin (path);

alter table app.hazard
  add column risk jsonb,
  add column required_interim_measures text[] not null default '{}';

do $$
declare t text;
begin
  foreach t in array array['grading_job', 'replay_change', 'composite_case', 'grade_decision'] loop
    execute format('create trigger %I before insert on app.%I for each row when (new.path is null) execute function app.take_path()', t || '_path', t);
    execute format('create trigger %I before update of organisation_id on app.%I for each row execute function app.take_path()', t || '_move', t);
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format($p$
      create policy within_scope on app.%I
        using (path && nullif(current_setting('app.scope', true), '')::int[])
        with check (path && nullif(current_setting('app.scope', true), '')::int[])$p$, t);
  end loop;
end $$;
alter table app.rule_pack enable row level security;
alter table app.rule_pack force row level security;
create policy published_or_within_scope on app.rule_pack for select
  using (case when status = 'published' then nullif(current_setting('app.scope', true), '') is not null
    else coalesce(app.path_of(organisation_id), '{0}') && nullif(current_setting('app.scope', true), '')::int[] end);
create policy drafted_within_scope on app.rule_pack for insert
  with check (coalesce(app.path_of(organisation_id), '{0}') && nullif(current_setting('app.scope', true), '')::int[]);
create policy changed_within_scope on app.rule_pack for update
  using (coalesce(app.path_of(organisation_id), '{0}') && nullif(current_setting('app.scope', true), '')::int[])
  with check (coalesce(app.path_of(organisation_id), '{0}') && nullif(current_setting('app.scope', true), '')::int[]);

-- As app.follow_organisation, for the tables of this step.
create function app.grading_follows_organisation() returns trigger language plpgsql as $$
declare t text;
begin
  if new.path = old.path then return null; end if;
  foreach t in array array['grading_job', 'replay_change', 'composite_case', 'grade_decision'] loop
    execute format('update app.%I set organisation_id = organisation_id where organisation_id = $1', t) using new.id;
  end loop;
  return null;
end $$;
create trigger organisation_grading_follows after update of parent_id, kind on app.organisation
  for each row execute function app.grading_follows_organisation();

grant select on app.rule_pack, app.grading_job, app.replay_change, app.composite_case, app.grade_decision to tocsin_api, tocsin_worker;
grant insert, update on app.rule_pack, app.grading_job, app.composite_case to tocsin_api, tocsin_worker;
grant insert, update on app.grade_decision, app.replay_change to tocsin_api, tocsin_worker;
grant delete on app.replay_change to tocsin_worker;
grant execute on function app.ground_of_report(text, text), app.keep_published(), app.grading_follows_organisation()
  to tocsin_api, tocsin_worker;
