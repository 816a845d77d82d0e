using k8s;
using k8s.Models;
using Restow.Kubernetes.Extending;
using Restow.Kubernetes.Listening;

namespace Restow.Kubernetes.Tests.Deploying;

public class ManifestTests
{
    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["v1/Namespace"] = typeof(V1Namespace),
        ["v1/ServiceAccount"] = typeof(V1ServiceAccount),
        ["v1/ConfigMap"] = typeof(V1ConfigMap),
        ["v1/Service"] = typeof(V1Service),
        ["apps/v1/Deployment"] = typeof(V1Deployment),
        ["rbac.authorization.k8s.io/v1/Role"] = typeof(V1Role),
        ["rbac.authorization.k8s.io/v1/RoleBinding"] = typeof(V1RoleBinding),
        ["rbac.authorization.k8s.io/v1/ClusterRole"] = typeof(V1ClusterRole),
        ["rbac.authorization.k8s.io/v1/ClusterRoleBinding"] = typeof(V1ClusterRoleBinding),
    };

    [Fact]
    public async Task Kustomize_EachObject_IsOfItsKindStrictly()
    {
        object[] objects = await RenderAsync("deploy/kubernetes");
        Assert.Equal(10, objects.Length);
        Assert.All(objects.OfType<IMetadata<V1ObjectMeta>>().Where(o => o is not (V1Namespace or V1ClusterRole or V1ClusterRoleBinding)), o => Assert.Equal("restow-system", o.Metadata.NamespaceProperty));
    }

    [Fact]
    public async Task ClusterRole_Grants_OnlyReadingEvictingAndEvents()
    {
        V1ClusterRole role = Assert.Single((await RenderAsync("deploy/kubernetes")).OfType<V1ClusterRole>());
        string[] granted = [.. role.Rules.SelectMany(r => r.Resources.SelectMany(resource => r.Verbs.Select(verb => $"{verb} {resource}"))).Order(StringComparer.Ordinal)];
        Assert.Equal(["create events", "create pods/eviction", "patch events"], granted.Where(g => !g.StartsWith("list ", StringComparison.Ordinal) && !g.StartsWith("watch ", StringComparison.Ordinal)));
        Assert.DoesNotContain(granted, g => g.Contains('*', StringComparison.Ordinal) || g.Contains("secrets", StringComparison.Ordinal) || g.Contains("configmaps", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Role_ReadsAndUpdates_OnlyWhatItNames()
    {
        V1Role role = Assert.Single((await RenderAsync("deploy/kubernetes")).OfType<V1Role>());
        Assert.All(role.Rules.Where(r => r.Verbs.Contains("get") || r.Verbs.Contains("update")), r => Assert.Single(r.ResourceNames));
        Assert.DoesNotContain(role.Rules, r => r.Verbs.Contains("*"));
    }

    [Fact]
    public async Task Deployment_RunsAsNobodyOnAReadOnlyDisk()
    {
        V1PodSpec pod = Assert.Single((await RenderAsync("deploy/kubernetes")).OfType<V1Deployment>()).Spec.Template.Spec;
        V1Container container = Assert.Single(pod.Containers);
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.Equal(("/healthz", "/readyz"), (container.LivenessProbe.HttpGet.Path, container.ReadinessProbe.HttpGet.Path));
        Assert.DoesNotContain("--apply", container.Args);
    }

    [Fact]
    public async Task SchedulerConfiguration_IsWhatTheCommandPrints()
    {
        V1ConfigMap map = (await RenderAsync("deploy/kubernetes")).OfType<V1ConfigMap>().Single(m => m.Metadata.Name == "restow-scheduler-configuration");
        Assert.Equal(new SchedulerConfiguration { Extender = new ListenAddress("CLUSTER-IP", 8480), LeaderElect = true }.ToYaml().Value, map.Data["scheduler.yaml"]);
    }

    [Fact]
    public async Task NominatedNodes_AreAComponentOfTheirOwn()
    {
        string folder = Directory.CreateTempSubdirectory("restow-kustomize-").FullName;
        try
        {
            string Relative(string path) => Path.GetRelativePath(folder, Path.Combine(Repository.Root, "deploy/kubernetes", path));
            await File.WriteAllTextAsync(Path.Combine(folder, "kustomization.yaml"), $"resources: [{Relative("")}]\ncomponents: [{Relative("components/nominated-nodes")}]\n");
            object[] objects = await RenderAsync(folder);
            V1ClusterRole role = objects.OfType<V1ClusterRole>().Single(r => r.Metadata.Name == "restow-nominated-nodes");
            Assert.Equal(["pods", "pods/status"], Assert.Single(role.Rules).Resources);
            Assert.Equal(["patch"], role.Rules[0].Verbs);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Parsing_AnUnknownField_IsAnError() =>
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {portss: []}\n", Kinds, strict: true));

    private static async Task<object[]> RenderAsync(string folder)
    {
        string? kubectl = Repository.Find("kubectl");
        Assert.SkipUnless(kubectl is not null, "kubectl, which renders the manifests, is not installed");
        (int code, string output, string error) = await Repository.RunAsync(kubectl!, "kustomize", Path.Combine(Repository.Root, folder));
        Assert.True(code == 0, error);
        return [.. KubernetesYaml.LoadAllFromString(output, Kinds, strict: true)];
    }
}
