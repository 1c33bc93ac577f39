/** What every HTTP answer has in common: problems, correlation, limits, paging. */
@NullMarked
package outerpark.common.http;

import org.jspecify.annotations.NullMarked;
