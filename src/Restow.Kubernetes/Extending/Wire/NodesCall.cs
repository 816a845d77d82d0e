using k8s.Models;

namespace Restow.Kubernetes.Extending.Wire;

/// <summary>ExtenderArgs: a pod and the nodes that are offered to it, by name or as whole objects.</summary>
/// <param name="Pod">The pod, with the fields that <see cref="PodReader"/> reads.</param>
/// <param name="Nodes">Names of the nodes, UTF-8; most of them point into the body of the call and live as long as it does.</param>
/// <param name="Objects">With <c>nodeCacheCapable: false</c>, each node as it was sent, in the order of <paramref name="Nodes"/>: it goes back byte for byte.</param>
internal sealed record NodesCall(V1Pod Pod, IReadOnlyList<ReadOnlyMemory<byte>> Nodes, IReadOnlyList<ReadOnlyMemory<byte>>? Objects);

/// <summary>ExtenderPreemptionArgs: a pod and, for each candidate node, who would be evicted for it.</summary>
internal sealed record PreemptionCall(V1Pod Pod, IReadOnlyList<Candidate> Candidates);

/// <summary>MetaVictims of one node.</summary>
/// <param name="Victims">Their UIDs, in the order of the call.</param>
/// <param name="Pods">With <c>nodeCacheCapable: false</c>, the victims themselves.</param>
internal sealed record Candidate(string Node, IReadOnlyList<string> Victims, IReadOnlyList<V1Pod>? Pods, long BudgetViolations);

/// <summary>ExtenderFilterResult.</summary>
/// <param name="Kept">Nodes that stay, as ascending indexes into <see cref="NodesCall.Nodes"/>. All others are refused.</param>
/// <param name="Reason">Why those are refused.</param>
internal sealed record FilterAnswer(IReadOnlyList<int> Kept, string Reason);
