namespace Restow.Serving.Engine;

/// <summary>
/// Who of the queue starts in a step: in order, as long as prompts fit into the step and blocks into the memory. A head that lacks memory
/// is remembered with the time since when; whether others may pass it is up to the <see cref="IAdmissionOrder"/>.
/// </summary>
internal sealed class Admission(InstanceOptions options, IAdmissionOrder order, BlockPool pool, WaitingRequests waiting)
{
    private Sequence? blockedHead;
    private long blockedSince;

    /// <summary>Since when the head of the queue has been waiting for memory; -1 while none is.</summary>
    public long BlockedSince => blockedHead is null ? -1 : blockedSince;

    /// <summary>The request has left the queue: if it was the blocked head, nobody is any more.</summary>
    public void Forget(Sequence sequence)
    {
        if (sequence == blockedHead)
            blockedHead = null;
    }

    /// <summary>
    /// The next request to start with at most <paramref name="budget"/> prompt tokens left in the step, taken off the queue with its memory; <c>null</c> when
    /// none may. With <paramref name="mayExceed"/> a prompt longer than the budget starts nevertheless.
    /// </summary>
    /// <param name="at">Where in the queue to look; behind the head once the head is blocked.</param>
    /// <param name="running">Requests in the batch.</param>
    /// <param name="budget">Prompt tokens left.</param>
    /// <param name="mayExceed">For the first prompt of a step, and for prompts that are computed in chunks.</param>
    /// <param name="now">The time.</param>
    public Sequence? Next(ref int at, int running, int budget, bool mayExceed, long now)
    {
        while (at < waiting.Count && running < options.MaxSequences)
        {
            Sequence sequence = waiting[at];
            int kept = Kept(sequence);
            if (!mayExceed && sequence.Length - kept > budget)
                return null;

            // Whoever passes the head leaves room for four steps of every running request, or it would soon preempt one.
            int growth = at > 0 ? running / 4 : 0;
            if (pool.Fits(options.BlocksFor(sequence.Length) + growth))
            {
                Take(sequence, at, kept);
                return sequence;
            }

            if (blockedHead is null)
                (blockedHead, blockedSince) = (sequence, now);
            if (++at > order.Window || !order.MayPass(now - blockedSince))
                return null;
        }

        return null;
    }

    private int Kept(Sequence sequence) =>
        options.KeepsPrefixes ? Math.Min(pool.KeptTokens(sequence.Request.Session), sequence.Length - 1) : 0;

    private void Take(Sequence sequence, int index, int kept)
    {
        waiting.RemoveAt(index);
        Forget(sequence);
        if (kept > 0 && pool.TryReuse(sequence.Request.Session, out BlockTable? table, out _))
            sequence.Blocks = table!;
        int need = options.BlocksFor(sequence.Length) - sequence.Blocks.Count;
        if (need > 0)
            pool.Take(sequence.Blocks, need);
        sequence.KvTokens = kept;
    }
}
