package outerpark.notice;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import outerpark.common.database.Transaction;

/** Who brings deliveries to somebody outside. Called outside any transaction, on virtual threads; may wait. */
interface Carrier {

    Channel channel();

    /** Whether there is somebody to bring anything to. */
    boolean isOn();

    /** How many are under way at once, at most. */
    int concurrentMax();

    /** How long bringing one may take, preparations included. */
    Duration longest();

    /** Prepares to bring these: what can be found out for all of them together is. */
    Round begin(List<Delivery> deliveries) throws Exception;

    /** These are being brought. */
    interface Round {

        /**
         * Brings it; returns when it has arrived.
         *
         * @return false if there was nobody to bring it to
         * @throws Undeliverable if it never will
         * @throws Exception if it has not, as far as is known
         */
        boolean bring(Delivery delivery) throws Exception;

        /** Notes what arrived, in the transaction that ends the deliveries. */
        default void arrived(Transaction transaction, List<Delivery> arrived) throws SQLException {}
    }

    /** It will never arrive, however often it is tried. */
    final class Undeliverable extends Exception {
        Undeliverable(String message) {
            super(message);
        }
    }
}
