@NullMarked
package outerpark.process.notice;

import org.jspecify.annotations.NullMarked;
