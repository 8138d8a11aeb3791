-- Checkpoints of the history. What a checkpoint says is kept as the line that was signed; a copy of it stands in a file outside.
create table app.checkpoint (
  number int primary key check (number > 0),
  taken_at timestamptz not null,
  line text not null
);

-- The heads that each checkpoint sealed: those of the chains that had grown since the one before.
create table app.sealed_head (
  checkpoint int not null,
  stream_kind text collate "C" not null,
  stream uuid not null,
  seq int not null check (seq > 0),
  hash bytea not null,
  primary key (checkpoint, stream_kind, stream)
);
create unique index sealed_head_stream on app.sealed_head (stream, seq);

-- Events lie in the order of their writing, so this finds those of the last hours among millions and costs a writer next to nothing.
create index event_at on app.event using brin (at) with (autosummarize = on);

do $$
declare t text;
begin
  foreach t in array array['checkpoint', 'sealed_head'] loop
    execute format('create trigger %I before update or delete on app.%I for each row execute function app.refuse_change()',
      t || '_append_only', t);
    execute format('create trigger %I before truncate on app.%I for each statement execute function app.refuse_change()',
      t || '_no_truncate', t);
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format($p$
      create policy world_only on app.%I
        using ((select nullif(current_setting('app.scope', true), '')::int[] @> '{0}'))
        with check ((select nullif(current_setting('app.scope', true), '')::int[] @> '{0}'))$p$, t);
  end loop;
end $$;
grant select, insert on app.checkpoint, app.sealed_head to tocsin_worker;
