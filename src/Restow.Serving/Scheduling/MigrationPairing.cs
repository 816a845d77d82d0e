namespace Restow.Serving.Scheduling;

/// <summary>
/// Pairs sources with destinations (paper section 4.4.3): instances below the threshold, or with preempted requests in the
/// queue, give; instances above it take; the lowest goes with the highest.
/// </summary>
internal sealed class MigrationPairing(double threshold)
{
    private readonly List<(double Freeness, int Instance)> sources = [];
    private readonly List<(double Freeness, int Instance)> destinations = [];

    public void Pair(IReadOnlyList<InstanceView> instances, Llumlets.Freeness freeness, Action<int, int> migrate)
    {
        sources.Clear();
        destinations.Clear();
        for (int i = 0; i < instances.Count; i++)
        {
            InstanceView view = instances[i];
            if (!view.Available && !view.Draining)
                continue;
            double f = freeness.ForMigration(view.Report);
            if (view.Draining || f < threshold || view.Report.PreemptedWaiting > 0)
                sources.Add((f, i));
            else if (f > threshold)
                destinations.Add((f, i));
        }

        if (sources.Count == 0 || destinations.Count == 0)
            return;
        sources.Sort();
        destinations.Sort();
        for (int i = 0; i < Math.Min(sources.Count, destinations.Count); i++)
            migrate(sources[i].Instance, destinations[^(i + 1)].Instance);
    }
}
