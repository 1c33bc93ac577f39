-- Those that are not paid and for which the customer is not awaited: how many there are, and since when, tells whether
-- payment is in trouble, whatever payment itself can say.
CREATE INDEX reservation_unpaid ON reservation (reserved_at)
    WHERE status = 'RESERVED' AND payment IN ('PENDING', 'DEFERRED');
