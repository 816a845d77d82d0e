using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Learning;

/// <summary>
/// Rescheduling as a game of one migration at a time ("Towards VM Rescheduling Optimization Through Deep Reinforcement Learning", EuroSys'25, section 3): a state of the fleet, legal
/// actions (a token of identical machines, a destination node), a reward of an eighth for each slot gained, as many steps as migrations are allowed.
/// </summary>
/// <remarks>
/// With the tabu, machines of a kind never leave a node again that one of them was moved to, nor enter one that they left: no optimal plan needs it, and a policy that learns by trial
/// otherwise moves back and forth. While a machine can leave a host in maintenance, only such moves are legal. Machines on two nodes go to a node and its <see cref="Sibling"/>.
/// </remarks>
internal sealed class PolicyEnvironment
{
    /// <summary>Reward for each unit of the objective.</summary>
    public const float RewardOfSlot = 0.125f;

    private readonly ReschedulingProblem problem;
    private readonly KindTable kinds;
    private readonly bool tabu;
    private readonly List<VmToken>[] tokensOf;
    private readonly HashSet<(int Kind, int A, int B)> received = [];
    private readonly HashSet<(int Kind, int A, int B)> released = [];
    private readonly List<VmMove> moves = [];
    private readonly List<VmToken> tokens = [];
    private readonly bool[] legal;
    private readonly int[] version;

    public PolicyEnvironment(ReschedulingProblem problem, bool tabu = true)
    {
        this.problem = problem;
        this.tabu = tabu;
        kinds = new KindTable(problem);
        State = new FleetState(problem);
        tokensOf = new List<VmToken>[problem.Hosts];
        version = new int[problem.Hosts];
        legal = new bool[Math.Max(1, problem.Vms)];
        Sibling = new int[problem.Nodes];
        for (int h = 0; h < problem.Hosts; h++)
        {
            (int start, int end) = (problem.NodeStart[h], problem.NodeStart[h + 1]);
            for (int n = start; n < end; n++)
                Sibling[n] = end - start == 1 ? -1 : n + 1 < end ? n + 1 : start;
            tokensOf[h] = [];
            CollectTokens(h);
        }

        Observe();
    }

    public ReschedulingProblem Problem => problem;

    public FleetState State { get; }

    /// <summary>The next node of the same host in a circle, or -1: on a host with two nodes, the other one.</summary>
    public int[] Sibling { get; }

    public IReadOnlyList<VmKind> Kinds => kinds.Kinds;

    /// <summary>The machines that may still move, host by host.</summary>
    public IReadOnlyList<VmToken> Tokens => tokens;

    /// <summary>Whether each token has a legal destination.</summary>
    public ReadOnlySpan<bool> Legal => legal.AsSpan(0, tokens.Count);

    /// <summary>What kinds find when they look for room, by kind.</summary>
    public KindView[] Views => kinds.Views;

    /// <summary>Moves so far, in order.</summary>
    public IReadOnlyList<VmMove> Moves => moves;

    public int StepsLeft => problem.MaxMigrations - moves.Count;

    /// <summary>Whether no action is legal any more.</summary>
    public bool IsOver { get; private set; }

    public IReadOnlyList<VmToken> TokensOf(int host) => tokensOf[host];

    /// <summary>Changes whenever anything on the host does.</summary>
    public int VersionOf(int host) => version[host];

    /// <summary>The second node of a destination, or -1.</summary>
    public int PartnerOf(int kind, int node) => Kinds[kind].IsDouble ? Sibling[node] : -1;

    /// <summary>Whether the token's next machine may go to this node (and its sibling).</summary>
    public bool IsLegal(in VmToken token, int node)
    {
        int partner = PartnerOf(token.Kind, node);
        return kinds.Admits(State, token.Kind, node, partner) && !IsOwn(token, node, partner) && !(tabu && released.Contains(Key(token.Kind, node, partner)));
    }

    /// <summary>By how much the objective's value changes when the token's next machine goes to this node (and its sibling); node values alone.</summary>
    public long Gain(in VmToken token, int node)
    {
        int partner = PartnerOf(token.Kind, node);
        int cores = Kinds[token.Kind].Cores;
        long gain = 0;
        Span<int> touched = [token.A, token.B, node, partner];
        for (int i = 0; i < touched.Length; i++)
        {
            int n = touched[i];
            if (n < 0 || touched[..i].Contains(n))
                continue;
            int free = State.FreeCores[n];
            int after = free + (n == token.A || n == token.B ? cores : 0) - (n == node || n == partner ? cores : 0);
            gain += problem.NodeValue[n][after] - problem.NodeValue[n][free];
        }

        return gain;
    }

    /// <summary>Moves one machine of a token. An illegal action is misuse and throws.</summary>
    /// <returns>The change of the objective's value.</returns>
    public long Step(int token, int node)
    {
        VmToken moved = tokens[token];
        if (!legal[token] || !IsLegal(moved, node))
            throw new InvalidOperationException($"The action (token {token}, node {node}) is not legal.");
        long gain = Gain(moved, node);
        (int kind, int a, int b) to = Key(moved.Kind, node, PartnerOf(moved.Kind, node));
        int from = problem.NodeHost[moved.A];
        int host = problem.NodeHost[node];
        State.Move(moved.Vm, to.a, to.b);
        moves.Add(new VmMove(moved.Vm, to.a, to.b));
        released.Add((moved.Kind, moved.A, moved.B));
        received.Add(to);
        foreach (int h in from == host ? [host] : new[] { from, host })
        {
            version[h]++;
            CollectTokens(h);
        }

        Observe();
        return gain;
    }

    private static bool IsOwn(in VmToken token, int node, int partner) =>
        (node == token.A && partner == token.B) || (partner >= 0 && node == token.B && partner == token.A);

    private static (int Kind, int A, int B) Key(int kind, int node, int partner) =>
        partner < 0 ? (kind, node, -1) : (kind, Math.Min(node, partner), Math.Max(node, partner));

    private void CollectTokens(int host)
    {
        List<VmToken> list = tokensOf[host];
        list.Clear();
        for (int vm = State.FirstOn(host); vm >= 0; vm = State.NextOn(vm))
        {
            int kind = kinds.KindOf[vm];
            if (kind < 0 || (tabu && received.Contains((kind, State.NodeA[vm], State.NodeB[vm]))))
                continue;
            (int a, int b, int mover) = (State.NodeA[vm], State.NodeB[vm], vm);
            int i = list.FindIndex(t => t.Kind == kind && t.A == a && t.B == b);
            if (i < 0)
                list.Add(new VmToken(kind, a, b, 1, mover));
            else
                list[i] = list[i] with { Count = list[i].Count + 1, Vm = kinds.Cheaper(list[i].Vm, mover) };
        }

        // The order of the list on the host depends on the way there; that of the tokens does not.
        list.Sort((x, y) => (x.A, x.B, x.Kind).CompareTo((y.A, y.B, y.Kind)));
    }

    private void Observe()
    {
        tokens.Clear();
        foreach (List<VmToken> list in tokensOf)
            tokens.AddRange(list);
        kinds.Look(State, Sibling, tabu ? released : []);
        IsOver = true;
        bool evacuates = false;
        for (int i = 0; i < tokens.Count; i++)
        {
            VmToken token = tokens[i];
            legal[i] = StepsLeft > 0 && Affordable(token.Vm) && HasDestination(token);
            IsOver &= !legal[i];
            evacuates |= legal[i] && problem.Maintenance[problem.NodeHost[token.A]];
        }

        for (int i = 0; evacuates && i < tokens.Count; i++)
            legal[i] &= problem.Maintenance[problem.NodeHost[tokens[i].A]];
    }

    private bool HasDestination(in VmToken token)
    {
        int others = kinds.Views[token.Kind].Destinations;
        if (others > 0 && IsLegalForOthers(token, token.A))
            others--;
        if (others > 0 && token.B >= 0 && IsLegalForOthers(token, token.B))
            others--;
        return others > 0;
    }

    // Whether the view of the kind counts this node, which is the token's own, as a destination.
    private bool IsLegalForOthers(in VmToken token, int node)
    {
        int partner = PartnerOf(token.Kind, node);
        return IsOwn(token, node, partner) && kinds.Admits(State, token.Kind, node, partner) && !(tabu && released.Contains(Key(token.Kind, node, partner)));
    }

    private bool Affordable(int vm)
    {
        int change = State.IsDisplaced(vm) ? 0 : 1;
        return State.Displaced + change <= problem.MaxMigrations && State.DisplacedMb + (change * problem.MigratedMb[vm]) <= problem.MaxMigratedMb;
    }
}
