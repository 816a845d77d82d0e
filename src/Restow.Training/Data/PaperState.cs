using Restow.Rescheduling.Learning;
using Restow.Rescheduling.Search;
using static TorchSharp.torch;

namespace Restow.Training.Data;

/// <summary>
/// A state as the paper's network sees it (EuroSys'25, section 3.2), for hosts of two nodes. A host's numbers: free cores and memory of each node as shares of the host's; for each node the fragment as a
/// share of its free cores and of a slot. A machine's: cores and memory on each node, the fragment that it makes on each, its host's numbers. Both end with how far the episode is.
/// </summary>
internal sealed class PaperState
{
    private readonly PolicyEnvironment environment;

    public PaperState(PolicyEnvironment environment, double progress)
    {
        this.environment = environment;
        ReschedulingProblem problem = environment.Problem;
        float[][] hosts = [.. Enumerable.Range(0, problem.Hosts).Select(h => OfHost(problem, h))];
        Movable = [.. Enumerable.Range(0, problem.Vms).Where(v => problem.Movable[v])];
        var token = new Dictionary<(int Cores, int Memory, int A, int B), int>();
        for (int t = 0; t < environment.Tokens.Count; t++)
        {
            VmToken x = environment.Tokens[t];
            token[(environment.Kinds[x.Kind].Cores, environment.Kinds[x.Kind].Memory, x.A, x.B)] = t;
        }

        TokenOf = [.. Movable.Select(v => token.GetValueOrDefault((problem.Cores[v], problem.Memory[v], environment.State.NodeA[v], environment.State.NodeB[v]), -1))];
        float at = (float)progress;
        Hosts = tensor(hosts.SelectMany(h => h.Append(at)).ToArray(), hosts.Length, HostFeatures);
        Vms = tensor(Movable.SelectMany(v => OfVm(problem, v).Concat(hosts[environment.State.HostOf(v)]).Append(at)).ToArray(), Movable.Length, VmFeatures);
        Tensor tree = tensor(Enumerable.Range(0, hosts.Length).Concat(Movable.Select(v => environment.State.HostOf(v))).Select(h => (long)h).ToArray());
        SameTree = tree.unsqueeze(0).eq(tree.unsqueeze(1));
        LegalVms = tensor(TokenOf.Select(t => t >= 0 && environment.Legal[t]).ToArray());
    }

    public static int HostFeatures => 9;

    public static int VmFeatures => 6 + HostFeatures;

    /// <summary>[hosts, host features].</summary>
    public Tensor Hosts { get; }

    /// <summary>[machines, machine features].</summary>
    public Tensor Vms { get; }

    /// <summary>[hosts + machines, hosts + machines]: whether two belong to one host.</summary>
    public Tensor SameTree { get; }

    /// <summary>[machines]: whether it can go anywhere.</summary>
    public Tensor LegalVms { get; }

    /// <summary>The machines that have a row.</summary>
    public int[] Movable { get; }

    /// <summary>The environment's token of each row; -1 for machines of a group that is closed.</summary>
    public int[] TokenOf { get; }

    /// <summary>[2 hosts]: whether the row's machine may go to this host, preferring this node.</summary>
    public Tensor LegalNodes(int row) =>
        tensor(Enumerable.Range(0, environment.Problem.Nodes).Select(n => environment.IsLegal(environment.Tokens[TokenOf[row]], n)).ToArray());

    private float[] OfHost(ReschedulingProblem problem, int host)
    {
        int first = problem.NodeStart[host];
        float cores = problem.NodeCores[first] + problem.NodeCores[first + 1];
        float memory = problem.NodeMemory[first] + problem.NodeMemory[first + 1];
        float Fragment(int node) => environment.State.FreeCores[node] % PolicyFeatures.SlotCores;
        float Share(int node) => Fragment(node) / Math.Max(1, environment.State.FreeCores[node]);
        return
        [
            environment.State.FreeCores[first] / cores, environment.State.FreeCores[first + 1] / cores,
            environment.State.FreeMemory[first] / memory, environment.State.FreeMemory[first + 1] / memory,
            Share(first), Share(first + 1), Fragment(first) / PolicyFeatures.SlotCores, Fragment(first + 1) / PolicyFeatures.SlotCores,
        ];
    }

    private float[] OfVm(ReschedulingProblem problem, int vm)
    {
        int first = problem.NodeStart[environment.State.HostOf(vm)];
        float cores = problem.NodeCores[first] + problem.NodeCores[first + 1];
        float memory = problem.NodeMemory[first] + problem.NodeMemory[first + 1];
        float[] on = [.. new[] { first, first + 1 }.Select(n => n == environment.State.NodeA[vm] || n == environment.State.NodeB[vm] ? 1f : 0f)];
        float fragment = (float)(problem.Cores[vm] % PolicyFeatures.SlotCores) / PolicyFeatures.SlotCores;
        return
        [
            on[0] * problem.Cores[vm] / cores, on[1] * problem.Cores[vm] / cores,
            on[0] * problem.Memory[vm] / memory, on[1] * problem.Memory[vm] / memory,
            on[0] * fragment, on[1] * fragment,
        ];
    }
}
