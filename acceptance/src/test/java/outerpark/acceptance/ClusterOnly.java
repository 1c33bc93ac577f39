package outerpark.acceptance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A suite about the six services as processes of their own: it has nothing to say of the one process. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag(ClusterOnly.TAG)
@interface ClusterOnly {
    String TAG = "cluster";
}
