using Restow.Core;
using Restow.Kubernetes.Cache;
using Restow.Kubernetes.Reservations;
using Restow.Packing;
using Restow.Packing.Model;
using Restow.Packing.Views;

namespace Restow.Kubernetes.Controlling;

/// <summary>Makes a plan of the live cluster and writes it as a record.</summary>
internal sealed class Planner(ClusterCache cache, PackingOptions options, bool apply, TimeProvider time)
{
    private const int PendingShown = 50;

    public async Task<Result<PlanRecord>> PlanAsync(string trigger, CancellationToken cancellation)
    {
        if (!cache.Assemble().TryGet(out Cluster? cluster, out Fault? fault))
            return fault;

        // Nothing would bring back a bare pod.
        PackingOptions live = options with { Now = time.GetUtcNow(), MoveBarePods = false };
        Result<PackingPlan> solved = await Task.Run(() => Packer.Plan(cluster, live, null, null, cancellation), cancellation);
        return solved.Then<PlanRecord>(plan => Record(cluster, plan, trigger));
    }

    private PlanRecord Record(Cluster cluster, PackingPlan plan, string trigger) => new()
    {
        Id = $"{time.GetUtcNow():yyyyMMdd-HHmmss}-{Guid.NewGuid().ToString("N")[..6]}",
        Created = time.GetUtcNow(),
        Trigger = trigger,
        State = !plan.IsBetter ? PlanState.NothingBetter : apply ? PlanState.Running : PlanState.Proposed,
        Certificate = plan.Plan.Certificate,
        SolveSeconds = plan.Plan.Elapsed.TotalSeconds,
        Before = plan.Plan.Before,
        After = plan.Plan.After,
        Steps = [.. plan.Plan.Steps.Select((step, number) => Step(cluster, step, number))],
        Pending = [.. plan.Pending.Take(PendingShown).Select(p => $"{p.Namespace}/{p.Name}: {p.Reason}")],
        Immovable = ImmovableNote.Of(plan.Immovable),
    };

    private StepRecord Step(Cluster cluster, PlanStep<PackingMove> step, int number)
    {
        Pod pod = cluster.Pods[step.Move.Pod];
        ReplicaKey key = pod.Workload is { } workload ? new ReplicaKey(workload.ControllerUid, workload.TemplateHash) : new ReplicaKey(pod.Uid, "");
        return new StepRecord
        {
            Number = number,
            Wave = step.Wave,
            Kind = step.Move.Kind,
            Namespace = pod.Namespace,
            Name = pod.Name,
            Uid = pod.Uid,
            Workload = pod.Workload is { } owner ? $"{owner.Kind} {pod.Namespace}/{owner.Name}" : "",
            Key = key,
            Priority = pod.Priority,
            From = step.Move.From,
            To = step.Move.To,
            Requests = pod.Requests,
            Present = step.Move.To is { } to ? [.. cache.ReplicasOf(key).Where(p => p.Node == to).Select(p => p.Uid)] : [],
        };
    }
}
