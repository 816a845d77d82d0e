using CsCheck;
using Restow.Core;
using Restow.Packing.Model;

namespace Restow.Packing.Tests.Constraints;

public class ConstraintProperties
{
    [Fact]
    public void Allows_RandomHistory_AgreesWithTheReference() => Gen.ULong.Sample(
        seed =>
        {
            var walk = new Walk(new SeededRandom(seed), withDevices: false);
            for (int step = 0; step < 30; step++)
            {
                walk.Step();
                var reference = new Reference(walk.Cluster, walk.Assignment);
                for (int pod = 0; pod < walk.Assignment.Length; pod++)
                {
                    for (int node = 0; walk.Assignment[pod] < 0 && node < walk.Cluster.Nodes.Count; node++)
                        Assert.Equal(reference.Allows(pod, node), walk.Allows(pod, node));
                }
            }
        },
        iter: 100);

    [Fact]
    public void AddAndRemove_AnyPod_LeaveEveryAnswerAsItWas() => Gen.ULong.Sample(
        seed =>
        {
            var random = new SeededRandom(seed);
            var walk = new Walk(random, withDevices: true);
            for (int step = 0; step < 20; step++)
            {
                walk.Step();
                string before = walk.Answers();
                walk.Trial();
                Assert.Equal(before, walk.Answers());
            }
        },
        iter: 100);

    [Fact]
    public void Explain_Refusal_HasWords() => Gen.ULong.Sample(
        seed =>
        {
            var walk = new Walk(new SeededRandom(seed), withDevices: true);
            for (int step = 0; step < 10; step++)
                walk.Step();
            Assert.All(walk.Refusals(), reason => Assert.NotEmpty(reason));
        },
        iter: 50);

    [Fact]
    public void Concerns_PodOfNoInterest_ChangesNoAnswer() => Gen.ULong.Sample(
        seed =>
        {
            var walk = new Walk(new SeededRandom(seed), withDevices: false);
            for (int step = 0; step < 10; step++)
                walk.Step();
            walk.AssertIndifference();
        },
        iter: 50);

    [Fact]
    public void Allows_AskedAgain_AllocatesNothing()
    {
        Cluster cluster = new RandomCluster(new SeededRandom(7)).Next();
        IConstraintState[] states = [.. PackingOptions.DefaultConstraints.Select(rule => rule.Bind(cluster)).OfType<IConstraintState>()];
        AskAll(cluster, states);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AskAll(cluster, states);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void AskAll(Cluster cluster, IConstraintState[] states)
    {
        foreach (IConstraintState state in states)
        {
            for (int pod = 0; pod < cluster.Pods.Count; pod++)
            {
                for (int node = 0; node < cluster.Nodes.Count; node++)
                    state.Allows(pod, node);
            }
        }
    }

    /// <summary>Pods come and go at random, allowed or not, except that no node runs out of GPUs: then nobody knows who holds which.</summary>
    private sealed class Walk
    {
        private readonly SeededRandom random;
        private readonly IConstraintState[] states;
        private readonly IConstraintState? devices;

        public Walk(SeededRandom random, bool withDevices)
        {
            this.random = random;
            Cluster = new RandomCluster(random).Next();
            Assignment = new int[Cluster.Pods.Count];
            Array.Fill(Assignment, -1);
            devices = withDevices ? PackingOptions.DefaultConstraints.Single(rule => rule.Name == "GpuDevices").Bind(Cluster) : null;
            IEnumerable<IConstraintState?> others = PackingOptions.DefaultConstraints.Where(rule => rule.Name != "GpuDevices").Select(rule => rule.Bind(Cluster));
            states = [.. others.Append(devices).OfType<IConstraintState>()];
        }

        public Cluster Cluster { get; }

        public int[] Assignment { get; }

        public bool Allows(int pod, int node) => states.All(state => state.Allows(pod, node));

        public void Step()
        {
            int pod = random.Next(Assignment.Length);
            if (Assignment[pod] >= 0)
                Leave(pod);
            else
                TryEnter(pod, random.Next(Cluster.Nodes.Count));
        }

        /// <summary>One pod goes and comes back, or comes and goes.</summary>
        public void Trial()
        {
            int pod = random.Next(Assignment.Length);
            int node = Assignment[pod];
            if (node >= 0)
            {
                Leave(pod);
                Enter(pod, node);
            }
            else if (TryEnter(pod, random.Next(Cluster.Nodes.Count)))
            {
                Leave(pod);
            }
        }

        public string Answers() => string.Concat(
            from pod in Enumerable.Range(0, Assignment.Length)
            where Assignment[pod] < 0
            from node in Enumerable.Range(0, Cluster.Nodes.Count)
            from state in states
            select state.Allows(pod, node) ? '1' : '0');

        public IEnumerable<string> Refusals() =>
            from pod in Enumerable.Range(0, Assignment.Length)
            where Assignment[pod] < 0
            from node in Enumerable.Range(0, Cluster.Nodes.Count)
            from state in states
            where !state.Allows(pod, node)
            select state.Explain(pod, node);

        public void AssertIndifference()
        {
            foreach (IConstraintState state in states)
            {
                for (int pod = 0; pod < Assignment.Length; pod++)
                {
                    for (int node = 0; node < Cluster.Nodes.Count && !state.Concerns(pod); node++)
                        Assert.True(state.Allows(pod, node));
                }
            }
        }

        private bool TryEnter(int pod, int node)
        {
            if (devices is not null && !devices.Allows(pod, node))
                return false;
            Enter(pod, node);
            return true;
        }

        private void Enter(int pod, int node)
        {
            Assignment[pod] = node;
            foreach (IConstraintState state in states.Where(state => !state.IsStatic && state.Concerns(pod)))
                state.Add(pod, node);
        }

        private void Leave(int pod)
        {
            foreach (IConstraintState state in states.Where(state => !state.IsStatic && state.Concerns(pod)))
                state.Remove(pod, Assignment[pod]);
            Assignment[pod] = -1;
        }
    }
}
