-- Drops the days before the given one, as a whole, as far as everybody who is to read them has done so: a day with an
-- event behind that position stays, however old it is, and so do those after it. Days on which nothing happened leave
-- no gap. Returns how many days stay for that reason. Called under a lock, by one at a time.
CREATE FUNCTION outbox_drop_days_before(day date, read_to bigint) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    partition regclass;
    its_day date;
    last_id bigint;
    kept integer := 0;
BEGIN
    FOR partition, its_day IN
        SELECT inhrelid::regclass, to_date(right(relname, 8), 'YYYYMMDD')
          FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
         WHERE inhparent = 'outbox'::regclass AND relname < 'outbox_' || to_char(day, 'YYYYMMDD')
         ORDER BY relname
    LOOP
        EXECUTE format('SELECT max(id) FROM %s', partition) INTO last_id;
        IF kept > 0 OR last_id > read_to THEN
            kept := kept + 1;
            CONTINUE;
        END IF;
        IF last_id IS NOT NULL THEN
            INSERT INTO outbox_cut AS cut (before) VALUES (its_day + 1)
            ON CONFLICT (one) DO UPDATE SET before = greatest(cut.before, excluded.before);
        END IF;
        EXECUTE format('DROP TABLE %s', partition);
    END LOOP;
    RETURN kept;
END $$;

-- Did not ask who had read what it dropped. A process of the version before that still runs beside the new one drops
-- nothing any more, and says so.
DROP FUNCTION outbox_drop_days_before(date);
