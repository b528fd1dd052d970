package io.freshet.bench.cluster;

import java.util.Arrays;
import org.apache.flink.client.deployment.application.ApplicationClusterEntryPoint;
import org.apache.flink.client.program.DefaultPackagedProgramRetriever;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.entrypoint.ClusterEntrypoint;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;

/**
 * A JobManager in application mode: folder of its settings, class of the job, arguments of the job. Flink's own such class,
 * which {@code standalone-job.sh} runs, is in its distribution alone; this is the same entry point.
 */
final class JobManagerMain extends ApplicationClusterEntryPoint {

    private JobManagerMain(Configuration flink, PackagedProgram job) {
        super(flink, job, StandaloneResourceManagerFactory.getInstance());
    }

    public static void main(String[] arguments) throws Exception {
        Configuration flink = GlobalConfiguration.loadConfiguration(arguments[0]);
        String[] rest = Arrays.copyOfRange(arguments, 2, arguments.length);
        PackagedProgram job = DefaultPackagedProgramRetriever.create(null, arguments[1], rest, flink)
                .getPackagedProgram();
        configureExecution(flink, job);
        ClusterEntrypoint.runClusterEntrypoint(new JobManagerMain(flink, job));
    }
}
