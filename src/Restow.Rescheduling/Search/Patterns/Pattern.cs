using System.Text;

namespace Restow.Rescheduling.Search.Patterns;

/// <summary>Contents that a unit may have.</summary>
/// <param name="On">For each node the machines of each kind that lie on it alone.</param>
/// <param name="Doubles">Machines of each kind that lie on both nodes.</param>
internal sealed record Pattern(int[][] On, int[] Doubles)
{
    public bool IsEmpty => On.All(n => n.All(c => c == 0)) && Doubles.All(c => c == 0);

    /// <summary>Same contents, same key.</summary>
    public string Key()
    {
        var key = new StringBuilder();
        foreach (int[] counts in On.Append(Doubles))
        {
            foreach (int count in counts)
                key.Append((char)('0' + count));
            key.Append('|');
        }

        return key.ToString();
    }

    /// <summary>The present contents.</summary>
    public static Pattern Stay(HostClass host) => new([.. host.Nodes.Select(n => n.Now)], host.Doubles);

    /// <summary>No machine that may move.</summary>
    public static Pattern Empty(HostClass host) => new([.. host.Nodes.Select(n => new int[n.Now.Length])], new int[host.Doubles.Length]);
}

/// <summary>A pattern of a class, as a column of the master.</summary>
/// <param name="Class">Index of the class.</param>
/// <param name="Pattern">The contents.</param>
/// <param name="Gain">Value less the present value.</param>
/// <param name="Change">Machines of each kind that come, less those that go.</param>
/// <param name="Leaving">Machines that leave a node, halves as halves.</param>
/// <param name="LeavingMb">MB that moving those copies at least.</param>
internal sealed record Column(int Class, Pattern Pattern, double Gain, double[] Change, double Leaving, double LeavingMb)
{
    public static Column Of(ClassSpace space, int index, Pattern pattern)
    {
        HostClass host = space.Classes[index];
        MachineKinds kinds = space.Kinds;
        double[] change = new double[kinds.Count];
        double leaving = 0;
        double megabytes = 0;
        void Count(int kind, int before, int after)
        {
            double weight = space.Weight(host, kind);
            change[kind] += weight * (after - before);
            leaving += weight * Math.Max(0, before - after);
            megabytes += weight * Math.Max(0, before - after) * kinds.MigratedMb[kind];
        }

        for (int t = 0; t < kinds.Count; t++)
        {
            for (int k = 0; k < host.Nodes.Length; k++)
                Count(t, host.Nodes[k].Now[t], pattern.On[k][t]);
            Count(t, host.Doubles[t], pattern.Doubles[t]);
        }

        return new Column(index, pattern, space.Value(host, pattern) - host.ValueNow, change, leaving, megabytes);
    }
}
