-- Sessions that want a worker of one build: what workers say as `buildId` stands in `worker.version`. Null: any will do.
alter table baton.session
  add column wanted_build text collate "C";
