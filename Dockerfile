# Two images of one build: `freshet` (CLI, ingest, serving) and `flink` (a Flink that has the learner in it).
#   docker build --target freshet -t freshet .
#   docker build --target flink -t freshet-flink .

FROM eclipse-temurin:17-jdk AS build
WORKDIR /src
COPY . .
# The launcher's build: classes, and of each module the class path that it runs on.
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -P quick -pl cli -am process-classes dependency:build-classpath \
        -Dmdep.outputFile=target/quick/classpath -DincludeScope=runtime \
    && docker/collect-jars.sh cli /out/freshet \
    && docker/collect-jars.sh learner /out/flink
# Flink's own jars are in its image, but for the Kafka connector and its base. The image's log4j binds slf4j 1, and DJL
# speaks slf4j 2, so ours takes its place.
RUN cd /out/flink \
    && find . -name 'flink-*.jar' ! -name 'flink-connector-*.jar' -delete \
    && rm -f frocksdbjni-*.jar \
    && cp /out/freshet/log4j-*.jar .

FROM flink:2.2.1-java17 AS flink
# The learner lies beside Flink, so that one class loader has both: DJL and JNA load native code once a process, which a
# class loader of the job's own would try again at every restart.
USER root
RUN rm /opt/flink/lib/log4j-*.jar \
    && mkdir -p /var/lib/freshet/checkpoints /var/lib/freshet/snapshots \
    && chown -R flink:flink /var/lib/freshet
COPY --from=build --chown=flink:flink /out/flink/ /opt/flink/lib/
COPY --chown=flink:flink docker/learner /opt/flink/bin/learner
# jemalloc, the image's allocator, would take the place of the one that the engine is tuned for.
ENV DISABLE_JEMALLOC=true
USER flink
VOLUME /var/lib/freshet

FROM eclipse-temurin:17-jre AS freshet
RUN groupadd --system --gid 10001 freshet \
    && useradd --system --uid 10001 --gid freshet --home-dir /var/lib/freshet freshet \
    && mkdir -p /var/lib/freshet \
    && chown freshet:freshet /var/lib/freshet
COPY --from=build /out/freshet/ /opt/freshet/lib/
COPY examples/ /opt/freshet/examples/
WORKDIR /var/lib/freshet
USER freshet
VOLUME /var/lib/freshet
EXPOSE 8080
# The options of the launcher, but for the heap, which follows the container's limit. More go into JAVA_TOOL_OPTIONS.
ENTRYPOINT ["java", \
    "-Dfreshet.home=/opt/freshet", \
    "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true", \
    "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED", \
    "--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED", \
    "--add-opens=java.base/java.util=ALL-UNNAMED", "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED", \
    "--add-opens=java.base/java.net=ALL-UNNAMED", "--add-opens=java.base/java.nio=ALL-UNNAMED", \
    "--add-opens=java.base/java.time=ALL-UNNAMED", \
    "-cp", "/opt/freshet/lib/*", "io.freshet.cli.Main"]
CMD ["--help"]
