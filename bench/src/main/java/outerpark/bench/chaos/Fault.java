package outerpark.bench.chaos;

import java.io.IOException;
import java.util.random.RandomGenerator;

/**
 * A way to do harm.
 *
 * @param name in a word or two
 * @param harm does it
 */
record Fault(String name, Harm harm) {

    /** Does harm, and says how to make it good again. */
    @FunctionalInterface
    interface Harm {
        Remedy strike(RandomGenerator chance) throws IOException;
    }

    /** Makes it good again; returns when that is done, or is on its way by itself. */
    @FunctionalInterface
    interface Remedy {
        void heal() throws IOException;
    }
}
