using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Restow.Kubernetes.Simulation.Api;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Tests.Simulation;

public class ObjectWritesTests
{
    private readonly ObjectStore store = new();
    private readonly ObjectWrites writes;
    private readonly PodRequests pods;

    public ObjectWritesTests()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        writes = new ObjectWrites(store, time);
        pods = new PodRequests(store, writes, time);
        Must(writes.Create(ResourceTypes.Namespaces, "", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "default" } }));
    }

    [Fact]
    public void Create_Pod_GetsIdentityDefaultsAndPriority()
    {
        Must(writes.Create(ResourceTypes.PriorityClasses, "", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "high" }, ["value"] = 7, ["preemptionPolicy"] = "Never" }));
        JsonObject wanted = Pod("web");
        wanted.Child("spec")["priorityClassName"] = "high";
        wanted["status"] = new JsonObject { ["phase"] = "Running" };
        StoredObject pod = Must(writes.Create(ResourceTypes.Pods, "default", wanted));
        Assert.Equal(("7", "Never", "Pending", "default-scheduler"), (pod.Root.Text("spec", "priority"), pod.Root.Text("spec", "preemptionPolicy"), pod.Root.Text("status", "phase"), pod.Root.Text("spec", "schedulerName")));
        Assert.NotEmpty(pod.Uid);
        Assert.Equal(409, Refused(writes.Create(ResourceTypes.Pods, "default", Pod("web"))).Code);
        Assert.Equal(404, Refused(writes.Create(ResourceTypes.Pods, "nowhere", Pod("web"))).Code);
        Assert.Equal(422, Refused(writes.Create(ResourceTypes.Pods, "default", Pod("No Name"))).Code);
    }

    [Fact]
    public void Replace_MainResource_LeavesStatusAndIdentityAlone()
    {
        StoredObject before = Must(writes.Create(ResourceTypes.Pods, "default", Pod("web")));
        JsonObject wanted = before.Copy();
        wanted.Child("status")["phase"] = "Failed";
        wanted.Child("metadata")["creationTimestamp"] = "1999-01-01T00:00:00Z";
        wanted.Child("metadata").Child("labels")["a"] = "b";
        StoredObject after = Must(Put(wanted, status: false));
        Assert.Equal(("Pending", before.Root.Text("metadata", "creationTimestamp"), "b"), (after.Root.Text("status", "phase"), after.Root.Text("metadata", "creationTimestamp"), after.Labels["a"]));
        Assert.Equal(409, Refused(Put(wanted, status: false)).Code);
    }

    [Fact]
    public void Replace_Status_LeavesSpecAlone()
    {
        StoredObject before = Must(writes.Create(ResourceTypes.Pods, "default", Pod("web")));
        JsonObject wanted = before.Copy();
        wanted.Child("status")["phase"] = "Running";
        wanted.Child("spec")["nodeName"] = "n1";
        StoredObject after = Must(Put(wanted, status: true));
        Assert.Equal(("Running", null), (after.Root.Text("status", "phase"), after.Root.Text("spec", "nodeName")));
    }

    [Fact]
    public void Change_Nothing_MakesNoNewVersion()
    {
        StoredObject before = Must(writes.Create(ResourceTypes.Pods, "default", Pod("web")));
        Assert.Equal(before.Version, Must(writes.Change(ResourceTypes.Pods, "default", "web", (_, _) => null)).Version);
    }

    [Fact]
    public void Delete_BoundPod_WaitsForItsGracePeriodAndPendingOneDoesNot()
    {
        Must(writes.Create(ResourceTypes.Pods, "default", Pod("pending")));
        Must(writes.Create(ResourceTypes.Pods, "default", Pod("bound")));
        Must(pods.Bind("default", "bound", "n1"));
        Must(writes.Delete(ResourceTypes.Pods, "default", "pending"));
        Must(writes.Delete(ResourceTypes.Pods, "default", "bound"));
        Assert.Null(store.Find(ResourceTypes.Pods, "default", "pending"));
        StoredObject bound = store.Find(ResourceTypes.Pods, "default", "bound")!;
        Assert.Equal(("2026-01-01T00:00:30Z", "30"), (bound.Root.Text("metadata", "deletionTimestamp"), bound.Root.Text("metadata", "deletionGracePeriodSeconds")));
        Assert.Equal(409, Refused(writes.Delete(ResourceTypes.Pods, "default", "bound", 0, "another-uid")).Code);
        Must(writes.Delete(ResourceTypes.Pods, "default", "bound", 0, bound.Uid));
        Assert.Null(store.Find(ResourceTypes.Pods, "default", "bound"));
    }

    [Fact]
    public void Delete_WithFinalizer_WaitsUntilItIsTakenOff()
    {
        JsonObject item = new() { ["metadata"] = new JsonObject { ["name"] = "held", ["finalizers"] = new JsonArray("x/y") } };
        ResourceType configMaps = ResourceTypes.Find("", "v1", "configmaps")!;
        Must(writes.Create(configMaps, "default", item));
        Must(writes.Delete(configMaps, "default", "held"));
        Assert.True(store.Find(configMaps, "default", "held")!.Terminating);
        Must(writes.Change(configMaps, "default", "held", (_, copy) =>
        {
            copy.Child("metadata").Remove("finalizers");
            return null;
        }));
        Assert.Null(store.Find(configMaps, "default", "held"));
    }

    [Fact]
    public void Bind_Twice_IsRefused()
    {
        Must(writes.Create(ResourceTypes.Pods, "default", Pod("web")));
        StoredObject bound = Must(pods.Bind("default", "web", "n1"));
        Assert.True(bound.Root.Text("spec", "nodeName") == "n1");
        Assert.Contains(bound.Root.Items("status", "conditions"), c => c.Text("type") == "PodScheduled" && c.Text("status") == "True");
        Assert.Equal(409, Refused(pods.Bind("default", "web", "n2")).Code);
    }

    [Fact]
    public void Evict_BudgetSpent_Is429AndTwoBudgetsAre500()
    {
        foreach (string name in new[] { "one", "two" })
        {
            Must(writes.Create(ResourceTypes.Pods, "default", Pod(name)));
            Must(writes.Change(ResourceTypes.Pods, "default", name, (_, copy) =>
            {
                copy.Child("status")["phase"] = "Running";
                return null;
            }));
        }

        Budget("first", 1);
        Must(pods.Evict("default", "one", [], dryRun: true));
        Must(pods.Evict("default", "one", [], dryRun: false));
        ApiStatus refusal = Refused(pods.Evict("default", "two", [], dryRun: false));
        Assert.Equal((429, "DisruptionBudget"), (refusal.Code, refusal.Cause));
        Budget("second", 1);
        Assert.Equal(500, Refused(pods.Evict("default", "two", [], dryRun: false)).Code);
        Assert.NotNull(store.Find(ResourceTypes.Pods, "default", "two"));
    }

    private void Budget(string name, int allowed)
    {
        Must(writes.Create(ResourceTypes.Budgets, "default", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = new JsonObject { ["selector"] = new JsonObject() } }));
        Must(writes.Change(ResourceTypes.Budgets, "default", name, (_, copy) =>
        {
            copy["status"] = new JsonObject { ["disruptionsAllowed"] = allowed, ["observedGeneration"] = 1 };
            return null;
        }));
    }

    private Answer<StoredObject> Put(JsonObject wanted, bool status) =>
        writes.Change(ResourceTypes.Pods, "default", "web", (before, copy) => ObjectWrites.Replace(before, copy, wanted, status));

    private static StoredObject Must(Answer<StoredObject> answer) => answer.TryGet(out StoredObject? value, out ApiStatus? refusal) ? value : throw new InvalidOperationException(refusal.Message);

    private static ApiStatus Refused(Answer<StoredObject> answer) => answer.TryGet(out _, out ApiStatus? refusal) ? throw new InvalidOperationException("it was not refused") : refusal;

    private static JsonObject Pod(string name) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["image"] = "none" }) },
    };
}
