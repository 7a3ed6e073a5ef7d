-- A run that was made from the beginning of another one (reset). One that was open then is terminated, and names its successor, too.
alter table baton.run add column reset_from uuid;
create index run_reset_from on baton.run (shard, reset_from) where reset_from is not null;

-- The new check is looked at for old rows after it holds for new ones, so that nobody waits for it.
alter table baton.run drop constraint run_continued;
alter table baton.run add constraint run_continued check (
  case status when 'continuedAsNew' then next_run_id is not null when 'terminated' then true else next_run_id is null end
) not valid;
alter table baton.run validate constraint run_continued;
