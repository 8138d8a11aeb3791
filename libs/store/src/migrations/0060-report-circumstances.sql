-- What else of a report bears on its grade: the type of the place (场所类型), what is said against grading it major
-- (不应判定为重大的情形), and whether it was found there earlier in the term, before there was a record of it.
alter table app.hazard
  add column place_type text,
  add column claimed_exclusions jsonb not null default '[]' check (jsonb_typeof(claimed_exclusions) = 'array'),
  add column seen_before boolean not null default false;
