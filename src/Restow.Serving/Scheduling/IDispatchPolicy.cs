using Restow.Core;
using Restow.Serving.Llumlets;

namespace Restow.Serving.Scheduling;

/// <summary>Where a new request goes.</summary>
public interface IDispatchPolicy
{
    /// <summary>Its name in reports.</summary>
    string Name { get; }

    /// <summary>The instance for <paramref name="request"/>; -1 when none is available.</summary>
    int Choose(IReadOnlyList<InstanceView> instances, ServingRequest request);
}

/// <summary>To each available instance in turn.</summary>
internal sealed class RoundRobinDispatch : IDispatchPolicy
{
    private int last = -1;

    public string Name => "round-robin";

    public int Choose(IReadOnlyList<InstanceView> instances, ServingRequest request)
    {
        for (int i = 1; i <= instances.Count; i++)
        {
            int candidate = (last + i) % instances.Count;
            if (instances[candidate].Available)
                return last = candidate;
        }

        return -1;
    }
}

/// <summary>To the instance with the fewest requests that have not ended.</summary>
internal sealed class LeastRequestsDispatch : IDispatchPolicy
{
    public string Name => "least-requests";

    public int Choose(IReadOnlyList<InstanceView> instances, ServingRequest request)
    {
        int best = -1;
        for (int i = 0; i < instances.Count; i++)
        {
            if (instances[i].Available && (best < 0 || instances[i].Outstanding < instances[best].Outstanding))
                best = i;
        }

        return best;
    }
}

/// <summary>To the less loaded of two random instances (Mitzenmacher, 2001): random choice keeps stale loads from herding.</summary>
internal sealed class PowerOfTwoDispatch(Freeness freeness, SeededRandom random) : IDispatchPolicy
{
    private readonly List<int> available = [];

    public string Name => "power-of-two";

    public int Choose(IReadOnlyList<InstanceView> instances, ServingRequest request)
    {
        available.Clear();
        for (int i = 0; i < instances.Count; i++)
        {
            if (instances[i].Available)
                available.Add(i);
        }

        if (available.Count == 0)
            return -1;
        int a = available[random.Next(available.Count)];
        int b = available[random.Next(available.Count)];
        return freeness.ForDispatch(instances[a].Report) >= freeness.ForDispatch(instances[b].Report) ? a : b;
    }
}

/// <summary>To the freest instance (paper section 4.4.3), optionally counting what was sent since its last report.</summary>
/// <remarks>Reports are a step old. Without the account, all arrivals of one step herd to the same instance.</remarks>
internal sealed class FreestDispatch(Freeness freeness, bool accountsInFlight) : IDispatchPolicy
{
    public string Name => accountsInFlight ? "freest, in flight counted" : "freest";

    public int Choose(IReadOnlyList<InstanceView> instances, ServingRequest request)
    {
        int best = -1;
        double bestFreeness = double.NegativeInfinity;
        for (int i = 0; i < instances.Count; i++)
        {
            InstanceView view = instances[i];
            if (!view.Available)
                continue;
            (int requests, int blocks) = accountsInFlight ? (view.SentRequests, view.SentBlocks) : (0, 0);
            double candidate = freeness.ForDispatch(view.Report, requests, blocks, request.ExecutionPriority);
            if (best < 0 || candidate > bestFreeness)
                (best, bestFreeness) = (i, candidate);
        }

        return best;
    }
}

/// <summary>
/// Ours: among the instances that are not computing or queueing a prompt, the freest of those that have room for the request and
/// are above the threshold; else as <paramref name="otherwise"/> says. A prompt of 6,000 tokens occupies an instance for more than a second, which its
/// free memory does not show; and the freest instance for each request it has may not be one with room for this one.
/// </summary>
internal sealed class QuietFirstDispatch(IDispatchPolicy otherwise, Freeness freeness, double enough, InstanceOptions limits) : IDispatchPolicy
{
    public string Name => $"quiet first, then {otherwise.Name}";

    public int Choose(IReadOnlyList<InstanceView> instances, ServingRequest request)
    {
        int best = -1;
        double bestFreeness = enough;
        int demand = limits.BlocksFor(request.PromptTokens);
        for (int i = 0; i < instances.Count; i++)
        {
            InstanceView view = instances[i];
            if (!view.Available || view.SentRequests > 0 || view.Report.Waiting > 0)
                continue;
            double candidate = freeness.ForDispatch(view.Report, priority: request.ExecutionPriority);
            if (candidate > bestFreeness && freeness.ForDispatch(view.Report, 1, demand) > 0)
                (best, bestFreeness) = (i, candidate);
        }

        return best >= 0 && request.ExecutionPriority == RequestPriority.Normal ? best : otherwise.Choose(instances, request);
    }
}
