namespace Restow.Serving.Scheduling;

/// <summary>
/// Starts an instance while the mean freeness is below the range, drains the one with the fewest running requests while
/// it is above: one decision an interval (paper section 4.4.3). With a look-ahead, the trend of the last intervals
/// is extended, so that an instance is up when it is needed.
/// </summary>
public sealed class AutoScaler(GlobalScheduler scheduler, AutoScalingOptions options)
{
    private readonly bool[] starting = new bool[scheduler.Instances.Count];
    private double lastMean = double.NaN;

    /// <summary>An instance that was being started is up.</summary>
    public void OnUp(int instance) => starting[instance] = false;

    /// <summary>Decides once; called every <see cref="AutoScalingOptions.Interval"/>.</summary>
    public void Decide()
    {
        int up = 0;
        int victim = -1;
        double sum = 0;
        for (int i = 0; i < scheduler.Instances.Count; i++)
        {
            InstanceView view = scheduler.Instances[i];
            if (!view.Available)
                continue;
            up++;
            sum += FreenessOf(view);
            if (victim < 0 || view.Report.Running < scheduler.Instances[victim].Report.Running)
                victim = i;
        }

        double mean = up == 0 ? double.NegativeInfinity : sum / up;
        double expected = Expected(mean);
        int planned = up + starting.Count(static s => s);
        if (expected < options.UpBelow && planned < options.Max)
            Start();
        else if (victim >= 0 && planned > options.Min && MeanWithout(victim, sum, up) > options.DownAbove && expected > options.UpBelow)
            scheduler.Drain(victim);
    }

    private double Expected(double mean)
    {
        double slope = double.IsNaN(lastMean) || double.IsInfinity(lastMean) ? 0 : mean - lastMean;
        lastMean = mean;
        return mean + Math.Min(0, slope * (options.LookAhead / options.Interval));
    }

    private double MeanWithout(int victim, double sum, int up) =>
        up == 1 ? double.NegativeInfinity : (sum - FreenessOf(scheduler.Instances[victim])) / (up - 1);

    private double FreenessOf(InstanceView view) => Math.Min(scheduler.Policy.Freeness.ForMigration(view.Report), options.EmptyFreeness);

    private void Start()
    {
        for (int i = 0; i < starting.Length; i++)
        {
            InstanceView view = scheduler.Instances[i];
            if (view.Available || view.Draining || starting[i])
                continue;
            starting[i] = true;
            scheduler.Launch(i);
            return;
        }
    }
}
