using System.Diagnostics.CodeAnalysis;

namespace Restow.Serving.Engine;

/// <summary>
/// The last turn of each session, kept in blocks that count as free: the least recently ended turn goes first when memory
/// is needed. A turn is taken whole by the next one, so no block is ever shared and none needs a reference count.
/// </summary>
internal sealed class PrefixStore
{
    private readonly Dictionary<int, LinkedListNode<Kept>> bySession = [];
    private readonly LinkedList<Kept> byAge = [];

    public int Blocks { get; private set; }

    public IEnumerable<BlockTable> Tables => byAge.Select(kept => kept.Table);

    public void Add(int session, BlockTable table, int tokens)
    {
        bySession[session] = byAge.AddLast(new Kept(session, table, tokens));
        Blocks += table.Count;
    }

    public int Tokens(int session) => bySession.TryGetValue(session, out LinkedListNode<Kept>? node) ? node.Value.Tokens : 0;

    public bool TryTake(int session, [NotNullWhen(true)] out BlockTable? table, out int tokens)
    {
        (table, tokens) = (null, 0);
        if (!bySession.Remove(session, out LinkedListNode<Kept>? node))
            return false;
        byAge.Remove(node);
        Blocks -= node.Value.Table.Count;
        (table, tokens) = (node.Value.Table, node.Value.Tokens);
        return true;
    }

    public BlockTable EvictOldest()
    {
        TryTake(byAge.First!.Value.Session, out BlockTable? table, out _);
        return table!;
    }

    private sealed record Kept(int Session, BlockTable Table, int Tokens);
}
