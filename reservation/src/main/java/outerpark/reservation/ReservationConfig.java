package outerpark.reservation;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import outerpark.common.batching.BatchLimits;

/** The reservation service's limits; their defaults and meaning stand in its microprofile-config.properties. */
@ConfigMapping(prefix = "outerpark.reservation")
interface ReservationConfig {

    Duration payWithin();

    Due due();

    Unpaid unpaid();

    Placing placing();

    Seats seats();

    Cancel cancel();

    Tokens tokens();

    interface Due {
        Duration lookEvery();

        Duration graceAfterStart();

        int batchMax();
    }

    interface Unpaid {
        Duration lookEvery();

        Mark firstMark();

        Mark secondMark();

        long fewMax();

        Duration payLaterMax();

        Duration pauseRetryAfter();
    }

    interface Mark {
        long count();

        Duration age();

        default outerpark.reservation.domain.Unpaid.Mark mark(long fewMax) {
            return new outerpark.reservation.domain.Unpaid.Mark(count(), age(), fewMax);
        }
    }

    interface Placing {
        int queueMax();

        int batchMax();

        Duration queueTimeout();

        Duration settleTimeout();

        default BatchLimits limits(int workers) {
            return new BatchLimits(queueMax(), batchMax(), workers);
        }
    }

    interface Seats {
        Duration timeout();

        Breaker breaker();
    }

    interface Breaker {
        int window();

        double failureRatio();

        Duration openFor();
    }

    interface Tokens {
        Duration pause();

        int reservationsMax();
    }

    interface Cancel {
        int queueMax();

        int batchMax();

        Duration queueTimeout();
    }
}
