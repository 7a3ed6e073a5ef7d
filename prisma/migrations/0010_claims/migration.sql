-- A worker counts its claims. An attempt knows which one began it, so that an answer that got lost can be asked for again. Claims before
-- `claims_from` are given up: one that comes late begins nothing. Neither column costs a rewrite of its table.
alter table baton.activity add column claim integer;
alter table baton.worker add column claims_from integer not null default 0;
