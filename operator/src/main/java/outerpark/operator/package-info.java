/** The operator's commands: clients of a running system, which know nothing but its HTTP contract. */
@NullMarked
package outerpark.operator;

import org.jspecify.annotations.NullMarked;
