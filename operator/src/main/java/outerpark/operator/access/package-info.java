/** How the operator reaches a running system: over the public contract. */
@NullMarked
package outerpark.operator.access;

import org.jspecify.annotations.NullMarked;
