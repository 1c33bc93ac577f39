package outerpark.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A way through this process on which customers wait, gone before the first of them comes; see {@link WarmUp}. */
@FunctionalInterface
public interface HotPath {

    /** Goes it once, changing nothing anywhere; a future that fails was not answered within the timeout. */
    CompletableFuture<?> go(Duration timeout);
}
