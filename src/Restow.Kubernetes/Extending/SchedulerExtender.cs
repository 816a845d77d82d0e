using System.Globalization;
using System.Text;
using k8s.Models;
using Restow.Kubernetes.Extending.Wire;
using Restow.Kubernetes.Reservations;
using Restow.Packing.Model;

namespace Restow.Kubernetes.Extending;

/// <summary>What the scheduler's pods may see: planned replicas the node that a plan holds for them, all others what is left beside that.</summary>
/// <remarks>
/// <list type="number">
/// <item>A planned pod sees one node, where a place is reserved. It is not checked against other reservations there: the plan made room for all, and
/// each would wait for the other. Whether it really fits, the scheduler has checked before it asks.</item>
/// <item>While that node is not offered (its room is not free yet, or it is gone) the pod sees none, and preemption is told that it cannot help. It waits until
/// the node is offered, or the reservation is released or lapses; then the pod is like any other.</item>
/// <item>Any other pod is refused where it would eat into what is reserved, in the resources that are reserved.</item>
/// <item>A pod that is critical for the system is never held back.</item>
/// <item>A pod labelled <c>restow.dev/probe: "true"</c> is refused everywhere: it asks whether the scheduler asks, and must never run.</item>
/// </list>
/// A pod that the scheduler has assigned but the watch has not shown yet is not charged: that window is the scheduler's bind, a few milliseconds.
/// </remarks>
public sealed class SchedulerExtender(ReservationLedger ledger, INodeRoom room)
{
    private const string ProbeLabel = "restow.dev/probe";
    private const string ProbeReason = "restow: a probe is never to run";
    private const int SystemCritical = 2_000_000_000;
    private const int HighestScore = 10;
    private const string Taken = "restow: the room is reserved for pods that a plan moves here";

    internal FilterAnswer Filter(NodesCall call)
    {
        if (IsProbe(call.Pod))
            return new FilterAnswer([], ProbeReason);
        return PlaceOf(call.Pod, node => IndexOf(call, node) >= 0) is { } promise ? Planned(call, promise) : Ordinary(call);
    }

    /// <summary>Scores from 0 to 10, one for each node.</summary>
    internal int[] Prioritize(NodesCall call)
    {
        int[] scores = new int[call.Nodes.Count];
        if (ReplicaKey.Of(call.Pod) is not { } key)
            return scores;
        foreach (string node in ledger.For(key).Select(r => r.Node))
        {
            if (IndexOf(call, node) is >= 0 and var index)
                scores[index] = HighestScore;
        }

        return scores;
    }

    /// <summary>The candidates whose preemption leaves reserved room alone, with their victims as they are. One without victims is dropped: none are invented.</summary>
    internal List<Candidate> Preempt(PreemptionCall call)
    {
        string? place = PlaceOf(call.Pod, node => call.Candidates.Any(c => c.Node == node))?.Node;
        Resources? needed = null;
        return [.. call.Candidates.Where(c => c.Victims.Count > 0 && (place is null || place == c.Node) && IsRoomLeft(c, place))];

        bool IsRoomLeft(Candidate candidate, string? place) =>
            IsCritical(call.Pod) || !ledger.HoldsRoomOn(candidate.Node)
            || LeavesReserved(candidate.Node, needed ??= room.RequestsOf(call.Pod), place is null ? null : ReplicaKey.Of(call.Pod), Freed(candidate));
    }

    private Promise? PlaceOf(V1Pod pod, Func<string, bool> isOffered) =>
        ReplicaKey.Of(pod) is { } key ? ledger.Claim(key, pod.Metadata.Uid, isOffered) : null;

    private static FilterAnswer Planned(NodesCall call, Promise promise)
    {
        string reason = string.Create(CultureInfo.InvariantCulture, $"restow: the pod is to land on {promise.Node}, reserved until {promise.Expires.UtcDateTime:HH:mm:ss} UTC");
        return new FilterAnswer(IndexOf(call, promise.Node) is >= 0 and var place ? [place] : [], reason);
    }

    private FilterAnswer Ordinary(NodesCall call)
    {
        bool free = IsCritical(call.Pod) || ledger.IsEmpty;
        List<int> kept = new(call.Nodes.Count);
        Resources? needed = null;
        for (int node = 0; node < call.Nodes.Count; node++)
        {
            ReadOnlySpan<byte> name = call.Nodes[node].Span;
            if (free || !ledger.HoldsRoomOn(name) || LeavesReserved(Encoding.UTF8.GetString(name), needed ??= room.RequestsOf(call.Pod), null, null))
                kept.Add(node);
        }

        return new FilterAnswer(kept, Taken);
    }

    /// <summary>Where a node stands in a call; -1 when it is not offered.</summary>
    private static int IndexOf(NodesCall call, string node)
    {
        byte[] name = Encoding.UTF8.GetBytes(node);
        for (int index = 0; index < call.Nodes.Count; index++)
        {
            if (call.Nodes[index].Span.SequenceEqual(name))
                return index;
        }

        return -1;
    }

    /// <summary>Whether a node still holds what is reserved there for others once it has given <paramref name="needed"/>.</summary>
    private bool LeavesReserved(string node, Resources needed, ReplicaKey? except, Resources? freed)
    {
        Resources reserved = ledger.ReservedOn(node, except);
        if (reserved.Count == 0)
            return true;
        if (!room.TryGetFree(node, out Resources? free))
            return false;
        foreach ((string name, long amount) in needed)
        {
            if (amount > 0 && reserved.Of(name) is > 0 and var kept && free.Of(name) + (freed?.Of(name) ?? 0) - kept < amount)
                return false;
        }

        return true;
    }

    private Resources Freed(Candidate candidate)
    {
        var freed = new Resources();
        for (int victim = 0; victim < candidate.Victims.Count; victim++)
        {
            if (!room.TryGetRequests(candidate.Victims[victim], out Resources? requests))
                requests = candidate.Pods is { } pods ? room.RequestsOf(pods[victim]) : [];
            foreach ((string name, long amount) in requests)
                freed[name] = freed.Of(name) + amount;
        }

        return freed;
    }

    private static bool IsProbe(V1Pod pod) => pod.Metadata.Labels is { } labels && labels.TryGetValue(ProbeLabel, out string? value) && value == "true";

    private static bool IsCritical(V1Pod pod) => pod.Spec.Priority >= SystemCritical;
}
