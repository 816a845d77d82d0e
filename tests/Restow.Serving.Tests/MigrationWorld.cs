using System.Globalization;
using System.Text;
using Restow.Core.Events;
using Restow.Serving.Engine;
using Restow.Serving.Llumlets;
using Restow.Serving.Migration;

namespace Restow.Serving.Tests;

/// <summary>Two real llumlets, one migration, and an environment that may do anything possible at any time: the state space of the model check.</summary>
internal sealed class MigrationWorld : IMigrationTransport
{
    private static readonly InstanceOptions Limits = new() { Blocks = 12, BlockTokens = 2, WatermarkFraction = 0 };
    private readonly VirtualTime time = new();
    private readonly Llumlet[] llumlets = new Llumlet[2];
    private readonly bool[] alive = [true, true];
    private readonly bool[] told = [false, false];
    private readonly Queue<MigrationMessage>[] channels = [new(), new()];
    private readonly List<Sequence> ended = [];
    private readonly Sequence moving = new(new ServingRequest(1, 1e-9, 5, 5));
    private readonly Sequence older = new(new ServingRequest(0, 0, 9, 7));
    private long? copying;

    public MigrationWorld(bool destinationIsFull)
    {
        var options = new MigrationOptions { LastStageMaxBlocks = 1, MaxStages = 3 };
        for (int i = 0; i < 2; i++)
            llumlets[i] = new Llumlet(new LocalScheduler(i, Limits, new FirstComeFirstServed()), this, new LatestArrival(), options, time);
        if (destinationIsFull)
        {
            llumlets[1].Scheduler.Enqueue(new Sequence(new ServingRequest(2, 0, 15, 3)), 0);
            Step(1);
        }

        llumlets[0].Scheduler.Enqueue(older, 0);
        llumlets[0].Scheduler.Enqueue(moving, 0);
        Step(0);
        llumlets[0].StartMigration(moving, 1);
    }

    public static IReadOnlyList<string> Actions { get; } =
        ["deliver 0", "deliver 1", "copied", "plan 0", "complete 0", "step 1", "expire", "cancel", "kill 0", "kill 1", "tell 0", "tell 1"];

    public bool Lost { get; private set; }

    public void Send(int source, int destination, MigrationMessage message) => channels[destination].Enqueue(message);

    public void Copy(int source, int destination, long migration, int blocks, bool last) => copying = migration;

    public bool IsEnabled(string action) => action switch
    {
        "deliver 0" => channels[0].Count > 0,
        "deliver 1" => channels[1].Count > 0,
        "copied" => copying is not null,
        "plan 0" => alive[0] && !llumlets[0].Scheduler.StepInFlight && HasWork(0),
        "complete 0" => alive[0] && llumlets[0].Scheduler.StepInFlight,
        "step 1" => alive[1] && HasWork(1),
        "expire" => alive[1] && llumlets[1].Incoming.Count > 0,
        "cancel" => moving.Instance >= 0 && alive[moving.Instance] && !llumlets[moving.Instance].Scheduler.StepInFlight,
        "kill 0" => alive[0],
        "kill 1" => alive[1],
        "tell 0" => !alive[1] && alive[0] && !told[0],
        _ => !alive[0] && alive[1] && !told[1],
    };

    public void Do(string action)
    {
        int number = action[^1] - '0';
        switch (action)
        {
            case "deliver 0" or "deliver 1":
                MigrationMessage message = channels[number].Dequeue();
                if (alive[number])
                    llumlets[number].OnMessage(1 - number, message);
                return;
            case "copied":
                long id = copying!.Value;
                copying = null;
                if (alive[0])
                    llumlets[0].OnCopied(id);
                return;
            case "plan 0":
                llumlets[0].Scheduler.PlanStep(0);
                return;
            case "complete 0":
                llumlets[0].Scheduler.CompleteStep(0, ended);
                llumlets[0].OnStepBoundary();
                return;
            case "step 1":
                Step(1);
                return;
            case "expire":
                // Timers are all that the kernel holds: run up to the one that frees the reservation.
                for (int before = llumlets[1].Incoming.Count; llumlets[1].Incoming.Count == before && time.RunNext();)
                {
                }

                return;
            case "cancel":
                llumlets[moving.Instance].Cancel(moving, RequestOutcome.Aborted);
                return;
            case "kill 0" or "kill 1":
                Kill(number);
                return;
            default:
                told[number] = true;
                llumlets[number].OnPeerDown(1 - number);
                return;
        }
    }

    /// <summary>What must hold at all times.</summary>
    public void CheckSafety()
    {
        int runners = 0;
        for (int i = 0; i < 2; i++)
        {
            if (!alive[i])
                continue;
            llumlets[i].Scheduler.Pool.Verify(llumlets[i].Tables);
            runners += llumlets[i].Scheduler.Running.Count(s => s == moving);
        }

        Assert.InRange(runners, 0, 1);
        Assert.False(runners == 1 && moving.Phase != SequencePhase.Running, "a request runs that should not");
    }

    /// <summary>Lets everything that is under way happen; afterwards nothing may be left anywhere.</summary>
    public void Settle()
    {
        string[] calm = ["deliver 0", "deliver 1", "copied", "complete 0", "plan 0", "step 1", "tell 0", "tell 1"];
        for (int i = 0; ; i++)
        {
            Assert.True(i < 1000, "the protocol never comes to rest");
            if (calm.Any(Progresses))
                continue;
            if (IsEnabled("expire"))
                Do("expire");
            else
                break;
        }

        Assert.True(moving.HasEnded || Lost, $"the request is nowhere: {Describe()}");
        for (int i = 0; i < 2; i++)
        {
            if (!alive[i])
                continue;
            Assert.Equal(Limits.Blocks, llumlets[i].Scheduler.Pool.Free);
            Assert.True(llumlets[i].IsEmpty, $"instance {i} still holds something: {Describe()}");
        }
    }

    private bool Progresses(string action)
    {
        if (!IsEnabled(action))
            return false;
        string before = Describe();
        Do(action);
        return Describe() != before;
    }

    /// <summary>The state, for telling known ones.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{State(moving)} {State(older)} lost {Lost} copying {copying is not null} ");
        for (int i = 0; i < 2; i++)
        {
            Llumlet l = llumlets[i];
            text.Append(CultureInfo.InvariantCulture, $"| {alive[i]} {told[i]} flight {l.Scheduler.StepInFlight} free {l.Scheduler.Pool.Free} wait {l.Scheduler.Waiting.Count} run {string.Join('+', l.Scheduler.Running.Select(s => $"{s.Request.Id}:{s.Generated}"))} ");
            foreach (OutgoingMigration m in l.Outgoing)
                text.Append(CultureInfo.InvariantCulture, $"out {m.State} {m.Stage} {m.Copied} {m.StageBlocks} {m.Last} {m.IsValid} ");
            foreach (IncomingMigration m in l.Incoming)
                text.Append(CultureInfo.InvariantCulture, $"in {m.Reserved.Count} ");
            text.Append('<').AppendJoin(',', channels[i].Select(m => $"{m.Kind} {m.Blocks}")).Append("> ");
        }

        return text.ToString();
    }

    private static string State(Sequence s) => $"{s.Phase} {s.Outcome} @{s.Instance} e{s.Epoch} g{s.Generated} k{s.KvTokens} b{s.Blocks.Count} p{s.Preemptions} m{s.Migrations}";

    private bool HasWork(int i) => llumlets[i].Scheduler.Running.Count > 0 || llumlets[i].Scheduler.Waiting.Count > 0;

    private void Step(int i)
    {
        if (llumlets[i].Scheduler.PlanStep(0) is null)
            return;
        llumlets[i].Scheduler.CompleteStep(0, ended);
        llumlets[i].OnStepBoundary();
    }

    /// <summary>As the cluster does it: the dead instance's requests get a new epoch and are replayed elsewhere.</summary>
    private void Kill(int i)
    {
        alive[i] = false;
        if (moving.Instance != i || moving.HasEnded)
            return;
        moving.Epoch++;
        (moving.Blocks, moving.KvTokens, moving.Phase, moving.Instance) = (new BlockTable(), 0, SequencePhase.Unplaced, -1);
        Lost = true;
    }
}
