using Restow.Serving.Llumlets;

namespace Restow.Serving.Scheduling;

/// <summary>What auto-scaling sees of the cluster in one decision: sums over the last reports of the instances that take requests.</summary>
internal sealed class ClusterLoad
{
    private double freeBlocks;
    private double waitingBlocks;
    private int running;
    private int waiting;
    private double freeness;
    private double victimFreeness;
    private int totalBlocks;

    /// <summary>Instances that take requests.</summary>
    public int Up { get; private set; }

    /// <summary>Which to drain; -1 without any.</summary>
    public int Victim { get; private set; } = -1;

    public double OfInstances => Up == 0 ? double.NegativeInfinity : freeness / Up;

    public double OfInstancesWithoutVictim => Up == 1 ? double.NegativeInfinity : (freeness - victimFreeness) / (Up - 1);

    /// <summary>As if the victim's memory were gone, but not its requests.</summary>
    public double OfTotalsWithoutVictim => Up <= 1 ? double.NegativeInfinity : Divide(freeBlocks - waitingBlocks - totalBlocks, running + (waiting > 0 ? 1 : 0));

    /// <summary>With <paramref name="more"/> empty instances.</summary>
    public double OfTotals(int more) => Up + more == 0 ? double.NegativeInfinity : Divide(freeBlocks - waitingBlocks + ((double)more * totalBlocks), running + waiting);

    /// <summary>The load now; the victim is the last instance, or else the one with the fewest running requests.</summary>
    public static ClusterLoad Of(GlobalScheduler scheduler, double emptyFreeness, bool victimIsLast)
    {
        var load = new ClusterLoad();
        for (int i = 0; i < scheduler.Instances.Count; i++)
        {
            InstanceView view = scheduler.Instances[i];
            if (view.Available)
                load.Add(i, view.Report, scheduler, emptyFreeness, victimIsLast);
        }

        return load;
    }

    private void Add(int instance, in LoadReport report, GlobalScheduler scheduler, double emptyFreeness, bool victimIsLast)
    {
        Up++;
        totalBlocks = report.TotalBlocks - report.WatermarkBlocks;
        freeBlocks += report.FreeBlocks - report.WatermarkBlocks;
        waitingBlocks += report.WaitingBlocks;
        running += report.Running;
        waiting += report.Waiting;
        double own = Math.Min(scheduler.Policy.Freeness.ForMigration(report), emptyFreeness);
        freeness += own;
        if (Victim < 0 || victimIsLast || report.Running < scheduler.Instances[Victim].Report.Running)
            (Victim, victimFreeness) = (instance, own);
    }

    private static double Divide(double blocks, int requests) => requests == 0 ? double.PositiveInfinity : blocks / requests;
}
