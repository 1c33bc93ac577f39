package outerpark.payment;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** The payment service's limits; their defaults and meaning stand in its microprofile-config.properties. */
@ConfigMapping(prefix = "outerpark.payment")
interface PaymentConfig {

    String provider();

    Call call();

    Breaker breaker();

    Retry retry();

    Turns turns();

    Answers answers();

    Checkout checkout();

    Waiting waiting();

    Sandbox sandbox();

    interface Call {
        Duration timeout();

        int concurrentMax();
    }

    interface Breaker {
        int calls();

        double failureRatio();

        Duration openFor();

        int probes();
    }

    interface Retry {
        Duration first();

        Duration longest();
    }

    interface Turns {
        int batchMax();

        Duration claimFor();

        Duration lookEvery();
    }

    interface Answers {
        int queueMax();

        int batchMax();

        Duration writeWithin();
    }

    interface Checkout {
        Duration window();
    }

    interface Waiting {
        Duration countEvery();
    }

    interface Sandbox {
        Duration readEvery();
    }
}
