using Restow.Serving.Engine;
using Restow.Serving.Llumlets;
using Restow.Serving.Migration;
using Restow.Serving.Scheduling;

namespace Restow.Serving.Simulation;

/// <summary>The simulated cluster: deliveries, messages and copies, instances that come and go.</summary>
internal sealed partial class ServingSimulation : IServingCluster, IMigrationTransport
{
    public void Deliver(Sequence sequence, int instance)
    {
        SimulatedInstance target = instances[instance]!;
        LocalScheduler local = target.Llumlet.Scheduler;
        local.Enqueue(sequence, Time.Now);
        if (sequence.HasEnded)
        {
            local.EndedEarly.Remove(sequence);
            OnEnded(instance, sequence);
        }

        target.Wake();
    }

    public void Migrate(int source, int destination)
    {
        if (instances[source] is { IsDead: false } from && instances[destination] is { IsDead: false } to && to.Llumlet.HasSlot)
            from.Llumlet.StartMigration(destination);
    }

    public void Launch(int instance) => Time.After((long)(options.StartUpSeconds * 1e9), () => BringUp(instance));

    public void Drain(int instance)
    {
        SimulatedInstance draining = instances[instance]!;
        draining.Llumlet.Draining = true;
        foreach (Sequence sequence in draining.Llumlet.TakeQueue())
            Redispatch(instance, sequence);
        ContinueDrain(draining);
    }

    public void CancelDrain(int instance) => instances[instance]!.Llumlet.Draining = false;

    public void Send(int source, int destination, MigrationMessage message) => Time.After((long)(options.Latency.Handshake * 1e6), () =>
    {
        if (instances[destination] is { IsDead: false } target)
            target.Llumlet.OnMessage(source, message);
    });

    public void Copy(int source, int destination, long migration, int blocks, bool last)
    {
        LatencyModel model = options.Latency;
        double ms = (last ? model.LastCopyFixed : model.CopyFixed) + (model.CopyPerBlock * blocks);
        SimulatedInstance sender = instances[source]!;
        Time.After((long)(ms * 1e6), () =>
        {
            if (!sender.IsDead)
                sender.Llumlet.OnCopied(migration);
        });
    }

    private void BringUp(int instance)
    {
        if (instances[instance] is not null)
            return;
        InstanceOptions limits = options.Limits with { MaxStepTokens = policy.MaxStepTokens ?? options.Limits.MaxStepTokens };
        var local = new LocalScheduler(instance, limits, policy.Admission);
        instances[instance] = new SimulatedInstance(this, new Llumlet(local, this, policy.Victim, policy.Migration, Time));
        scaler?.OnUp(instance);
        scheduler.OnUp(instance, instances[instance]!.Llumlet.Report());
    }

    private void ContinueDrain(SimulatedInstance draining)
    {
        if (draining.IsDead)
            return;
        foreach (Sequence sequence in draining.Llumlet.TakeQueue())
            Redispatch(draining.Llumlet.Instance, sequence);
        if (!draining.Llumlet.IsEmpty)
            return;
        draining.Kill();
        Retire(draining);
        instances[draining.Llumlet.Instance] = null;
        scheduler.OnDown(draining.Llumlet.Instance);
    }

    private void Redispatch(int from, Sequence sequence)
    {
        scheduler.OnEnded(from);
        scheduler.Dispatch(sequence);
    }

    private void Fail(InstanceFailure failure)
    {
        int instance = failure.Instance;
        if (instances[instance] is not { IsDead: false } victim)
            return;
        victim.Kill();
        Retire(victim);
        instances[instance] = null;
        scheduler.OnDown(instance);
        foreach (SimulatedInstance? other in instances)
            other?.Llumlet.OnPeerDown(instance);
        foreach (Sequence sequence in sequences.AsSpan(0, arrived))
        {
            if (!sequence.HasEnded && sequence.Instance == instance)
                Lose(sequence, instance);
        }

        Time.After((long)(failure.DownSeconds * 1e9), () => BringUp(instance));
    }

    /// <summary>Llumnix aborts the requests of a dead instance. Replayed, a request is a prompt with the tokens already sent, elsewhere.</summary>
    private void Lose(Sequence sequence, int instance)
    {
        sequence.Epoch++;
        (sequence.Blocks, sequence.KvTokens, sequence.Phase, sequence.Instance) = (new BlockTable(), 0, SequencePhase.Unplaced, -1);
        if (!policy.ReplaysAfterFailure)
        {
            sequence.End(RequestOutcome.Aborted, Time.Now);
            OnEnded(instance, sequence);
            return;
        }

        sequence.Replays++;
        if (sequence.Generated > 0)
            sequence.PreemptedAt = Time.Now;
        Redispatch(instance, sequence);
    }

    private void Retire(SimulatedInstance? instance)
    {
        if (instance is null)
            return;
        steps += instance.Steps;
        instanceSeconds += (Time.Now - instance.UpSince) / 1e9;
    }
}
