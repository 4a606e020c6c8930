-- Entered with its row. The index's list of pending entries is otherwise merged by whichever batch finds it full: with the usual 4 MB
-- every 37,000 deliveries one of them took 0.2 to 0.5 s, and a core meanwhile. Building the index takes some 10 µs a delivery.
drop index {schema}.raw_delivery_events;
create index raw_delivery_events on {schema}.raw_delivery using gin (event_ids, stream_ids) with (fastupdate = off);
