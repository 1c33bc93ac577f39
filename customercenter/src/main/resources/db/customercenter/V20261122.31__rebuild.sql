-- The latest rebuilding of the view: how far each source had told when it began. It lasts as long as the cursor of any
-- source is before its target; so it ends by itself, with the transaction that brings the last of those events, and a
-- restart does not matter to it. No rows: the view has never been rebuilt.
CREATE TABLE view_rebuild (
    source     text PRIMARY KEY,
    target     bigint      NOT NULL,
    started_at timestamptz NOT NULL
);
