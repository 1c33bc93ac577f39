package outerpark.acceptance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A suite that says nothing of how the product is run: the build has it run once on the one process, and once more on
 * the six services. They share a system, and change its provider's mood, so no two of them run at once.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag(EitherTopology.TAG)
@ResourceLock("shared system")
@interface EitherTopology {
    String TAG = "either-topology";
}
