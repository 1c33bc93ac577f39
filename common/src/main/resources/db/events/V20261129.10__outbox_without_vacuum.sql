-- What is only ever added to has nothing to be cleaned, and rows are read soon or hardly ever: PostgreSQL's vacuum after
-- inserts would only write every page once more, and whole into the log after a checkpoint. It still comes for a page
-- before its transactions' ids could be taken for new ones; most days are dropped before that, or have long been quiet.
CREATE OR REPLACE FUNCTION outbox_create_day(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first_id bigint := (day - DATE '2020-01-01')::bigint << 40;
    partition text := 'outbox_' || to_char(day, 'YYYYMMDD');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('outbox days:' || current_schema()));
    IF to_regclass(partition) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE outbox INCLUDING ALL)'
                       || ' WITH (autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 1)', partition);
        EXECUTE format('ALTER TABLE outbox ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
                       partition, first_id, first_id + (1::bigint << 40));
    END IF;
END $$;

DO $$
DECLARE
    partition regclass;
BEGIN
    FOR partition IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'outbox'::regclass LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 1)',
                       partition);
    END LOOP;
END $$;
