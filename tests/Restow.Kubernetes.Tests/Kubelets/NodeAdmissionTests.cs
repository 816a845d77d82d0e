using k8s.Models;
using Restow.Kubernetes.Kubelets;

namespace Restow.Kubernetes.Tests.Kubelets;

public class NodeAdmissionTests
{
    private readonly NodeAdmission node = new(new KubeletOptions { Cpu = "2", Memory = "1Gi", Pods = 3 });

    [Fact]
    public void Admit_MoreThanIsLeft_NamesTheResource()
    {
        Assert.Null(node.Admit(Pod("a", "1500m"), runs: false));
        Assert.Equal("cpu", node.Admit(Pod("b", "501m"), runs: false));
        Assert.Null(node.Admit(Pod("c", "500m"), runs: false));
        Assert.Null(node.Admit(Pod("d", "0"), runs: false));
        Assert.Equal("pods", node.Admit(Pod("e", "0"), runs: false));
    }

    [Fact]
    public void Admit_SamePodAgain_CountsOnce()
    {
        Assert.Null(node.Admit(Pod("a", "1500m"), runs: false));
        Assert.Null(node.Admit(Pod("a", "1500m"), runs: false));
        Assert.Null(node.Admit(Pod("b", "500m"), runs: false));
    }

    [Fact]
    public void Release_GivesTheRoomBackOnce()
    {
        node.Admit(Pod("a", "2"), runs: false);
        node.Release("a");
        node.Release("a");
        Assert.Null(node.Admit(Pod("b", "2"), runs: false));
        Assert.Equal("cpu", node.Admit(Pod("c", "1m"), runs: false));
    }

    [Fact]
    public void Admit_RunningAlready_IsCountedWhateverItNeeds()
    {
        Assert.Null(node.Admit(Pod("a", "5"), runs: true));
        Assert.Equal("cpu", node.Admit(Pod("b", "1m"), runs: false));
    }

    [Fact]
    public void Admit_InitContainers_CountAsTheLargest()
    {
        V1Pod pod = Pod("a", "500m");
        pod.Spec.InitContainers = [Container("1900m"), Container("100m")];
        pod.Spec.Overhead = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("101m") };
        Assert.Equal("cpu", node.Admit(pod, runs: false));
        pod.Spec.Overhead["cpu"] = new("100m");
        Assert.Null(node.Admit(pod, runs: false));
    }

    private static V1Pod Pod(string uid, string cpu) => new() { Metadata = new V1ObjectMeta { Uid = uid }, Spec = new V1PodSpec { Containers = [Container(cpu)] } };

    private static V1Container Container(string cpu) => new() { Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(cpu) } } };
}
