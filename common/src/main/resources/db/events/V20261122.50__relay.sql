-- How far this service's outbox is published where services are processes of their own, and who publishes it: one
-- process at a time, for as long as it renews its lease by this database's clock. Each take-over counts the epoch up, and
-- the position is moved in the name of an epoch, so a relay that was replaced without noticing moves nothing any more.
CREATE TABLE relay (
    epoch        bigint      NOT NULL,
    position     bigint      NOT NULL,
    holder       text        NOT NULL,
    leased_until timestamptz NOT NULL,
    one          boolean     NOT NULL DEFAULT true PRIMARY KEY CHECK (one)
) WITH (fillfactor = 20);
INSERT INTO relay (epoch, position, holder, leased_until) VALUES (0, 0, '', '-infinity');
