package outerpark.customercenter;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.customercenter.domain.Story;
import outerpark.customercenter.domain.Update;

/**
 * A new step of a story, to be appended to its history, and the story's head after it; see {@link Story.Step} and
 * {@link Story}.
 */
public record StoryUpdate(
        Instant at,
        String what,
        String detail,
        @Nullable String correlationId,
        @Nullable String traceparent,
        UUID reservationId,
        long musicalId,
        @Nullable String musicalName,
        int seats,
        long amount,
        Story.Status status,
        Story.PaymentStatus paymentStatus,
        Instant updatedAt) {

    static StoryUpdate of(Update update) {
        Story.Step step = update.step();
        Story after = update.after();
        return new StoryUpdate(
                step.at(),
                step.what(),
                step.detail(),
                step.correlationId(),
                step.traceparent(),
                after.reservationId(),
                after.musicalId(),
                after.musicalName(),
                after.seats(),
                after.amount(),
                after.status(),
                after.paymentStatus(),
                after.updatedAt());
    }
}
