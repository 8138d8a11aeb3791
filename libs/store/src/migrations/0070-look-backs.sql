-- 销号人: whoever struck a hazard off does not look back at it.
alter table app.hazard add column closed_by uuid references app.person;

-- 回头查: each look-back of a hazard is owed under a subject of its own, and is found by its hazard.
create index obligation_look_back on app.obligation ((refs->>'hazardId')) where kind = 'look-back';
