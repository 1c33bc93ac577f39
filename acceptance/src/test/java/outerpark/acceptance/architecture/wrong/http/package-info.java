@NullMarked
package outerpark.acceptance.architecture.wrong.http;

import org.jspecify.annotations.NullMarked;
