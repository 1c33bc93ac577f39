package outerpark.customercenter;

import java.time.Duration;

/** Limits of the live view, as a test needs them. */
record StreamLimits(int openMax, Duration heartbeatEvery, int readMax)
        implements CustomercenterConfig, CustomercenterConfig.Streams {

    @Override
    public Streams streams() {
        return this;
    }
}
