package outerpark.acceptance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks {@link SharedSystem} for the other system that suites share: who does not pay loses the seats after seconds, a few
 * unpaid reservations pass the marks and few are asked of the provider at once, a body has to come soon, live views are few and their hearts beat
 * fast, those {@link Outside} are told, and all steps of a booking are in the log.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@interface Hasty {
    /** More than so many live views are refused. */
    int STREAMS_OPEN_MAX = 20;
}
