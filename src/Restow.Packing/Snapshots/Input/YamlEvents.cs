using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Restow.Packing.Snapshots.Input;

/// <summary>The events of a YAML stream with aliases replaced by what they stand for, at most <see cref="MostReplayed"/> events of it.</summary>
internal sealed class YamlEvents(TextReader text)
{
    private const int MostReplayed = 100_000;

    private readonly Parser parser = new(text);
    private readonly Dictionary<AnchorName, List<ParsingEvent>> anchors = [];
    private readonly List<Recording> recordings = [];
    private readonly Queue<ParsingEvent> replayed = new();
    private int replays;

    public bool TryNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ParsingEvent? item)
    {
        if (!replayed.TryDequeue(out item))
        {
            if (!MoveNext())
                return false;
            item = parser.Current!;
            if (item is DocumentStart)
                anchors.Clear();
            if (item is AnchorAlias alias)
            {
                Replay(alias);
                item = replayed.Dequeue();
            }
            else if (item is NodeEvent { Anchor.IsEmpty: false } node)
            {
                recordings.Add(new Recording(node.Anchor));
            }
        }

        Record(item);
        return true;
    }

    /// <summary>The parser throws more than its own exception on some malformed input.</summary>
    private bool MoveNext()
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException
            or NullReferenceException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            if (e is System.Text.DecoderFallbackException)
                throw;
            throw new YamlException(parser.Current?.Start ?? Mark.Empty, parser.Current?.End ?? Mark.Empty, "not valid YAML", e);
        }
    }

    private void Replay(AnchorAlias alias)
    {
        // An anchor is known once its node is complete, so an alias inside its own node is unknown too.
        if (!anchors.TryGetValue(alias.Value, out List<ParsingEvent>? content))
            throw new YamlException(alias.Start, alias.End, $"the alias *{alias.Value} has no anchor before it");
        replays += content.Count;
        if (replays > MostReplayed)
            throw new YamlException(alias.Start, alias.End, $"aliases stand for more than {MostReplayed} nodes");
        foreach (ParsingEvent item in content)
            replayed.Enqueue(item);
    }

    private void Record(ParsingEvent item)
    {
        for (int i = recordings.Count - 1; i >= 0; i--)
        {
            if (!recordings[i].Add(item))
                continue;
            anchors[recordings[i].Anchor] = recordings[i].Content;
            recordings.RemoveAt(i);
        }
    }

    /// <summary>The events of one anchored node so far.</summary>
    private sealed class Recording(AnchorName anchor)
    {
        private int depth;

        public AnchorName Anchor => anchor;

        public List<ParsingEvent> Content { get; } = [];

        /// <returns>Whether the node is complete.</returns>
        public bool Add(ParsingEvent item)
        {
            depth += item.NestingIncrease;
            Content.Add(item);
            return depth == 0;
        }
    }
}
