namespace Restow.Serving.Scheduling;

/// <summary>
/// Starts instances while the cluster's freeness is below the range, drains one while it is above: one decision an
/// interval (paper section 4.4.3). With a look-ahead, the trend of the last intervals
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
        bool totals = options.Measure == ScalingMeasure.Totals;
        ClusterLoad load = ClusterLoad.Of(scheduler, options.EmptyFreeness, victimIsLast: totals);
        double mean = totals ? load.OfTotals(0) : load.OfInstances;
        double expected = Expected(mean);
        int planned = load.Up + starting.Count(static s => s);
        if (expected < options.UpBelow)
            Grow(load, planned, expected - mean);
        else if (load.Victim >= 0 && planned > options.Min && (totals ? load.OfTotalsWithoutVictim : load.OfInstancesWithoutVictim) > options.DownAbove)
            scheduler.Drain(load.Victim);
    }

    private void Grow(ClusterLoad load, int planned, double trend)
    {
        if (options.Measure == ScalingMeasure.MeanOfInstances)
        {
            Start(planned);
            return;
        }

        // An instance that still drains is back at once. Otherwise as many are started as bring the measure into the range.
        if (TryKeepDraining())
            return;
        int more = planned - load.Up;
        while (load.OfTotals(more) + trend < options.UpBelow && Start(planned))
            (more, planned) = (more + 1, planned + 1);
    }

    private double Expected(double mean)
    {
        double slope = double.IsNaN(lastMean) || double.IsInfinity(lastMean) ? 0 : mean - lastMean;
        lastMean = mean;
        return mean + Math.Min(0, slope * (options.LookAhead / options.Interval));
    }

    private bool TryKeepDraining()
    {
        for (int i = 0; i < scheduler.Instances.Count; i++)
        {
            if (!scheduler.Instances[i].Draining)
                continue;
            scheduler.CancelDrain(i);
            return true;
        }

        return false;
    }

    private bool Start(int planned)
    {
        for (int i = 0; i < starting.Length && planned < options.Max; i++)
        {
            InstanceView view = scheduler.Instances[i];
            if (view.Available || view.Draining || starting[i])
                continue;
            starting[i] = true;
            scheduler.Launch(i);
            return true;
        }

        return false;
    }
}
