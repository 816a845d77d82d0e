namespace Restow.Cli.Tests;

public class SchedulerConfigTests
{
    [Fact]
    public void SchedulerConfig_Options_ReachTheText()
    {
        Command run = Command.Run("kube", "scheduler-config", "--listen", "10.96.0.80:8480", "--api-version", "v1beta1", "--kubeconfig", "/etc/scheduler.conf", "--leader-elect");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("apiVersion: kubescheduler.config.k8s.io/v1beta1\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("kubeconfig: \"/etc/scheduler.conf\"\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("urlPrefix: \"http://10.96.0.80:8480\"\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("leaderElect: true\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is not ADDRESS:PORT", "--listen", "8480")]
    [InlineData("not where to be reached", "--listen", "0.0.0.0:8480")]
    [InlineData("belong together", "--client-certificate", "/c.crt")]
    [InlineData("v1beta3", "--api-version", "v1beta3")]
    public void SchedulerConfig_WrongUsage_IsOneLineAnd2(string mentions, params string[] arguments) => Command.Run(["kube", "scheduler-config", .. arguments]).AssertFails(mentions);
}
