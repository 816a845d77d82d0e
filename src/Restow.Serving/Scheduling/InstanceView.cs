using Restow.Serving.Llumlets;

namespace Restow.Serving.Scheduling;

/// <summary>What the global scheduler knows about one instance: its last report, and what was sent there since.</summary>
public sealed class InstanceView
{
    private readonly Queue<(int Ordinal, int Blocks)> sent = new();
    private int dispatched;

    /// <summary>Its last report.</summary>
    public LoadReport Report { get; private set; }

    /// <summary>Whether requests may be sent to it.</summary>
    public bool Available { get; internal set; }

    /// <summary>Whether it is being emptied.</summary>
    public bool Draining { get; internal set; }

    /// <summary>Requests sent to it that the last report does not show.</summary>
    public int SentRequests => sent.Count;

    /// <summary>The blocks that those need to start.</summary>
    public int SentBlocks { get; private set; }

    /// <summary>Requests that were sent and have not ended, for policies that count.</summary>
    public int Outstanding { get; internal set; }

    internal void Update(in LoadReport report)
    {
        Report = report;
        while (sent.TryPeek(out (int Ordinal, int Blocks) first) && first.Ordinal <= report.Accepted)
        {
            SentBlocks -= first.Blocks;
            sent.Dequeue();
        }
    }

    internal void Sent(int blocks)
    {
        sent.Enqueue((++dispatched, blocks));
        SentBlocks += blocks;
        Outstanding++;
    }

    internal void Reset(in LoadReport report)
    {
        sent.Clear();
        (SentBlocks, Outstanding, dispatched) = (0, 0, report.Accepted);
        Report = report;
    }
}
