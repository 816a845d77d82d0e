using Restow.Packing.Model;
using Restow.Packing.Placements;

namespace Restow.Packing.Tests.Constraints;

/// <summary>A cluster under the default rules, asked by name.</summary>
internal sealed class Bound(Cluster cluster)
{
    private readonly Placement placement = new(cluster, PackingOptions.DefaultConstraints);

    /// <summary>Why the pod may not run on the node; empty when it may.</summary>
    public string WhyNot(string pod, string node) => string.Join(", ", placement.WhyNot(PodOf(pod), cluster.NodeIndex[node]));

    public void Place(string pod, string node) => placement.Place(PodOf(pod), cluster.NodeIndex[node]);

    public void Remove(string pod) => placement.Remove(PodOf(pod));

    private int PodOf(string name) => cluster.Pods.Select(p => p.Name).ToList().IndexOf(name);
}
