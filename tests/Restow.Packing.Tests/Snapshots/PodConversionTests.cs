using Restow.Packing.Model;

namespace Restow.Packing.Tests.Snapshots;

public class PodConversionTests
{
    private const string Class = """{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"high"},"value":1000,"preemptionPolicy":"Never"}""";
    private const string Default = """{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"usual"},"value":7,"globalDefault":true}""";
    private const string Set = """{"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"web-5d","namespace":"shop","uid":"u1","ownerReferences":[{"kind":"Deployment","name":"web","controller":true}]},"spec":{"replicas":3}}""";

    [Theory]
    [InlineData("""{"priority":5,"priorityClassName":"high"}""", 5, true)]
    [InlineData("""{"priorityClassName":"high"}""", 1000, true)]
    [InlineData("""{"priorityClassName":"high","preemptionPolicy":"PreemptLowerPriority"}""", 1000, false)]
    [InlineData("""{"priorityClassName":"system-node-critical"}""", 2_000_001_000, false)]
    [InlineData("""{"priorityClassName":"system-cluster-critical"}""", 2_000_000_000, false)]
    [InlineData("{}", 7, false)]
    public void Priority_EverySource_IsResolved(string spec, int priority, bool never)
    {
        Pod pod = Files.Pod(spec, "{}", "", Class, Default);
        Assert.Equal(priority, pod.Priority);
        Assert.Equal(never, pod.NeverPreempts);
    }

    [Fact]
    public void Priority_NoClassAnywhere_IsZeroAndUnknownOnesAreMentioned()
    {
        Cluster cluster = Files.Read(Files.ListWithNode(Files.PodJson("""{"priorityClassName":"gone"}"""))).Value;
        Assert.Equal(0, cluster.Pods[0].Priority);
        Assert.Contains("priority class gone is not in the snapshot", Assert.Single(cluster.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Workload_ReplicaSetInTheSnapshot_IsItsDeployment()
    {
        const string Owned = """ "labels":{"pod-template-hash":"5d"},"ownerReferences":[{"kind":"Foo","name":"x"},{"kind":"ReplicaSet","name":"web-5d","uid":"u1","controller":true}] """;
        Assert.Equal(new WorkloadReference("Deployment", "web", "ReplicaSet", "u1", "5d"), Files.Pod("{}", "{}", Owned, Set).Workload);
        Assert.Equal(new WorkloadReference("ReplicaSet", "web-5d", "ReplicaSet", "u1", "5d"), Files.Pod("{}", "{}", Owned).Workload);
        Assert.Null(Files.Pod("{}").Workload);
    }

    [Fact]
    public void IsStatic_MirrorOrOwnedByNode_IsTrue()
    {
        Assert.True(Files.Pod("{}", "{}", """ "annotations":{"kubernetes.io/config.mirror":"x"} """).IsStatic);
        Pod owned = Files.Pod("{}", "{}", """ "ownerReferences":[{"kind":"Node","name":"n1","controller":true}] """);
        Assert.True(owned.IsStatic);
        Assert.Null(owned.Workload);
    }

    [Theory]
    [InlineData("""{"name":"v","emptyDir":{}}""", true)]
    [InlineData("""{"name":"v","hostPath":{"path":"/x"}}""", true)]
    [InlineData("""{"name":"v","configMap":{"name":"x"}}""", false)]
    [InlineData("""{"name":"v","secret":{"secretName":"x"}}""", false)]
    [InlineData("""{"name":"v","projected":{"sources":[]}}""", false)]
    [InlineData("""{"name":"v","downwardAPI":{"items":[]}}""", false)]
    [InlineData("""{"name":"v","csi":{"driver":"secrets"}}""", false)]
    public void HasLocalStorage_ByVolume_IsAsExpected(string volume, bool local)
    {
        Pod pod = Files.Pod($$"""{"volumes":[{{volume}}]}""");
        Assert.Equal(local, pod.HasLocalStorage);
        Assert.Empty(pod.Unevaluated);
    }

    [Fact]
    public void Claims_WhatTheSnapshotLacks_IsUnevaluated()
    {
        const string Spec = """{"volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"data"}},{"name":"tmp","ephemeral":{"volumeClaimTemplate":{}}}]}""";
        const string Claim = """{"kind":"PersistentVolumeClaim","metadata":{"name":"data","namespace":"shop"},"spec":{"storageClassName":"fast","accessModes":["ReadWriteOncePod"]}}""";
        const string Scratch = """{"kind":"PersistentVolumeClaim","metadata":{"name":"web-1-tmp","namespace":"shop"},"spec":{"volumeName":"pv1"}}""";
        const string Fast = """{"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"fast"},"provisioner":"p","volumeBindingMode":"WaitForFirstConsumer","allowedTopologies":[{"matchLabelExpressions":[{"key":"zone","values":["a","b"]}]}]}""";
        const string Volume = """{"kind":"PersistentVolume","metadata":{"name":"pv1"},"spec":{"hostPath":{"path":"/x"}}}""";
        Pod pod = Files.Pod(Spec);
        Assert.Equal(["data", "web-1-tmp"], pod.Claims);
        Assert.All(pod.Unevaluated, reason => Assert.Contains("the snapshot has no persistent volume claims", reason, StringComparison.Ordinal));
        Assert.Equal(["it mounts claim web-1-tmp, which is not in the snapshot", "claim data is unbound and its storage class fast is not in the snapshot"],
            Files.Pod(Spec, "{}", "", Claim).Unevaluated.Reverse());
        Assert.Equal(["claim web-1-tmp is bound to volume pv1, which is not in the snapshot"], Files.Pod(Spec, "{}", "", Claim, Scratch, Fast).Unevaluated);
        Pod complete = Files.Pod(Spec, "{}", "", Claim, Scratch, Fast, Volume);
        Assert.Empty(complete.Unevaluated);
        Assert.True(complete.HasLocalStorage);
        Cluster cluster = Files.Read(Files.ListWithNode(Files.PodJson(Spec), Claim, Scratch, Fast, Volume)).Value;
        Assert.True(cluster.Claims["shop/data"].ReadWriteOncePod);
        StorageClass fast = cluster.StorageClasses["fast"];
        Assert.True(fast.WaitForFirstConsumer);
        Assert.Equal(["a", "b"], Assert.Single(Assert.Single(fast.AllowedTopologies).Expressions).Values);
    }

    [Fact]
    public void Rules_MatchLabelKeys_AreMergedOnce()
    {
        Pod pod = Files.Pod(
            """
            {"affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[
               {"topologyKey":"zone","labelSelector":{"matchLabels":{"app":"web"},"matchExpressions":[{"key":"hash","operator":"In","values":["1"]}]},"matchLabelKeys":["hash"],"mismatchLabelKeys":["tenant","absent"]}]}},
             "topologySpreadConstraints":[{"maxSkew":2,"topologyKey":"zone","whenUnsatisfiable":"DoNotSchedule","labelSelector":{},"matchLabelKeys":["hash"],"nodeTaintsPolicy":"Honor"},
               {"maxSkew":1,"topologyKey":"host","whenUnsatisfiable":"ScheduleAnyway","minDomains":3,"nodeAffinityPolicy":"Ignore"}]}
            """, "{}", """ "labels":{"hash":"1","tenant":"t"} """);
        Assert.Equal(
            ["app In web", "hash In 1", "tenant NotIn t"],
            Assert.Single(pod.AntiAffinity).Selector!.Requirements.Select(r => $"{r.Key} {r.Operator} {string.Join(",", r.Values)}"));
        Assert.Equal("hash", Assert.Single(pod.Spread[0].Selector!.Requirements).Key);
        Assert.Equal((2, true, true, true), (pod.Spread[0].MaxSkew, pod.Spread[0].Required, pod.Spread[0].HonorTaints, pod.Spread[0].HonorNodeAffinity));
        Assert.Equal((3, false, false, null), (pod.Spread[1].MinDomains, pod.Spread[1].Required, pod.Spread[1].HonorNodeAffinity, pod.Spread[1].Selector));
    }

    [Fact]
    public void Rules_NotKnownToThisVersion_AreUnevaluated()
    {
        Pod pod = Files.Pod("""
            {"tolerations":[{"key":"k","operator":"Gt","value":"3"},{"operator":"Exists"}],
             "affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"a","operator":"Like"},{"key":"n","operator":"Gt","values":["3"]}]}]}}},
             "topologySpreadConstraints":[{"topologyKey":"z","maxSkew":1,"whenUnsatisfiable":"Perhaps"}]}
            """);
        Assert.Equal(3, pod.Unevaluated.Count);
        Assert.Equal(new Toleration("", true, "", ""), Assert.Single(pod.Tolerations));
        Assert.Equal(SelectorOperator.Gt, Assert.Single(Assert.Single(pod.NodeAffinity!).Expressions).Operator);
    }

    [Fact]
    public void HostPorts_OfContainersAndSidecars_AreRead()
    {
        Pod pod = Files.Pod("""
            {"containers":[{"ports":[{"containerPort":80,"hostPort":8080,"hostIP":"0.0.0.0"},{"containerPort":81}]}],
             "initContainers":[{"restartPolicy":"Always","ports":[{"hostPort":9,"protocol":"UDP","hostIP":"10.0.0.1"}]},{"ports":[{"hostPort":7}]}]}
            """);
        Assert.Equal([new HostPort("", "TCP", 8080), new HostPort("10.0.0.1", "UDP", 9)], pod.HostPorts);
        Assert.Equal([new HostPort("", "TCP", 81)], Files.Pod("""{"hostNetwork":true,"containers":[{"ports":[{"containerPort":81}]}]}""").HostPorts);
    }

    [Fact]
    public void State_OfAPod_IsRead()
    {
        Pod pod = Files.Pod(
            """{"schedulerName":"mine","schedulingGates":[{"name":"g"}],"resourceClaims":[{"name":"c"}]}""",
            """{"nominatedNodeName":"n1","conditions":[{"type":"Ready","status":"False"}]}""",
            """ "creationTimestamp":"2026-03-02T08:00:00Z","uid":"u" """);
        Assert.True(pod.Gated && pod.HasResourceClaims && !pod.Ready && !pod.Terminating);
        Assert.Equal(("mine", "n1", "u"), (pod.SchedulerName, pod.NominatedNodeName, pod.Uid));
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero), pod.Created);
        Assert.Null(Files.Pod("""{"nodeName":"n1"}""", """{"nominatedNodeName":"n1"}""").NominatedNodeName);
    }
}
