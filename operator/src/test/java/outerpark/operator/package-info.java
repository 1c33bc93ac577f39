@org.jspecify.annotations.NullMarked
package outerpark.operator;
