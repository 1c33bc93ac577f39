/** How every service takes requests and answers them: correlation, JSON, limits, failures as problems. */
@NullMarked
package outerpark.common.http;

import org.jspecify.annotations.NullMarked;
