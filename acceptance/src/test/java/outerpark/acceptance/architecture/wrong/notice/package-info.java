@NullMarked
package outerpark.acceptance.architecture.wrong.notice;

import org.jspecify.annotations.NullMarked;
