-- As with the outboxes: what is only ever added to has nothing to be cleaned.
ALTER TABLE story SET (autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 1);
