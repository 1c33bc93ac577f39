package outerpark.operator.check;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import outerpark.machine.console.Refused;

class ObserverTest {

    /** A system that is gone is not waited for once for each of thousands of reservations. */
    @Test
    @Timeout(60)
    void theFirstQuestionThatFailsEndsAllOthers() {
        Callable<String> fails = () -> {
            throw new Refused("nothing answers");
        };
        Callable<String> waits = () -> {
            new CountDownLatch(1).await();
            return "never";
        };
        List<Callable<String>> questions = Stream.concat(Stream.of(fails), Collections.nCopies(1_000, waits).stream())
                .toList();
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> Observer.answers(questions))
                .withMessage("nothing answers");
    }
}
