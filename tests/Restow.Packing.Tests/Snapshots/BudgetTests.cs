using Restow.Packing.Model;

namespace Restow.Packing.Tests.Snapshots;

public class BudgetTests
{
    private const string Set = """{"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"web-5d","namespace":"shop"},"spec":{"replicas":5}}""";

    [Theory]
    [InlineData("""{"minAvailable":2}""", 1)]
    [InlineData("""{"minAvailable":"50%"}""", 1)]
    [InlineData("""{"minAvailable":"51%"}""", 0)]
    [InlineData("""{"minAvailable":"100%"}""", 0)]
    [InlineData("""{"maxUnavailable":1}""", 0)]
    [InlineData("""{"maxUnavailable":2}""", 1)]
    [InlineData("""{"maxUnavailable":"30%"}""", 1)]
    [InlineData("""{"maxUnavailable":"100%"}""", 3)]
    [InlineData("{}", 0)]
    public void Allowed_WithoutStatus_FollowsTheSpec(string spec, int allowed)
    {
        // Four pods, one of them not ready; no replica set in the snapshot says how many there should be.
        Assert.Equal(allowed, Allowed(spec, ""));
    }

    [Theory]
    [InlineData("""{"minAvailable":"40%"}""", 1)]
    [InlineData("""{"maxUnavailable":"40%"}""", 0)]
    [InlineData("""{"maxUnavailable":3}""", 1)]
    public void Allowed_WithReplicaSet_ExpectsItsReplicas(string spec, int allowed) => Assert.Equal(allowed, Allowed(spec, "", Set));

    [Theory]
    [InlineData("""{"disruptionsAllowed":2,"observedGeneration":3}""", 2)]
    [InlineData("""{"disruptionsAllowed":2,"observedGeneration":2}""", 0)]
    [InlineData("""{"disruptionsAllowed":-1}""", 0)]
    public void Allowed_WithStatus_IsTheStatusUnlessItIsOld(string status, int allowed) =>
        Assert.Equal(allowed, Allowed("""{"minAvailable":4}""", $$""","status":{{status}}"""));

    [Theory]
    [InlineData("{}", false)]
    [InlineData("""{"unhealthyPodEvictionPolicy":"IfHealthyBudget"}""", false)]
    [InlineData("""{"unhealthyPodEvictionPolicy":"AlwaysAllow"}""", true)]
    public void UnhealthyPolicy_IsRead(string spec, bool always) => Assert.Equal(always, Of(spec, "").AlwaysAllowsUnhealthy);

    [Theory]
    [InlineData(""","status":{"disruptionsAllowed":0,"currentHealthy":3,"desiredHealthy":3}""", true)]
    [InlineData(""","status":{"disruptionsAllowed":0,"currentHealthy":2,"desiredHealthy":3}""", false)]
    [InlineData(""","status":{"disruptionsAllowed":4,"currentHealthy":4,"desiredHealthy":0}""", false)]
    [InlineData(""","status":{"disruptionsAllowed":1}""", false)]
    [InlineData("", true)]
    public void IsMet_ComparesHealthyPodsWithThoseItWants(string status, bool met) => Assert.Equal(met, Of("""{"minAvailable":3}""", status).IsMet);

    private static int Allowed(string spec, string status, params string[] others) => Of(spec, status, others).DisruptionsAllowed;

    private static DisruptionBudget Of(string spec, string status, params string[] others)
    {
        string budget = $$$"""{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"b","namespace":"shop","generation":3},"spec":{"selector":{"matchLabels":{"app":"web"}},{{{spec[1..]}}}{{{status}}}}""";
        budget = budget.Replace(",}", "}", StringComparison.Ordinal);
        IEnumerable<string> pods = Enumerable.Range(0, 4).Select(i => Files.PodJson(
            """{"nodeName":"n1"}""",
            $$"""{"conditions":[{"type":"Ready","status":"{{(i == 3 ? "False" : "True")}}"}]}""",
            """ "labels":{"app":"web"},"ownerReferences":[{"kind":"ReplicaSet","name":"web-5d","controller":true}] """,
            $"web-{i}"));
        Cluster cluster = Files.Read(Files.ListWithNode([budget, .. pods, .. others])).Value;
        return Assert.Single(cluster.Budgets);
    }
}
