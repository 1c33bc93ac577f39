-- What is brought to somebody outside, one row for each event and channel: it is tried when its turn comes, until it has
-- arrived (ended, no failure) or is given up (ended, with the last failure). turn_at is by this server's clock.
CREATE TABLE delivery (
    channel        text        NOT NULL CHECK (channel IN ('EMAIL', 'WEBHOOK')),
    event_id       uuid        NOT NULL,
    subject        text        NOT NULL,
    type           text        NOT NULL,
    version        integer     NOT NULL,
    data           json        NOT NULL,
    revision       bigint      NOT NULL,
    occurred_at    timestamptz NOT NULL,
    correlation_id text        NOT NULL,
    causation_id   uuid,
    traceparent    text,
    queued_at      timestamptz NOT NULL DEFAULT now(),
    attempts       integer     NOT NULL DEFAULT 0,
    turn_at        timestamptz DEFAULT now(),
    ended_at       timestamptz,
    last_failure   text,
    PRIMARY KEY (channel, event_id),
    CHECK ((turn_at IS NULL) = (ended_at IS NOT NULL))
);

CREATE INDEX delivery_turn ON delivery (channel, turn_at) WHERE turn_at IS NOT NULL;
CREATE INDEX delivery_oldest ON delivery (channel, queued_at) WHERE turn_at IS NOT NULL;
CREATE INDEX delivery_ended ON delivery (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX delivery_given_up ON delivery (channel) WHERE ended_at IS NOT NULL AND last_failure IS NOT NULL;
