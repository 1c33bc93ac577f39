@NullMarked
package outerpark.process.kafka;

import org.jspecify.annotations.NullMarked;
