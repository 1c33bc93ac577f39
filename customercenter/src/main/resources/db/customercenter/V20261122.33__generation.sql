-- How often the view was made anew, and when the latest of these rebuildings began. Always one row.
CREATE TABLE view_generation (
    generation integer     NOT NULL,
    begun_at   timestamptz,
    one        boolean     NOT NULL DEFAULT true PRIMARY KEY CHECK (one)
);
INSERT INTO view_generation (generation, begun_at)
SELECT least(count(*), 1), min(started_at) FROM view_rebuild;

-- From now on a row says that its source is not in the view yet as far as its target; no rows: the view can be read.
DELETE FROM view_rebuild USING event_cursor AS cursor
 WHERE cursor.source = view_rebuild.source AND position >= target;
ALTER TABLE view_rebuild DROP COLUMN started_at;

-- A source is done for good in the very transaction that brings its cursor to the target, whoever moves it: setting the
-- cursor back or deleting it afterwards repeats events to the same effect and takes nothing from the view.
CREATE FUNCTION view_rebuild_end() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM view_rebuild WHERE source = NEW.source AND target <= NEW.position;
    RETURN NULL;
END $$;
CREATE TRIGGER view_rebuild_end AFTER INSERT OR UPDATE ON event_cursor
    FOR EACH ROW EXECUTE FUNCTION view_rebuild_end();
