using Restow.Core.Events;
using Restow.Serving.Engine;
using Restow.Serving.Llumlets;

namespace Restow.Serving.Simulation;

/// <summary>An instance whose engine is the latency model. At most one step is in flight, whoever wakes it.</summary>
internal sealed class SimulatedInstance
{
    private readonly ServingSimulation simulation;
    private readonly Action endStep;
    private readonly List<Sequence> ended = [];
    private LoadReport report;
    private bool inFlight;
    private bool dead;
    private long startedAt;

    public SimulatedInstance(ServingSimulation simulation, Llumlet llumlet)
    {
        this.simulation = simulation;
        Llumlet = llumlet;
        endStep = EndStep;
        llumlet.Woken = Wake;
        llumlet.Departed = (sequence, start, detached) => simulation.OnDeparted(llumlet.Instance, sequence, start, detached);
        UpSince = simulation.Time.Now;
    }

    public Llumlet Llumlet { get; }

    public long UpSince { get; }

    public long Steps { get; private set; }

    public bool IsDead => dead;

    public void Kill() => dead = true;

    /// <summary>Starts a step unless one is in flight. A step that has just ended still counts as in flight until its end is handled.</summary>
    public void Wake()
    {
        if (!inFlight && !dead)
            StartStep();
    }

    private void StartStep()
    {
        VirtualTime time = simulation.Time;
        StepPlan? plan = Llumlet.Scheduler.PlanStep(time.Now);
        CollectEnded(Llumlet.Scheduler.EndedEarly);
        if (plan is null)
        {
            simulation.OnIdle(this);
            return;
        }

        inFlight = true;
        startedAt = time.Now;
        long duration = simulation.Duration(plan, Llumlet);
        foreach (PrefillWork work in plan.Prompts)
            simulation.AccountReadmission(work.Sequence);
        report = Llumlet.Report();
        time.After(duration, endStep);
    }

    private void EndStep()
    {
        if (dead)
            return;
        if (!inFlight)
            throw new InvalidOperationException($"instance {Llumlet.Instance}: a second chain of steps");
        Steps++;
        simulation.Timeline?.Step(Llumlet.Instance, startedAt, simulation.Time.Now, Llumlet.Scheduler);
        Llumlet.Scheduler.CompleteStep(simulation.Time.Now, ended);
        CollectEnded(ended);
        Llumlet.OnStepBoundary();
        simulation.OnReport(this, report);
        inFlight = false;
        if (!dead)
            StartStep();
    }

    private void CollectEnded(List<Sequence> over)
    {
        if (over.Count == 0)
            return;
        foreach (Sequence sequence in over)
            simulation.OnEnded(Llumlet.Instance, sequence);
        over.Clear();
    }
}
