/** The one door: the public contract and nothing else. */
@NullMarked
package outerpark.gateway;

import org.jspecify.annotations.NullMarked;
