-- Remembers that the outbox is not whole any more: the days before this one have been dropped, with events in them.
-- There is no row as long as every event that was ever told is still there.
CREATE TABLE outbox_cut (
    before date    NOT NULL,
    one    boolean NOT NULL DEFAULT true PRIMARY KEY CHECK (one)
);
GRANT SELECT ON outbox_cut TO events;

-- Drops the days before the given one, as a whole. Days on which nothing happened leave no gap.
CREATE OR REPLACE FUNCTION outbox_drop_days_before(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    partition regclass;
    had_events boolean;
BEGIN
    FOR partition IN
        SELECT inhrelid::regclass FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
         WHERE inhparent = 'outbox'::regclass AND relname < 'outbox_' || to_char(day, 'YYYYMMDD')
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', partition) INTO had_events;
        IF had_events THEN
            INSERT INTO outbox_cut AS cut (before) VALUES (day)
            ON CONFLICT (one) DO UPDATE SET before = greatest(cut.before, excluded.before);
        END IF;
        EXECUTE format('DROP TABLE %s', partition);
    END LOOP;
END $$;
