namespace Restow.Rescheduling.Learning;

/// <summary>What the policy's network sees: small whole numbers, each with a learned row, and a few numbers about the whole fleet. Training and inference both read it here.</summary>
internal static class PolicyFeatures
{
    /// <summary>Cores of a slot, which the policy was made for.</summary>
    public const int SlotCores = 16;

    /// <summary>Rows of a table over numbers of cores: 0 to 64, more counts as 64.</summary>
    public const int CoreRows = 65;

    /// <summary>Rows of a table over changes of value, -3 to 3.</summary>
    public const int GainRows = 7;

    // Networks extrapolate badly: counts above what training meets often look alike.
    private const int ManyNodes = 32;
    private const int ManyHosts = 64;
    private const int ManyMoves = 16;

    /// <summary>Numbers about the whole fleet.</summary>
    public const int Context = (2 * SlotCores) + 4;

    public static int CoreRow(int cores) => Math.Clamp(cores, 0, CoreRows - 1);

    public static int GainRow(long gain) => (int)Math.Clamp(gain, -3, 3) + 3;

    /// <summary>How many, on a scale that suits a network.</summary>
    public static float Scale(int count) => MathF.Log(1 + count) / 4;

    /// <summary>What the value of the token's own nodes gains when one machine leaves.</summary>
    public static long ReleaseGain(PolicyEnvironment environment, in VmToken token)
    {
        int cores = environment.Kinds[token.Kind].Cores;
        long gain = OfNode(environment, token.A, cores);
        return token.B < 0 ? gain : gain + OfNode(environment, token.B, cores);
    }

    /// <summary>Free cores of the token's second node, or of its first node's sibling; none when there is neither.</summary>
    public static int SecondNode(PolicyEnvironment environment, in VmToken token) => token.B >= 0 ? token.B : environment.Sibling[token.A];

    /// <summary>Row for the cores left on a node of a destination.</summary>
    public static int LeftRow(PolicyEnvironment environment, in VmToken token, int node, int cores) =>
        CoreRow(environment.State.FreeCores[node] - (node == token.A || node == token.B ? 0 : cores));

    /// <summary>1 for a destination on the host where the token is, else 0.</summary>
    public static int SameHost(PolicyEnvironment environment, in VmToken token, int node) =>
        environment.Problem.NodeHost[node] == environment.Problem.NodeHost[token.A] ? 1 : 0;

    /// <summary>
    /// For r = 0, ..., 15 the share of nodes whose free cores are r modulo 16, then their number (up to 32, scaled), then the moves left for each host, the moves left (up to 16) and the hosts (up to
    /// 64, both scaled), and the moves left up to 8.
    /// </summary>
    public static void OfFleet(PolicyEnvironment environment, Span<float> context)
    {
        context.Clear();
        Span<int> count = stackalloc int[SlotCores];
        int nodes = 0;
        for (int n = 0; n < environment.Sibling.Length; n++)
        {
            if (environment.Problem.Maintenance[environment.Problem.NodeHost[n]])
                continue;
            count[environment.State.FreeCores[n] % SlotCores]++;
            nodes++;
        }

        for (int r = 0; r < SlotCores; r++)
        {
            context[r] = (float)count[r] / Math.Max(1, nodes);
            context[SlotCores + r] = Scale(Math.Min(count[r], ManyNodes));
        }

        int left = environment.StepsLeft;
        context[2 * SlotCores] = Math.Min(1, (float)left / Math.Max(1, environment.Problem.Hosts));
        context[(2 * SlotCores) + 1] = Scale(Math.Min(left, ManyMoves));
        context[(2 * SlotCores) + 2] = Scale(Math.Min(environment.Problem.Hosts, ManyHosts));
        context[(2 * SlotCores) + 3] = Math.Min(left, 8) / 8f;
    }

    private static long OfNode(PolicyEnvironment environment, int node, int cores)
    {
        long[] value = environment.Problem.NodeValue[node];
        int free = environment.State.FreeCores[node];
        return value[free + cores] - value[free];
    }
}
