-- Entered with its row. The index's list of pending entries is otherwise merged by whichever batch finds it full: with the usual 4 MB
-- every 20,000 deliveries one of them waited 0.4 s, and took a core meanwhile.
drop index {schema}.raw_delivery_events;
create index raw_delivery_events on {schema}.raw_delivery using gin (event_ids, stream_ids) with (fastupdate = off);
