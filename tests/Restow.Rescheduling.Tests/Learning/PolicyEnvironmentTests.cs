using CsCheck;
using Restow.Core;
using Restow.Rescheduling.Learning;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Tests.Learning;

public class PolicyEnvironmentTests
{
    [Fact]
    public void Step_RandomWalk_KeepsEveryPromise() =>
        Gen.Select(Build.Fleets, Gen.Int[0, 12], Gen.Bool, Gen.ULong).Sample(
            (fleet, migrations, tabu, seed) =>
            {
                ReschedulingProblem problem = Build.Problem(fleet, new ReschedulingOptions { MaxMigrations = migrations });
                var environment = new PolicyEnvironment(problem, tabu);
                var random = new SeededRandom(seed);
                int steps = 0;
                while (!environment.IsOver)
                {
                    int[] legal = [.. Enumerable.Range(0, environment.Tokens.Count).Where(t => environment.Legal[t])];
                    int token = legal[random.Next(legal.Length)];
                    int[] nodes = [.. Enumerable.Range(0, problem.Nodes).Where(n => environment.IsLegal(environment.Tokens[token], n))];
                    Assert.NotEmpty(nodes);
                    int node = nodes[random.Next(nodes.Length)];
                    VmToken vm = environment.Tokens[token];
                    Assert.True(environment.State.Allows(vm.Vm, problem.NodeHost[node]));
                    Assert.True(environment.State.Fits(vm.Vm, node, environment.PartnerOf(vm.Kind, node)));
                    Assert.Equal(environment.Gain(vm, node), environment.Step(token, node));
                    Assert.True(environment.State.IsDisplaced(vm.Vm) || !tabu);
                    Assert.InRange(environment.State.Displaced, 0, migrations);
                    Assert.All(environment.State.FreeCores.ToArray(), free => Assert.True(free >= 0));
                    steps++;
                }

                Assert.InRange(steps, 0, migrations);
                Assert.Equal(steps, environment.Moves.Count);
                if (tabu)
                    Assert.Equal(steps, environment.State.Displaced);
            },
            iter: 500);

    [Fact]
    public void Gain_AnyAction_IsTheChangeOfTheValue() =>
        Gen.Select(Build.Fleets, Gen.ULong).Sample(
            (fleet, seed) =>
            {
                ReschedulingProblem problem = Build.Problem(fleet);
                var environment = new PolicyEnvironment(problem);
                var random = new SeededRandom(seed);
                for (int t = 0; t < environment.Tokens.Count; t++)
                {
                    VmToken vm = environment.Tokens[t];
                    int node = random.Next(problem.Nodes);
                    if (!environment.IsLegal(vm, node))
                        continue;
                    int partner = environment.PartnerOf(vm.Kind, node);
                    FleetState after = environment.State.Clone();
                    after.Move(vm.Vm, partner < 0 ? node : Math.Min(node, partner), partner < 0 ? -1 : Math.Max(node, partner));
                    Assert.Equal(after.Value - environment.State.Value, environment.Gain(vm, node));
                }
            },
            iter: 500);

    [Fact]
    public void Tokens_IdenticalMachines_AreOneAndPinnedOnesApart()
    {
        Fleet fleet = Build.Of(
            [Build.Host(0), Build.Host(1)],
            [Build.Vm(0, 4, 0, 0), Build.Vm(1, 4, 0, 0), Build.Vm(2, 4, 0, 0) with { PinnedTo = [1] }, Build.Vm(3, 4, 0, 1), Build.Vm(4, 4, 0, 1) with { AllowMigration = false }]);
        var environment = new PolicyEnvironment(Build.Problem(fleet));
        Assert.Equal([2, 1, 1], environment.Tokens.Select(t => t.Count));
    }

    [Fact]
    public void Step_Tabu_ClosesTheGroupsThatMoved()
    {
        Fleet fleet = Build.Of([Build.Host(0), Build.Host(1)], [Build.Vm(0, 4, 0, 0), Build.Vm(1, 4, 1, 0)]);
        var environment = new PolicyEnvironment(Build.Problem(fleet));
        environment.Step(0, 2);
        Assert.Empty(environment.Tokens);
        Assert.True(environment.IsOver);
    }

    [Fact]
    public void Legal_HostInMaintenance_IsLeftFirst()
    {
        Fleet fleet = Build.Of([Build.Host(0) with { Maintenance = true }, Build.Host(1)], [Build.Vm(0, 4, 0, 0), Build.Vm(1, 8, 1, 0)]);
        var environment = new PolicyEnvironment(Build.Problem(fleet));
        Assert.Equal([true, false], environment.Legal.ToArray());
    }

    [Fact]
    public void Step_IllegalAction_IsMisuse()
    {
        var environment = new PolicyEnvironment(Build.Problem(Build.Of([Build.Host(0)], [Build.Vm(0, 4, 0, 0)])));
        Assert.Throws<InvalidOperationException>(() => environment.Step(0, 0));
    }
}
