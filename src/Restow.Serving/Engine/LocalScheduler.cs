namespace Restow.Serving.Engine;

/// <summary>
/// Continuous batching on one instance, as vLLM does it: prompts in steps of their own, decode steps over the whole batch,
/// preemption of the latest request by recomputation when a block is missing (or chunks of prompts inside decode steps,
/// <see cref="InstanceOptions.ChunkTokens"/>). A driver, a real engine or a latency model, calls <see cref="PlanStep"/>,
/// computes, and calls <see cref="CompleteStep"/>.
/// </summary>
/// <remarks>Not thread-safe: one driver. Membership of the batch changes only between a completed step and the next plan.</remarks>
public sealed class LocalScheduler
{
    private readonly StepPlan plan = new();
    private readonly List<Sequence> batch = [];
    private readonly IAdmissionOrder order;
    private readonly InstanceOptions options;
    private Sequence? blockedHead;
    private long blockedSince;

    /// <summary>An empty instance.</summary>
    public LocalScheduler(int instance, InstanceOptions options, IAdmissionOrder order)
    {
        ArgumentNullException.ThrowIfNull(options);
        Instance = instance;
        this.options = options;
        this.order = order;
        Pool = new BlockPool(options);
        Waiting = new WaitingRequests(options);
    }

    /// <summary>The instance's number.</summary>
    public int Instance { get; }

    /// <summary>Its memory.</summary>
    public BlockPool Pool { get; }

    /// <summary>Its queue.</summary>
    public WaitingRequests Waiting { get; }

    /// <summary>Its batch, in batch order.</summary>
    public IReadOnlyList<Sequence> Running => batch;

    /// <summary>Running requests of high execution priority.</summary>
    public int HighRunning { get; private set; }

    /// <summary>Whether a step has been planned and not completed.</summary>
    public bool StepInFlight { get; private set; }

    /// <summary>Prompts in the step that is planned.</summary>
    internal int LastStepPrefills => plan.Prompts.Count;

    /// <summary>Requests accepted since the start: what a dispatcher compares with what it sent.</summary>
    public int Accepted { get; private set; }

    /// <summary>Preemptions since the start.</summary>
    public int Preemptions { get; private set; }

    /// <summary>Since when the head of the queue has been waiting for memory; -1 while none is.</summary>
    public long BlockedSince => blockedHead is null ? -1 : blockedSince;

    /// <summary>Requests that ended without a step (rejected, truncated); the driver takes them.</summary>
    internal List<Sequence> EndedEarly { get; } = [];

    /// <summary>Queues a request; one whose prompt can never fit ends at once.</summary>
    public void Enqueue(Sequence sequence, long now)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        Accepted++;
        if (!CanEverFit(sequence))
        {
            sequence.End(RequestOutcome.Rejected, now);
            EndedEarly.Add(sequence);
            return;
        }

        (sequence.Instance, sequence.Phase) = (Instance, SequencePhase.Waiting);
        if (sequence.PreemptedAt >= 0)
            Waiting.AddPreempted(sequence);
        else
            Waiting.Add(sequence);
    }

    /// <summary>Decides the next step and takes its memory. <c>null</c> when there is nothing to compute.</summary>
    public StepPlan? PlanStep(long now)
    {
        if (StepInFlight)
            throw new InvalidOperationException($"instance {Instance} has a step in flight");
        plan.Clear();
        if (options.ChunkTokens > 0)
        {
            GrowBatch(now);
            ContinuePrefills(now);
        }
        else
        {
            Admit(options.MaxStepTokens, now);
            if (plan.Prompts.Count == 0)
                GrowBatch(now);

            // The last request of the batch may just have been truncated: nobody else would wake the queue.
            if (batch.Count == 0 && Waiting.Count > 0)
                Admit(options.MaxStepTokens, now);
        }

        StepInFlight = plan.Prompts.Count > 0 || plan.Batch.Count > 0;
        return StepInFlight ? plan : null;
    }

    /// <summary>Accounts for the planned step: every request in it has one token more, unless its prompt is not complete.</summary>
    /// <param name="now">The end of the step.</param>
    /// <param name="ended">Takes the requests that are over.</param>
    public void CompleteStep(long now, ICollection<Sequence> ended)
    {
        ArgumentNullException.ThrowIfNull(ended);
        if (!StepInFlight)
            throw new InvalidOperationException($"instance {Instance} has no step in flight");
        StepInFlight = false;
        foreach (PrefillWork work in plan.Prompts)
        {
            Sequence sequence = work.Sequence;
            sequence.KvTokens = work.To;
            if (work.To < sequence.Length)
                continue;
            if (sequence.FirstTokenAt < 0)
                sequence.FirstTokenAt = now;
            Generate(sequence, now, ended);
        }

        foreach (Sequence sequence in plan.Batch)
            Generate(sequence, now, ended);
        plan.Clear();
    }

    /// <summary>Takes a running request out of the batch; its blocks stay its own.</summary>
    internal void Detach(Sequence sequence)
    {
        RequireBoundary();
        RemoveFromBatch(sequence);
        sequence.Phase = SequencePhase.Detached;
    }

    /// <summary>Puts a detached request, or one that moved here with its blocks, into the batch.</summary>
    internal void Attach(Sequence sequence)
    {
        (sequence.Phase, sequence.Instance) = (SequencePhase.Running, Instance);
        int at = batch.Count;
        while (at > 0 && sequence.PrecedesInBatch(batch[at - 1]))
            at--;
        batch.Insert(at, sequence);
        HighRunning += sequence.Request.ExecutionPriority == RequestPriority.High ? 1 : 0;
    }

    /// <summary>Ends a request that is here, wherever it is, and frees its blocks.</summary>
    internal void Cancel(Sequence sequence, RequestOutcome outcome, long now)
    {
        RequireBoundary();
        Drop(sequence);
        sequence.End(outcome, now);
    }

    /// <summary>Gives a request back to whoever dispatches it anew, without its KV.</summary>
    internal void Drop(Sequence sequence)
    {
        if (sequence.Phase == SequencePhase.Waiting)
            Waiting.Remove(sequence);
        else if (sequence.Phase == SequencePhase.Running)
            RemoveFromBatch(sequence);
        if (sequence == blockedHead)
            blockedHead = null;
        Pool.Release(sequence.Blocks);
        (sequence.KvTokens, sequence.Phase, sequence.Instance) = (0, SequencePhase.Unplaced, -1);
    }

    private void RequireBoundary()
    {
        if (StepInFlight)
            throw new InvalidOperationException($"instance {Instance} is inside a step");
    }

    private bool CanEverFit(Sequence sequence) =>
        options.BlocksFor(sequence.Length) + options.WatermarkBlocks <= options.Blocks;

    private void Generate(Sequence sequence, long now, ICollection<Sequence> ended)
    {
        sequence.Generated++;
        if (--sequence.Remaining > 0)
            return;
        RemoveFromBatch(sequence);
        if (options.KeepsPrefixes && sequence.Request.Session >= 0)
            Pool.Keep(sequence.Request.Session, sequence.Blocks, sequence.KvTokens);
        else
            Pool.Release(sequence.Blocks);
        sequence.End(RequestOutcome.Completed, now);
        ended.Add(sequence);
    }

    private void RemoveFromBatch(Sequence sequence)
    {
        batch.RemoveAt(batch.IndexOf(sequence));
        HighRunning -= sequence.Request.ExecutionPriority == RequestPriority.High ? 1 : 0;
    }

    private void Admit(int budget, long now)
    {
        for (int i = 0; i < Waiting.Count && batch.Count < options.MaxSequences;)
        {
            Sequence sequence = Waiting[i];
            int kept = options.KeepsPrefixes ? Math.Min(Pool.KeptTokens(sequence.Request.Session), sequence.Length - 1) : 0;
            int work = sequence.Length - kept;
            bool first = plan.Prompts.Count == 0;
            if (options.ChunkTokens == 0 && work > budget && !first)
                return;
            // Whoever passes the head leaves room for four steps of every running request, or it would soon preempt one.
            int growth = i > 0 ? batch.Count / 4 : 0;
            if (!Pool.Fits(options.BlocksFor(sequence.Length) + growth))
            {
                if (blockedHead is null)
                    (blockedHead, blockedSince) = (sequence, now);
                if (++i > order.Window || !order.MayPass(now - blockedSince))
                    return;
                continue;
            }

            Start(sequence, i, kept, Math.Min(work, Math.Max(budget, 1)));
            budget -= work;
            if (budget <= 0)
                return;
        }
    }

    private void Start(Sequence sequence, int index, int kept, int work)
    {
        Waiting.RemoveAt(index);
        if (sequence == blockedHead)
            blockedHead = null;
        if (kept > 0 && Pool.TryReuse(sequence.Request.Session, out BlockTable? table, out _))
            sequence.Blocks = table!;
        int need = options.BlocksFor(sequence.Length) - sequence.Blocks.Count;
        if (need > 0)
            Pool.Take(sequence.Blocks, need);
        sequence.KvTokens = kept;
        Attach(sequence);
        int to = options.ChunkTokens > 0 ? kept + work : sequence.Length;
        plan.Prompts.Add(new PrefillWork(sequence, kept, to));
    }

    /// <summary>Chunked prefill: prompts that have begun go on, then new ones start, within the step's budget.</summary>
    private void ContinuePrefills(long now)
    {
        int budget = options.ChunkTokens;
        foreach (Sequence sequence in batch)
        {
            if (!IsPrefilling(sequence) || budget <= 0)
                continue;
            int work = Math.Min(budget, sequence.Length - sequence.KvTokens);
            plan.Prompts.Add(new PrefillWork(sequence, sequence.KvTokens, sequence.KvTokens + work));
            budget -= work;
        }

        if (budget > 0)
            Admit(budget, now);
    }

    // After its prefill a request has generated one token whose KV is not stored: its cache is exactly one token behind.
    private static bool IsPrefilling(Sequence sequence) => sequence.KvTokens < sequence.Length - 1 || sequence.Generated == 0;

    /// <summary>One decode step for the batch: each request in order needs a free block, even if it takes none; else the latest is preempted.</summary>
    private void GrowBatch(long now)
    {
        int mask = options.BlockTokens;
        for (int i = 0; i < batch.Count; i++)
        {
            Sequence sequence = batch[i];
            if (options.ChunkTokens > 0 && IsPrefilling(sequence))
                continue;
            if (Pool.Free == 0 && !MakeRoom(sequence, now))
                break;
            if (sequence.KvTokens == sequence.Blocks.Count * mask)
                Pool.Take(sequence.Blocks, 1);
            sequence.KvTokens++;
            plan.DecodeKvTokens += sequence.KvTokens;
            plan.Batch.Add(sequence);
        }
    }

    /// <summary>Preempts from the end of the batch until a block is free.</summary>
    /// <returns>Whether <paramref name="sequence"/> is still in the batch.</returns>
    private bool MakeRoom(Sequence sequence, long now)
    {
        while (Pool.Free == 0)
        {
            Sequence victim = batch[^1];
            Preempt(victim, now);
            if (victim == sequence)
                return false;
        }

        return true;
    }

    private void Preempt(Sequence victim, long now)
    {
        RemoveFromBatch(victim);
        Pool.Release(victim.Blocks);
        victim.KvTokens = 0;
        victim.Preemptions++;
        Preemptions++;
        if (!CanEverFit(victim))
        {
            victim.End(RequestOutcome.Truncated, now);
            EndedEarly.Add(victim);
            return;
        }

        (victim.PreemptedAt, victim.Phase) = (now, SequencePhase.Waiting);
        Waiting.AddPreempted(victim);
    }
}
