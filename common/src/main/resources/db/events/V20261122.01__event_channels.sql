-- Every service's schema has these three: what it tells, how far it has listened, what it could not act on.

-- The outbox is the service's log, and it is kept. Partitioned by day: each day has a range of ids of its own, so that a
-- reader that goes on from an id touches only the days that it needs, and a day can be dropped as a whole.
CREATE SEQUENCE outbox_id;
CREATE TABLE outbox (
    id             bigint      NOT NULL DEFAULT nextval('outbox_id') PRIMARY KEY,
    event_id       uuid        NOT NULL,
    type           text        NOT NULL,
    version        smallint    NOT NULL,
    subject        text        NOT NULL,
    revision       bigint      NOT NULL,
    occurred_at    timestamptz NOT NULL,
    correlation_id text        NOT NULL,
    causation_id   uuid,
    traceparent    text,
    data           json        NOT NULL
) PARTITION BY RANGE (id);

-- Makes the day's partition. Called days ahead. Attaching does not wait for those who read or write the outbox.
CREATE FUNCTION outbox_create_day(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first_id bigint := (day - DATE '2020-01-01')::bigint << 40;
    partition text := 'outbox_' || to_char(day, 'YYYYMMDD');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('outbox days:' || current_schema()));
    IF to_regclass(partition) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE outbox INCLUDING ALL)', partition);
        EXECUTE format('ALTER TABLE outbox ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
                       partition, first_id, first_id + (1::bigint << 40));
    END IF;
END $$;

-- Goes on to the day's range of ids, unless there already; never back, so that ids only grow whatever the clock does.
-- In a transaction of its own, after the day's partition is committed: a sequence does not roll back.
CREATE FUNCTION outbox_enter_day(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first_id bigint := (day - DATE '2020-01-01')::bigint << 40;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('outbox:' || current_schema()));
    IF (SELECT last_value FROM outbox_id) < first_id THEN
        PERFORM setval('outbox_id', first_id, false);
    END IF;
END $$;

CREATE TABLE event_cursor (
    handler  text   NOT NULL,
    source   text   NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (handler, source)
) WITH (fillfactor = 20);

CREATE TABLE dead_letter (
    dead_letter_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    handler        text        NOT NULL,
    source         text        NOT NULL,
    position       bigint      NOT NULL,
    type           text        NOT NULL,
    data           text        NOT NULL,
    error          text        NOT NULL,
    parked_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (handler, source, position)
);

-- The role that carries events may read the outbox, and nothing else.
DO $$ BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO events', current_schema());
END $$;
GRANT SELECT ON outbox TO events;

-- Drops the days before the given one, as a whole.
CREATE FUNCTION outbox_drop_days_before(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    partition regclass;
BEGIN
    FOR partition IN
        SELECT inhrelid::regclass FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
         WHERE inhparent = 'outbox'::regclass AND relname < 'outbox_' || to_char(day, 'YYYYMMDD')
    LOOP
        EXECUTE format('DROP TABLE %s', partition);
    END LOOP;
END $$;
