namespace Restow.Serving.Engine;

/// <summary>
/// Continuous batching on one instance, as vLLM does it: prompts in steps of their own, decode steps over the whole batch,
/// preemption of the latest request by recomputation when a block is missing (or chunks of prompts inside decode steps,
/// <see cref="InstanceOptions.ChunkTokens"/>). A driver, a real engine or a latency model, calls <see cref="PlanStep"/>,
/// computes, and calls <see cref="CompleteStep"/>.
/// </summary>
/// <remarks>Not thread-safe: one driver. Membership of the batch changes only between a completed step and the next plan. <c>LocalScheduler.Planning.cs</c> decides steps.</remarks>
public sealed partial class LocalScheduler
{
    private readonly StepPlan plan = new();
    private readonly RunningBatch batch = new();
    private readonly Admission admission;
    private readonly InstanceOptions options;

    /// <summary>An empty instance.</summary>
    public LocalScheduler(int instance, InstanceOptions options, IAdmissionOrder order)
    {
        ArgumentNullException.ThrowIfNull(options);
        Instance = instance;
        this.options = options;
        Pool = new BlockPool(options);
        Waiting = new WaitingRequests(options);
        admission = new Admission(options, order, Pool, Waiting);
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
    public int HighRunning => batch.High;

    /// <summary>Their blocks.</summary>
    public int HighBlocks => batch.HighBlocks;

    /// <summary>Whether a step has been planned and not completed.</summary>
    public bool StepInFlight { get; private set; }

    /// <summary>Prompts in the step that is planned.</summary>
    internal int LastStepPrefills => plan.Prompts.Count;

    /// <summary>Requests accepted since the start: what a dispatcher compares with what it sent.</summary>
    public int Accepted { get; private set; }

    /// <summary>Preemptions since the start.</summary>
    public int Preemptions { get; private set; }

    /// <summary>Since when the head of the queue has been waiting for memory; -1 while none is.</summary>
    public long BlockedSince => admission.BlockedSince;

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
        batch.Remove(sequence);
        sequence.Phase = SequencePhase.Detached;
    }

    /// <summary>Puts a detached request, or one that moved here with its blocks, into the batch.</summary>
    internal void Attach(Sequence sequence)
    {
        (sequence.Phase, sequence.Instance) = (SequencePhase.Running, Instance);
        batch.Insert(sequence);
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
            batch.Remove(sequence);
        admission.Forget(sequence);
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
        batch.Remove(sequence);
        if (options.KeepsPrefixes && sequence.Request.Session >= 0)
            Pool.Keep(sequence.Request.Session, sequence.Blocks, sequence.KvTokens);
        else
            Pool.Release(sequence.Blocks);
        sequence.End(RequestOutcome.Completed, now);
        ended.Add(sequence);
    }
}
