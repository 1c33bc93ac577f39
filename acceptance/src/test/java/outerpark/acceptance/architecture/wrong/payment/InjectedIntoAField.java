package outerpark.acceptance.architecture.wrong.payment;

import jakarta.inject.Inject;
import java.time.Clock;

/** Wrong: what it needs is not in its constructor. */
public final class InjectedIntoAField {

    @Inject
    Clock clock;

    InjectedIntoAField() {}
}
