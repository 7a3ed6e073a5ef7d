-- A beat that the workflow is to hear, and has not been told of yet: it came too soon after the one before. With a constant default,
-- the column costs no rewrite of the table.
alter table baton.heartbeat add column waiting boolean not null default false;
