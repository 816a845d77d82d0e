using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Restow.Kubernetes.Tests.Simulation;

public class ExtenderTests
{
    [Fact]
    public async Task Filter_LeavesOneNode_PodsLandThere()
    {
        await using Extender extender = await Extender.Start(node => node == "node-2", _ => 0);
        await using RunningCluster cluster = await RunningCluster.Start(3, extender: extender.Address);
        await cluster.Deploy("web", 3, "100m");
        Assert.All(await cluster.UntilRunning("web", 3), pod => Assert.Equal("node-2", pod.Spec.NodeName));
        Assert.All(extender.Asked, names => Assert.Equal(["node-0", "node-1", "node-2"], names));
    }

    [Fact]
    public async Task Filter_LeavesNone_PodWaitsWithTheExtendersReason()
    {
        await using Extender extender = await Extender.Start(_ => false, _ => 0);
        await using RunningCluster cluster = await RunningCluster.Start(2, extender: extender.Address);
        await cluster.Deploy("web", 1, "100m");
        V1Pod pod = (await cluster.Until("web", pods => pods.Any(RunningCluster.IsUnschedulable))).Single();
        Assert.Equal("0/2 nodes are available: 2 kept by the test.", pod.Status.Conditions.Single(c => c.Type == "PodScheduled").Message);
    }

    [Fact]
    public async Task Prioritize_TenPoints_DecideAmongEqualNodes()
    {
        await using Extender extender = await Extender.Start(_ => true, node => node == "node-1" ? 10 : 0);
        await using RunningCluster cluster = await RunningCluster.Start(3, extender: extender.Address);
        await cluster.Deploy("web", 1, "100m");
        Assert.Equal("node-1", (await cluster.UntilRunning("web", 1)).Single().Spec.NodeName);
    }

    [Fact]
    public async Task Filter_NobodyAnswers_IsIgnored()
    {
        await using RunningCluster cluster = await RunningCluster.Start(2, extender: new Uri("http://127.0.0.1:9"));
        await cluster.Deploy("web", 2, "100m");
        await cluster.UntilRunning("web", 2);
    }

    /// <summary>An extender of a few lines: which nodes it leaves, how many points it gives.</summary>
    private sealed class Extender : IAsyncDisposable
    {
        private readonly WebApplication server;

        private Extender(WebApplication server) => this.server = server;

        public Uri Address => new(server.Urls.First());

        public List<string[]> Asked { get; } = [];

        public static async Task<Extender> Start(Func<string, bool> leaves, Func<string, int> points)
        {
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            WebApplication server = builder.Build();
            var extender = new Extender(server);
            server.Run(context => extender.Answer(context, leaves, points));
            await server.StartAsync();
            return extender;
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();

        private async Task Answer(HttpContext context, Func<string, bool> leaves, Func<string, int> points)
        {
            JsonObject arguments = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
            string[] nodes = [.. arguments["NodeNames"]!.AsArray().Select(n => n!.GetValue<string>())];
            Assert.NotNull(arguments["Pod"]!["metadata"]!["uid"]);
            if (context.Request.Path == "/filter")
            {
                Asked.Add(nodes);
                await context.Response.WriteAsync(JsonSerializer.Serialize(new { NodeNames = nodes.Where(leaves), FailedNodes = nodes.Where(n => !leaves(n)).ToDictionary(n => n, _ => "kept by the test") }));
            }
            else
            {
                await context.Response.WriteAsync(JsonSerializer.Serialize(nodes.Select(n => new { Host = n, Score = points(n) })));
            }
        }
    }
}
