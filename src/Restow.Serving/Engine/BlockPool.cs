namespace Restow.Serving.Engine;

/// <summary>
/// The paged KV memory of one instance. Every block has a number and is at any time either free, kept for a session
/// (free to whoever needs it) or in exactly one <see cref="BlockTable"/>.
/// </summary>
public sealed class BlockPool
{
    private readonly int[] free;
    private readonly PrefixStore prefixes = new();
    private int stacked;

    /// <summary>A pool whose blocks are all free.</summary>
    public BlockPool(InstanceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        free = new int[options.Blocks];
        for (int i = 0; i < free.Length; i++)
            free[i] = free.Length - 1 - i;
        stacked = free.Length;
    }

    /// <summary>The limits that the pool was made for.</summary>
    public InstanceOptions Options { get; }

    /// <summary>Blocks that may be taken, those kept for sessions included.</summary>
    public int Free => stacked + prefixes.Blocks;

    /// <summary>Whether <paramref name="blocks"/> may be taken without touching the watermark.</summary>
    public bool Fits(int blocks) => Free - blocks >= Options.WatermarkBlocks;

    /// <summary>Moves <paramref name="count"/> blocks into <paramref name="table"/>. Taking more than are free is misuse and throws.</summary>
    public void Take(BlockTable table, int count)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Free);
        while (stacked < count)
            Release(prefixes.EvictOldest());
        for (int i = 0; i < count; i++)
            table.Add(free[--stacked]);
    }

    /// <summary>Frees every block of <paramref name="table"/>.</summary>
    public void Release(BlockTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        while (table.Count > 0)
            free[stacked++] = table.RemoveLast();
    }

    /// <summary>Ends a turn: its blocks are free, but the next turn of <paramref name="session"/> finds its prefix as long as nobody needed them.</summary>
    internal void Keep(int session, BlockTable table, int tokens)
    {
        if (prefixes.TryTake(session, out BlockTable? older, out _))
            Release(older);
        prefixes.Add(session, table, tokens);
    }

    /// <summary>Tokens of the session's last turn that are still here.</summary>
    internal int KeptTokens(int session) => prefixes.Tokens(session);

    /// <summary>The kept blocks of <paramref name="session"/>, which then belong to the caller.</summary>
    internal bool TryReuse(int session, out BlockTable? table, out int tokens) => prefixes.TryTake(session, out table, out tokens);

    /// <summary>Throws unless every block is in exactly one place; for tests and after faults.</summary>
    internal void Verify(IEnumerable<BlockTable> held)
    {
        var seen = new bool[free.Length];
        foreach (int id in free.AsSpan(0, stacked))
            Mark(seen, id);
        foreach (BlockTable table in held.Concat(prefixes.Tables))
        {
            foreach (int id in table.Ids)
                Mark(seen, id);
        }

        if (Array.IndexOf(seen, false) is >= 0 and int lost)
            throw new InvalidOperationException($"block {lost} is lost");
    }

    private static void Mark(bool[] seen, int id)
    {
        if (seen[id])
            throw new InvalidOperationException($"block {id} is used twice");
        seen[id] = true;
    }
}
