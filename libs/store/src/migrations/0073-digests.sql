-- Ordinary alerts that waited for one recipient leave in one letter. shared_by: the recipient in whose letter the alert may stand
-- with others. digest_id: the letter it was put into when its moment came, named by one of its alerts, which is in no other.
alter table app.alert_send add column shared_by uuid, add column digest_id uuid;
alter table app.alert_send drop constraint alert_send_state_check;
alter table app.alert_send add constraint alert_send_state_check
  check (state in ('pending', 'sending', 'accepted', 'retry', 'dead', 'unreachable', 'left-out'));
create index alert_send_shared on app.alert_send (shared_by) where state = 'pending';
create index alert_send_digest on app.alert_send (digest_id, channel) where digest_id is not null;
