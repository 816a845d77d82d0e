using Restow.Serving.Engine;
using Restow.Serving.Llumlets;

namespace Restow.Serving.Scheduling;

/// <summary>
/// Dispatches, pairs instances for migration and scales (paper section 4.3), from load reports alone: its work does not
/// grow with the requests that run.
/// </summary>
/// <remarks>Not thread-safe. Live and simulated code differ in the <see cref="IServingCluster"/> alone.</remarks>
public sealed class GlobalScheduler
{
    private readonly InstanceView[] instances;
    private readonly InstanceOptions limits;
    private readonly IServingCluster cluster;
    private readonly MigrationPairing pairing;
    private readonly Queue<Sequence> homeless = new();
    private readonly int reportsPerPairing;
    private int reports;
    private int sinceMean;

    /// <summary>A scheduler for up to <paramref name="capacity"/> instances, none of them up.</summary>
    public GlobalScheduler(int capacity, ServingPolicy policy, InstanceOptions limits, IServingCluster cluster)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Policy = policy;
        this.limits = limits;
        this.cluster = cluster;
        pairing = new MigrationPairing(policy.MigrationThreshold);
        instances = [.. Enumerable.Range(0, capacity).Select(_ => new InstanceView())];
        // The artifact's interval: every instance reported four times.
        reportsPerPairing = 4 * capacity;
    }

    /// <summary>What decides.</summary>
    public ServingPolicy Policy { get; }

    /// <summary>What is known of each instance.</summary>
    public IReadOnlyList<InstanceView> Instances => instances;

    /// <summary>Whether the scheduler itself works; while it is down, gateways dispatch by the last reports and nothing migrates.</summary>
    public bool MigrationSuspended { get; set; }

    /// <summary>Sends a request to an instance, or keeps it until one is available.</summary>
    public void Dispatch(Sequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        int target = Policy.Dispatch.Choose(instances, sequence.Request);
        if (target < 0)
        {
            homeless.Enqueue(sequence);
            return;
        }

        instances[target].Sent(limits.BlocksFor(sequence.Length));
        cluster.Deliver(sequence, target);
    }

    /// <summary>A report of a step arrived.</summary>
    public void OnReport(int instance, in LoadReport report)
    {
        instances[instance].Update(report);
        if (Policy.Freeness.Steps is { } steps && ++sinceMean >= instances.Length)
            RefreshMean(steps);
        if (!Policy.Migrates || MigrationSuspended || ++reports < reportsPerPairing)
            return;
        reports = 0;
        pairing.Pair(instances, Policy.Freeness, cluster.Migrate);
    }

    // Once in as many reports as there are instances: each has reported since, and the work for one report stays constant.
    private void RefreshMean(StepHeadroom steps)
    {
        sinceMean = 0;
        double sum = 0;
        int up = 0;
        foreach (InstanceView view in instances)
        {
            if (!view.Available)
                continue;
            sum += steps.StepMs(view.Report);
            up++;
        }

        steps.MeanMs = up == 0 ? 0 : sum / up;
    }

    /// <summary>A request ended, for policies that count.</summary>
    public void OnEnded(int instance) => instances[instance].Outstanding--;

    /// <summary>A request moved, for policies that count.</summary>
    public void OnMoved(int from, int to)
    {
        instances[from].Outstanding--;
        instances[to].Outstanding++;
    }

    /// <summary>An instance is up.</summary>
    public void OnUp(int instance, in LoadReport report)
    {
        instances[instance].Reset(report);
        (instances[instance].Available, instances[instance].Draining) = (true, false);
        for (int left = homeless.Count; left > 0; left--)
            Dispatch(homeless.Dequeue());
    }

    /// <summary>An instance is down, or drained.</summary>
    public void OnDown(int instance) => (instances[instance].Available, instances[instance].Draining) = (false, false);

    /// <summary>No new request for an instance, which is then emptied.</summary>
    public void Drain(int instance)
    {
        (instances[instance].Available, instances[instance].Draining) = (false, true);
        cluster.Drain(instance);
    }

    /// <summary>An instance that was being emptied takes requests again.</summary>
    public void CancelDrain(int instance)
    {
        (instances[instance].Available, instances[instance].Draining) = (true, false);
        cluster.CancelDrain(instance);
    }

    /// <summary>Starts an instance.</summary>
    public void Launch(int instance) => cluster.Launch(instance);
}
