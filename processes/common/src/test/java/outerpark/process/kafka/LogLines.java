package outerpark.process.kafka;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** What some classes log at the levels that are told by default. */
final class LogLines implements AutoCloseable {

    private final List<Logger> loggers;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.INFO.intValue()) {
                lines.add(line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    LogLines(Class<?>... classes) {
        this.loggers =
                Stream.of(classes).map(type -> Logger.getLogger(type.getName())).toList();
        loggers.forEach(logger -> logger.addHandler(handler));
    }

    /** How many lines begin so. */
    int count(String begin) {
        return (int) lines.stream().filter(line -> line.startsWith(begin)).count();
    }

    @Override
    public void close() {
        loggers.forEach(logger -> logger.removeHandler(handler));
    }
}
