using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Search;

namespace Restow.Packing;

/// <summary>Plans a better placement of a cluster's pods.</summary>
public static class Packer
{
    internal static SearchOutcome Search(Cluster cluster, PackingOptions options, Deadline deadline, out PackingProblem problem)
    {
        problem = PackingProblem.Compile(cluster, options);
        return RestowSearch.Run(problem, deadline);
    }
}
