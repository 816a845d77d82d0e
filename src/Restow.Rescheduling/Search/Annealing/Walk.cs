using System.Runtime.CompilerServices;
using Restow.Core;

namespace Restow.Rescheduling.Search.Annealing;

/// <summary>
/// Simulated annealing over single migrations, never outside what is allowed. A proposal is a random machine and a random place;
/// one in four takes a displaced machine, and half of those send it home: with a tight limit on migrations, nothing moves unless something goes back.
/// </summary>
/// <remarks>
/// The change of the sloped value less a penalty for each displaced machine is compared with temperature x log(u) (Metropolis), log(u) from a
/// table. The loop allocates nothing and reads three cache lines a proposal: random bits for kind, machine, place and u come from one draw of 64.
/// </remarks>
internal sealed class Walk
{
    private const int Logs = 4096;
    private const float EvacuationWeight = 1000;
    private const float BrokenWeight = 0.05f;
    private const float Penalty = 0.02f;
    private const float PenaltyAboveLimit = 1;

    private static readonly float[] LogTable = [.. Enumerable.Range(0, Logs).Select(i => MathF.Log((i + 0.5f) / Logs))];

    private readonly ReschedulingProblem problem;
    private readonly WalkState state;
    private readonly SeededRandom random;
    private readonly float[] smooth;
    private readonly float scale;
    private readonly int[] targets;
    private readonly (int A, int B)[] pairs;

    public Walk(ReschedulingProblem problem, SmoothValue value, WalkState state, SeededRandom random)
    {
        (this.problem, this.state, this.random) = (problem, state, random);
        (smooth, scale) = (value.Smooth, value.Scale);
        var places = new Places(problem);
        targets = [.. places.Singles.Select(p => p.A)];
        pairs = places.Pairs;
    }

    /// <summary>Moves machines off hosts in maintenance, largest first, each to the place where it does most good.</summary>
    public void Evacuate()
    {
        foreach (int v in state.Movable.Where(v => problem.Maintenance[problem.NodeHost[state.Vms[v].A]]).OrderByDescending(v => problem.Cores[v]))
        {
            (float best, int a, int b) = (float.NegativeInfinity, -1, -1);
            bool isDouble = state.Vms[v].B >= 0;
            for (int k = 0; k < (isDouble ? pairs.Length : targets.Length); k++)
            {
                (int x, int y) = isDouble ? pairs[k] : (targets[k], -1);
                float change = Change(v, x, y);
                if (change > best)
                    (best, a, b) = (change, x, y);
            }

            if (a >= 0)
                state.Commit(v, a, b);
        }
    }

    /// <summary>Makes proposals at one temperature, in units of the objective's ordinary step.</summary>
    public void Run(int proposals, float temperature)
    {
        int[] movable = state.Movable;
        float heat = temperature * scale;
        if (movable.Length == 0 || targets.Length == 0)
            return;
        for (int k = 0; k < proposals; k++)
        {
            ulong bits = random.NextUInt64();
            uint kind = (uint)bits & 7;
            ulong pick = (bits >> 3) & 0xFF_FFFF;
            ReadOnlySpan<int> displaced = state.Displaced;
            bool isBack = kind < 2 && displaced.Length > 0;
            int v = isBack ? displaced[(int)((pick * (uint)displaced.Length) >> 24)] : movable[(int)((pick * (uint)movable.Length) >> 24)];
            ref WalkVm vm = ref state.Vms[v];
            if (vm.Slot < 0 && state.DisplacedCount >= state.Limit)
                continue;
            float threshold = heat * LogTable[(int)(bits >> 27) & (Logs - 1)];
            ulong place = bits >> 39;
            if (kind == 0 && isBack)
                Try(v, vm.OriginA, vm.OriginB, threshold);
            else if (vm.B >= 0)
                TryPair(v, place, threshold);
            else
                Try(v, targets[(int)((place * (uint)targets.Length) >> 25)], -1, threshold);
        }
    }

    private void TryPair(int v, ulong place, float threshold)
    {
        if (pairs.Length == 0)
            return;
        (int a, int b) = pairs[(int)((place * (uint)pairs.Length) >> 25)];
        Try(v, a, b, threshold);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Try(int v, int a, int b, float threshold)
    {
        if (Change(v, a, b) >= threshold)
            state.Commit(v, a, b);
    }

    /// <summary>What the move is worth to the walk; minus infinity when it is not allowed, does not fit, or changes nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Change(int v, int a, int b)
    {
        ref WalkVm vm = ref state.Vms[v];
        WalkNode[] nodes = state.Nodes;
        if (b >= 0 || state.HasHostTerms || vm.IsSpecial)
            return ChangeOfAny(v, a, b);
        ref WalkNode to = ref nodes[a];
        if (a == vm.A || to.Cores < vm.Cores || to.Memory < vm.Memory)
            return float.NegativeInfinity;
        ref WalkNode from = ref nodes[vm.A];
        float change = smooth[to.Table + to.Cores - vm.Cores] - smooth[to.Table + to.Cores] + smooth[from.Table + from.Cores + vm.Cores] - smooth[from.Table + from.Cores];
        return change + ChangeOfCount(v, a != vm.OriginA);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float ChangeOfCount(int v, bool isDisplaced)
    {
        bool was = state.Vms[v].Slot >= 0;
        if (was == isDisplaced)
            return 0;
        if (isDisplaced)
            return state.MayDisplace(v) ? -Penalty * scale : float.NegativeInfinity;
        return scale * (state.DisplacedCount > state.Limit ? PenaltyAboveLimit : Penalty);
    }

    private float ChangeOfAny(int v, int a, int b)
    {
        ref WalkVm vm = ref state.Vms[v];
        bool isSame = a == vm.A && b == vm.B;
        if (isSame || !HasRoom(ref vm, a) || (b >= 0 && !HasRoom(ref vm, b)) || (vm.IsSpecial && !state.Allows(v, state.Nodes[a].Host)))
            return float.NegativeInfinity;
        float change = ChangeOfCount(v, a != vm.OriginA || b != vm.OriginB);
        if (float.IsNegativeInfinity(change))
            return change;
        change += Entering(ref vm, a) + Leaving(vm.A, vm.Cores, a, b) + (b < 0 ? 0 : Entering(ref vm, b) + Leaving(vm.B, vm.Cores, a, b));
        if (vm.IsSpecial)
        {
            (int left, long broken) = state.Relief(v, state.Nodes[a].Host);
            change += scale * ((EvacuationWeight * left) + (BrokenWeight * broken));
        }

        return state.HasHostTerms ? change + state.HostChange(v, a, b) : change;
    }

    private bool HasRoom(ref WalkVm vm, int node) =>
        node == vm.A || node == vm.B || (state.Nodes[node].Cores >= vm.Cores && state.Nodes[node].Memory >= vm.Memory);

    private float Entering(ref WalkVm vm, int node) => node == vm.A || node == vm.B ? 0 : Step(node, -vm.Cores);

    private float Leaving(int node, int cores, int a, int b) => node == a || node == b ? 0 : Step(node, cores);

    private float Step(int node, int cores)
    {
        ref WalkNode it = ref state.Nodes[node];
        return smooth[it.Table + it.Cores + cores] - smooth[it.Table + it.Cores];
    }
}
