using Restow.Packing.Model;

namespace Restow.Packing.Tests.Snapshots;

public class EffectiveRequestsTests
{
    [Fact]
    public void Requests_Containers_AreSummedWithOnePod()
    {
        Resources requests = Files.Pod("""{"containers":[{"resources":{"requests":{"cpu":"100m","memory":"1Gi"}}},{"resources":{"requests":{"cpu":"0.25"}}}]}""").Requests;
        Assert.Equal(350, requests.Of("cpu"));
        Assert.Equal(1L << 30, requests.Of("memory"));
        Assert.Equal(1, requests.Of("pods"));
    }

    [Fact]
    public void Requests_InitContainer_CountsWhereItIsLarger()
    {
        Resources requests = Files.Pod("""
            {"containers":[{"resources":{"requests":{"cpu":"100m","memory":"2Gi"}}}],
             "initContainers":[{"resources":{"requests":{"cpu":"1","memory":"1Gi"}}},{"resources":{"requests":{"cpu":"2"}}}]}
            """).Requests;
        Assert.Equal(2000, requests.Of("cpu"));
        Assert.Equal(2L << 30, requests.Of("memory"));
    }

    [Fact]
    public void Requests_Sidecars_AddToContainersAndToLaterInitContainers()
    {
        // Start: i1 alone 500; s1 300; i2 + s1 = 900; s1 + s2 = 500. Running: 400 + 300 + 200 = 900.
        Resources requests = Files.Pod("""
            {"containers":[{"resources":{"requests":{"cpu":"400m"}}}],
             "initContainers":[
               {"resources":{"requests":{"cpu":"500m"}}},
               {"restartPolicy":"Always","resources":{"requests":{"cpu":"300m"}}},
               {"resources":{"requests":{"cpu":"650m"}}},
               {"restartPolicy":"Always","resources":{"requests":{"cpu":"200m"}}}]}
            """).Requests;
        Assert.Equal(950, requests.Of("cpu"));
    }

    [Fact]
    public void Requests_PodLevel_ReplacesContainersButNotExtendedResources()
    {
        Resources requests = Files.Pod("""
            {"resources":{"requests":{"cpu":"1"},"limits":{"memory":"2Gi"}},"overhead":{"cpu":"250m","memory":"1Mi"},
             "containers":[{"resources":{"requests":{"cpu":"3","memory":"1Gi","nvidia.com/gpu":"2"}}}]}
            """).Requests;
        Assert.Equal(1250, requests.Of("cpu"));
        Assert.Equal((1L << 30) + (1L << 20), requests.Of("memory"));
        Assert.Equal(2, requests.Of("nvidia.com/gpu"));
    }

    [Fact]
    public void Requests_PodLevelLimitAlone_IsTheRequest() =>
        Assert.Equal(2L << 30, Files.Pod("""{"resources":{"limits":{"memory":"2Gi"}},"containers":[{}]}""").Requests.Of("memory"));

    [Fact]
    public void Requests_LimitWithoutRequest_IsTheRequest() =>
        Assert.Equal(700, Files.Pod("""{"containers":[{"resources":{"limits":{"cpu":"700m"},"requests":{"memory":"1Gi"}}}]}""").Requests.Of("cpu"));

    [Theory]
    [InlineData("""{"containerStatuses":[{"name":"a","allocatedResources":{"cpu":"2"},"resources":{"requests":{"cpu":"1500m"}}}]}""", 2000)]
    [InlineData("""{"containerStatuses":[{"name":"a","allocatedResources":{"cpu":"500m"},"resources":{"requests":{"cpu":"500m"}}}]}""", 1000)]
    [InlineData("""{"resize":"Infeasible","containerStatuses":[{"name":"a","allocatedResources":{"cpu":"500m"},"resources":{"requests":{"cpu":"600m"}}}]}""", 600)]
    [InlineData("""{"conditions":[{"type":"PodResizePending","reason":"Infeasible","status":"True"}],"containerStatuses":[{"name":"a","allocatedResources":{"cpu":"500m"}}]}""", 500)]
    [InlineData("""{"resize":"Infeasible","containerStatuses":[{"name":"other","allocatedResources":{"cpu":"500m"}}]}""", 1000)]
    public void Requests_ResizedInPlace_AreTheLargestOfAskedGrantedAndHeld(string status, long cpu) =>
        Assert.Equal(cpu, Files.Pod("""{"containers":[{"name":"a","resources":{"requests":{"cpu":"1"}}}]}""", status).Requests.Of("cpu"));
}
