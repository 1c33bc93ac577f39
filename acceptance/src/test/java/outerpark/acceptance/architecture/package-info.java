/** The rules of the architecture, held against the compiled classes of every module, and each seen to fail once. */
@NullMarked
package outerpark.acceptance.architecture;

import org.jspecify.annotations.NullMarked;
