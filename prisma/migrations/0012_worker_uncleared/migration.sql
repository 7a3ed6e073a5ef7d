-- Workers that are gone and may still hold something, among all that there ever were: each worker looks for them every second.
create index worker_uncleared on baton.worker (cleared_at) where state in ('lost', 'stopped');
