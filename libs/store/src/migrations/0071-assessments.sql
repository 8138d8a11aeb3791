-- 治理效果评估: what the school encloses with its written application to have a major hazard reviewed and written off.
alter table app.hazard add column assessment jsonb;
