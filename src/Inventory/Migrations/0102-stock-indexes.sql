-- Who keeps units of a SKU, the next to run out first; and of one SKU only what has lapsed, however many others keep it. A row of
-- this table is never updated: it costs one entry for each reservation.
create index stock_reservation_sku on {schema}.stock_reservation (sku, expires_at);

-- What lies at a location, by SKU. Movements change neither column, so updates stay within their page (HOT).
create index stock_level_location on {schema}.stock_level (location, sku);
