-- How often anything was committed under the lock. Whoever decides ahead of the lock goes by it: as long as the number is
-- the one its own last commit has left, nobody else has written anything in between, not even a repeat.
alter table {schema}.chain_head add column commits bigint not null default 0;
