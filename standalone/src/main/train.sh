#!/bin/sh
# Lets the packaged product run once, on a folder of its own and told nothing by the environment: a first start, a short
# sale, the end. What its virtual machine learns from that is kept for later starts to begin with, if the sale was well.
#   train.sh JAVA_HOME TARGET
java=$1/bin/java
target=$2
data=$target/training

rm -rf "$data" "$target/app.aot"
env -i PATH="$PATH" "$java" -Xmx1g --sun-misc-unsafe-memory-access=allow "-XX:AOTCacheOutput=$target/app.aot.new" \
    -Douterpark.training=true -jar "$target/quarkus-app/quarkus-run.jar" \
    --port=0 --security=open "--data-dir=$data" >"$target/training.log" 2>&1 &
trap 'kill $!' TERM INT
if wait $! && mv "$target/app.aot.new" "$target/app.aot"; then
    rm -rf "$data"
else
    echo "The product could not be let run once, so it starts as if for the first time; see $target/training.log"
fi
