package outerpark.acceptance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A suite about what the build makes of all modules: it is run when there is nothing left to build. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag(WholeBuild.TAG)
public @interface WholeBuild {
    String TAG = "whole-build";
}
