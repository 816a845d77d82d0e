namespace Restow.Serving.Engine;

/// <summary>What the next step computes: prompts that start or go on, or one token for each running request, and who is preempted for it.</summary>
public sealed partial class LocalScheduler
{
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

    private void Admit(int budget, long now)
    {
        int at = 0;
        do
        {
            bool mayExceed = options.ChunkTokens > 0 || plan.Prompts.Count == 0;
            if (admission.Next(ref at, batch.Count, budget, mayExceed, now) is not { } sequence)
                return;
            Attach(sequence);
            int work = sequence.Length - sequence.KvTokens;
            int planned = options.ChunkTokens > 0 ? Math.Min(work, Math.Max(budget, 1)) : work;
            plan.Prompts.Add(new PrefillWork(sequence, sequence.KvTokens, sequence.KvTokens + planned));
            budget -= work;
        }
        while (budget > 0);
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
        batch.Remove(victim);
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
