@NullMarked
package outerpark.acceptance.architecture.wrong.musical.domain;

import org.jspecify.annotations.NullMarked;
