-- 佐证材料: files that a filing brings as its proof. They stand in the database, behind the wall and in the backup of the filings that
-- name them; an edition that was signed names each by its SHA-256. What no edition names may be taken away again.
create table app.filing_evidence (
  id uuid primary key,
  filing_id uuid not null references app.filing,
  organisation_id int not null references app.organisation,
  path int[] not null,
  kind text not null,
  name text not null check (length(name) between 1 and 120),
  media_type text not null check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
  content bytea not null check (length(content) between 1 and 5242880),
  sha256 bytea not null check (sha256 = sha256(content)),
  added_at timestamptz not null,
  added_by uuid not null
);
-- Photographs and documents are compressed already.
alter table app.filing_evidence alter column content set storage external;
create index filing_evidence_filing on app.filing_evidence (filing_id);
create index filing_evidence_organisation on app.filing_evidence (organisation_id);
create trigger filing_evidence_path before insert or update of organisation_id on app.filing_evidence
  for each row execute function app.take_path();
create trigger filing_evidence_append_only before update of filing_id, kind, name, media_type, content, sha256, added_at, added_by
  on app.filing_evidence for each row execute function app.refuse_change();
create trigger filing_evidence_no_truncate before truncate on app.filing_evidence for each statement execute function app.refuse_change();

create function app.keep_signed_evidence() returns trigger language plpgsql as $$
begin
  if exists (select from app.filing_edition e where e.filing_id = old.filing_id
      and e.content->'evidence' @> jsonb_build_array(jsonb_build_object('id', old.id))) then
    raise exception 'a signed edition names this file' using errcode = '42501';
  end if;
  return old;
end $$;
create trigger filing_evidence_signed before delete on app.filing_evidence
  for each row execute function app.keep_signed_evidence();

alter table app.filing_evidence enable row level security;
alter table app.filing_evidence force row level security;
create policy within_scope on app.filing_evidence
  using (path && nullif(current_setting('app.scope', true), '')::int[])
  with check (path && nullif(current_setting('app.scope', true), '')::int[]);
grant select, insert, delete on app.filing_evidence to tocsin_api;
grant select on app.filing_evidence to tocsin_worker;
grant update (organisation_id, path) on app.filing_evidence to tocsin_api, tocsin_worker;

create function app.follow_organisation_evidence() returns trigger language plpgsql as $$
begin
  if new.path <> old.path then
    update app.filing_evidence set organisation_id = organisation_id where organisation_id = new.id;
  end if;
  return null;
end $$;
create trigger organisation_follow_evidence after update of parent_id, kind on app.organisation
  for each row execute function app.follow_organisation_evidence();
