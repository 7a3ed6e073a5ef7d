-- A run's row is written when it starts and when it closes. With room in its page the second version lies beside the first: without, each
-- closing logs a lock of its own and the whole row, since the page is full by then.
alter table baton.run set (fillfactor = 50);
