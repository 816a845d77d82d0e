using Restow.Packing.Model;
using Restow.Packing.Planning;
using static Restow.Packing.Tests.Build;

namespace Restow.Packing.Tests.Planning;

public class MobilityTests
{
    private static readonly PackingOptions Options = new();
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string> FixedPods => new()
    {
        { "static", "is static" },
        { "daemon", "belongs to the DaemonSet agent" },
        { "bare", "has no controller that recreates it" },
        { "local", "has local storage" },
        { "critical", "is critical for the system" },
        { "claims", "uses resource claims" },
        { "protected", "is in the protected namespace kube-system" },
        { "optout", "has the annotation restow.dev/movable: \"false\"" },
        { "unsafe", "has the annotation cluster-autoscaler.kubernetes.io/safe-to-evict: \"false\"" },
        { "terminating", "is terminating" },
        { "foreign", "belongs to the scheduler other" },
        { "gone", "runs on lost, which is not in the snapshot" },
        { "unevaluated", "cannot be evaluated: its sidecar" },
    };

    [Theory]
    [MemberData(nameof(FixedPods))]
    public void Of_RunningPod_IsFixedForAReason(string which, string reason)
    {
        Pod pod = Pod("a", "n");
        pod = which switch
        {
            "static" => pod with { IsStatic = true },
            "daemon" => pod with { Workload = new WorkloadReference("DaemonSet", "agent", "DaemonSet", "u", "") },
            "bare" => pod with { Workload = null },
            "local" => pod with { HasLocalStorage = true },
            "critical" => pod with { Priority = 2_000_000_000 },
            "claims" => pod with { HasResourceClaims = true },
            "protected" => pod with { Namespace = "kube-system" },
            "optout" => pod with { Annotations = Map(("restow.dev/movable", "false")) },
            "unsafe" => pod with { Annotations = Map(("cluster-autoscaler.kubernetes.io/safe-to-evict", "false")) },
            "terminating" => pod with { Terminating = true },
            "foreign" => pod with { SchedulerName = "other" },
            "gone" => pod with { NodeName = "lost" },
            _ => pod with { Unevaluated = ["its sidecar"] },
        };
        var mobility = Mobility.Of(Cluster([Node("n")], pod), Options);
        Assert.Equal(PodRole.Fixed, mobility.Roles[0]);
        Assert.Equal(reason, mobility.Reasons[0]);
    }

    [Fact]
    public void Of_OptionsThatAllowMore_FreeThePod()
    {
        Cluster cluster = Cluster([Node("n")], Pod("bare", "n") with { Workload = null }, Pod("local", "n") with { HasLocalStorage = true });
        Assert.All(Mobility.Of(cluster, Options).Roles, role => Assert.Equal(PodRole.Fixed, role));
        PackingOptions more = Options with { MoveBarePods = true, MoveLocalStorage = true };
        Assert.All(Mobility.Of(cluster, more).Roles, role => Assert.Equal(PodRole.Movable, role));
    }

    [Fact]
    public void Of_PendingPod_IsPlaceableUnlessItIsNotOurs()
    {
        Cluster cluster = Cluster([Node("n")],
            Pod("a"), Pod("b") with { Gated = true }, Pod("c") with { SchedulerName = "other" }, Pod("d") with { Unevaluated = ["x"] }, Pod("e") with { Terminating = true });
        PodRole[] roles = Mobility.Of(cluster, Options).Roles;
        Assert.Equal(PodRole.Placeable, roles[0]);
        Assert.All(roles.Skip(1), role => Assert.Equal(PodRole.Ignored, role));
    }

    [Fact]
    public void Of_AgeWithoutNow_CountsFromTheNewestPod()
    {
        Cluster cluster = Cluster([Node("n")], Pod("old", "n") with { Created = Noon.AddHours(-2) }, Pod("new", "n") with { Created = Noon });
        PackingOptions options = Options with { MinimumPodAge = TimeSpan.FromHours(1) };
        Assert.Equal([PodRole.Movable, PodRole.Fixed], Mobility.Of(cluster, options).Roles);
        Assert.Equal([PodRole.Movable, PodRole.Movable], Mobility.Of(cluster, options with { Now = Noon.AddHours(1) }).Roles);
    }

    [Fact]
    public void Of_Budgets_FixPodsWithoutDisruptionsOrWithTwoBudgets()
    {
        Cluster cluster = Cluster([Node("n")], Pod("a", "n", 1, 0, ("app", "a")), Pod("b", "n", 1, 0, ("app", "b")), Pod("c", "n", 1, 0, ("app", "c")), Pod("d", "n")) with
        {
            Budgets =
            [
                new DisruptionBudget("default", "none-left", Selector(("app", "a")), 0),
                new DisruptionBudget("default", "one", Selector(("app", "b")), 1),
                new DisruptionBudget("default", "two", Selector(("app", "b")), 1),
                new DisruptionBudget("default", "three", Selector(("app", "c")), 1),
                new DisruptionBudget("other", "all", Selector(), 0),
            ],
        };
        var mobility = Mobility.Of(cluster, Options);
        Assert.Equal([PodRole.Fixed, PodRole.Fixed, PodRole.Movable, PodRole.Movable], mobility.Roles);
        Assert.Equal("is under the disruption budget none-left, which allows no disruption", mobility.Reasons[0]);
        Assert.Equal("has 2 disruption budgets, which the eviction API refuses", mobility.Reasons[1]);
    }

    [Theory]
    [InlineData(true, false, true, true, true)] // healthy: always guarded
    [InlineData(false, false, false, false, true)] // not ready, the budget not met: guarded as well
    [InlineData(false, false, false, true, false)] // not ready, the budget met
    [InlineData(false, false, true, false, false)] // not ready, AlwaysAllow
    [InlineData(false, true, false, false, false)] // not started: no budget is asked
    public void Of_BudgetThatAllowsNothing_GuardsAsTheEvictionApiDoes(bool ready, bool starting, bool always, bool met, bool isFixed)
    {
        Cluster cluster = Cluster([Node("n")], Pod("a", "n", 1, 0, ("app", "a")) with { Ready = ready, Starting = starting }) with
        {
            Budgets = [new DisruptionBudget("default", "b", Selector(("app", "a")), 0) { AlwaysAllowsUnhealthy = always, IsMet = met }],
        };
        Assert.Equal(isFixed ? PodRole.Fixed : PodRole.Movable, Mobility.Of(cluster, Options).Roles[0]);
    }

    [Fact]
    public void Of_NominatedPod_CarriesItsNode()
    {
        Cluster cluster = Cluster([Node("n"), Node("m")], Pod("a") with { NominatedNodeName = "m" }, Pod("b") with { NominatedNodeName = "lost" }, Pod("c"));
        Assert.Equal([1, -1, -1], Mobility.Of(cluster, Options).Nominated);
    }
}
