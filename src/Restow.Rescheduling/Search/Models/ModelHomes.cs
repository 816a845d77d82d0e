using Google.OrTools.Sat;
using Restow.Core;

namespace Restow.Rescheduling.Search.Models;

/// <summary>Where each machine that may move can stand, as booleans, with what is left of capacity and limits.</summary>
internal sealed class ModelHomes
{
    private readonly ReschedulingProblem problem;
    private readonly List<(int A, int B, BoolVar Here)>[] homes;
    private readonly List<(long Amount, BoolVar Here)>[] cores;
    private readonly List<(long Amount, BoolVar Here)>[] memory;

    private ModelHomes(ReschedulingProblem problem)
    {
        this.problem = problem;
        homes = [.. Enumerable.Range(0, problem.Vms).Select(_ => new List<(int, int, BoolVar)>())];
        cores = [.. Enumerable.Range(0, problem.Nodes).Select(_ => new List<(long, BoolVar)>())];
        memory = [.. Enumerable.Range(0, problem.Nodes).Select(_ => new List<(long, BoolVar)>())];
        FixedCores = (int[])problem.NodeCores.Clone();
        FixedMemory = (int[])problem.NodeMemory.Clone();
    }

    /// <summary>Cores of each node less those of machines that cannot move.</summary>
    public int[] FixedCores { get; }

    /// <summary>Memory of each node less that of machines that cannot move.</summary>
    public int[] FixedMemory { get; }

    /// <summary>For each machine that may move, whether it is at home.</summary>
    public List<(int Vm, BoolVar Home)> AtHome { get; } = [];

    public static ModelHomes? Build(ReschedulingProblem problem, CpModel model, int mostVariables, Deadline deadline)
    {
        var it = new ModelHomes(problem);
        var places = new Places(problem);
        var start = new FleetState(problem);
        int variables = 0;
        for (int v = 0; v < problem.Vms; v++)
        {
            if (deadline.IsExpired || variables > mostVariables)
                return null;
            if (problem.Movable[v])
                variables += it.AddVm(v, model, places, start);
            else
                it.Fix(v);
        }

        it.AddCapacity(model);
        long displaceable = it.AtHome.Count;
        model.Add(LinearExpr.Sum(it.AtHome.Select(h => h.Home)) >= displaceable - problem.MaxMigrations);
        if (problem.MaxMigratedMb < long.MaxValue)
        {
            long total = it.AtHome.Sum(h => problem.MigratedMb[h.Vm]);
            model.Add(LinearExpr.WeightedSum(it.AtHome.Select(h => h.Home), it.AtHome.Select(h => problem.MigratedMb[h.Vm])) >= total - problem.MaxMigratedMb);
        }

        return it;
    }

    /// <summary>The machine's booleans on a host.</summary>
    public IEnumerable<BoolVar> On(int vm, int host) => homes[vm].Where(p => problem.NodeHost[p.A] == host).Select(p => p.Here);

    /// <summary>Hosts on which the machine can stand.</summary>
    public IEnumerable<int> HostsOf(int vm) => homes[vm].Select(p => problem.NodeHost[p.A]).Distinct();

    /// <summary>Free cores of a node.</summary>
    public LinearExpr FreeCores(int node) => FixedCores[node] - Load(cores[node]);

    /// <summary>Free memory of a node, MB.</summary>
    public LinearExpr FreeMemory(int node) => FixedMemory[node] - Load(memory[node]);

    /// <summary>The moves of a solution.</summary>
    public VmMove[] Moves(CpSolverResponse response)
    {
        var moves = new List<VmMove>();
        foreach ((int vm, BoolVar home) in AtHome)
        {
            if (response.Solution[home.Index] != 0)
                continue;
            (int a, int b, BoolVar _) = homes[vm].Find(p => response.Solution[p.Here.Index] != 0);
            moves.Add(new VmMove(vm, a, b));
        }

        return [.. moves];
    }

    private static LinearExpr Load(List<(long Amount, BoolVar Here)> row) => LinearExpr.WeightedSum(row.Select(r => r.Here), row.Select(r => r.Amount));

    private int AddVm(int vm, CpModel model, Places places, FleetState start)
    {
        (int homeA, int homeB) = (problem.OriginA[vm], problem.OriginB[vm]);
        AddHome(vm, homeA, homeB, model);
        AtHome.Add((vm, homes[vm][0].Here));
        foreach ((int a, int b) in places.Of(homeB >= 0))
        {
            bool isHome = a == homeA && b == homeB;
            bool fits = problem.NodeCores[a] >= problem.Cores[vm] && (b < 0 || problem.NodeCores[b] >= problem.Cores[vm]);
            if (!isHome && fits && (problem.Pins[vm] is null || problem.NodeHost[a] == start.HostOf(vm) || problem.Pins[vm]!.Contains(problem.NodeHost[a])))
                AddHome(vm, a, b, model);
        }

        model.AddExactlyOne(homes[vm].Select(p => p.Here));
        return homes[vm].Count;
    }

    private void AddHome(int vm, int a, int b, CpModel model)
    {
        BoolVar here = model.NewBoolVar("");
        model.AddHint(here, homes[vm].Count == 0);
        homes[vm].Add((a, b, here));
        foreach (int node in b < 0 ? [a] : new[] { a, b })
        {
            cores[node].Add((problem.Cores[vm], here));
            memory[node].Add((problem.Memory[vm], here));
        }
    }

    private void Fix(int vm)
    {
        foreach (int node in problem.OriginB[vm] < 0 ? [problem.OriginA[vm]] : new[] { problem.OriginA[vm], problem.OriginB[vm] })
        {
            FixedCores[node] -= problem.Cores[vm];
            FixedMemory[node] -= problem.Memory[vm];
        }
    }

    private void AddCapacity(CpModel model)
    {
        for (int n = 0; n < problem.Nodes; n++)
        {
            if (cores[n].Count == 0)
                continue;
            model.Add(Load(cores[n]) <= FixedCores[n]);
            model.Add(Load(memory[n]) <= FixedMemory[n]);
        }
    }
}
