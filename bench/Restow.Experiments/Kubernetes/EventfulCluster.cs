using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Restow.Kubernetes.Api;

namespace Restow.Experiments.Kubernetes;

/// <summary>An API server that is only its pods and nodes: lists them and then changes pods at a given rate. Objects are as large as real ones, managed fields included.</summary>
internal sealed class EventfulCluster(int nodes, int pods) : IClusterApi
{
    private readonly string filler = string.Concat(Enumerable.Repeat("\"f:containers\":{\"k:{\\\"name\\\":\\\"app\\\"}\":{\".\":{},\"f:image\":{},\"f:resources\":{}}},", 20)).TrimEnd(',');
    private int version = 1000;
    private int sent;

    public string Address => "eventful";

    /// <summary>Pod events a second; 0 is silence.</summary>
    public int Rate { get; set; }

    public int Sent => sent;

    public Task<ApiAnswer> SendAsync(ApiCall call, CancellationToken cancellation)
    {
        string path = call.Path.Split('?')[0];
        IEnumerable<string> items = path switch
        {
            "/api/v1/nodes" => Enumerable.Range(0, nodes).Select(Node),
            "/api/v1/pods" => Enumerable.Range(0, pods).Select(p => Pod(p, p, 1000, 0)),
            "/apis/apps/v1/replicasets" => Enumerable.Range(0, pods / 10).Select(ReplicaSet),
            _ => [],
        };
        string body = $"{{\"metadata\":{{\"resourceVersion\":\"1000\"}},\"items\":[{string.Join(',', items)}]}}";
        return Task.FromResult(new ApiAnswer(200, Encoding.UTF8.GetBytes(body)));
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> WatchAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!path.StartsWith("/api/v1/pods", StringComparison.Ordinal))
            await Task.Delay(Timeout.Infinite, cancellation);
        while (true)
        {
            // A tenth of a second's events at once, as a busy server sends them.
            int burst = Rate / 10;
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < burst; i++)
            {
                int pod = sent++ % pods;
                yield return Encoding.UTF8.GetBytes($"{{\"type\":\"MODIFIED\",\"object\":{Pod(pod, pod + (sent / pods), ++version, sent)}}}");
            }

            TimeSpan left = TimeSpan.FromMilliseconds(100) - Stopwatch.GetElapsedTime(start);
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellation);
        }
    }

    private static string Node(int node) => string.Create(CultureInfo.InvariantCulture,
        $"{{\"metadata\":{{\"name\":\"node-{node}\",\"uid\":\"n{node}\",\"resourceVersion\":\"1000\",\"labels\":{{\"kubernetes.io/hostname\":\"node-{node}\",\"topology.kubernetes.io/zone\":\"z{node % 3}\"}}}},\"status\":{{\"allocatable\":{{\"cpu\":\"16\",\"memory\":\"64Gi\",\"pods\":\"110\"}}}}}}");

    private static string ReplicaSet(int set) =>
        $"{{\"metadata\":{{\"name\":\"rs-{set}\",\"namespace\":\"default\",\"uid\":\"rs{set}\",\"resourceVersion\":\"1000\",\"ownerReferences\":[{{\"kind\":\"Deployment\",\"name\":\"d-{set}\",\"uid\":\"d{set}\",\"controller\":true}}]}},\"spec\":{{\"replicas\":10}}}}";

    private string Pod(int pod, int node, int at, int restarts) =>
        $"{{\"metadata\":{{\"name\":\"rs-{pod / 10}-{pod}\",\"namespace\":\"default\",\"uid\":\"p{pod}\",\"resourceVersion\":\"{at}\",\"creationTimestamp\":\"2026-01-01T00:00:00Z\",\"labels\":{{\"app\":\"a{pod / 10}\",\"pod-template-hash\":\"h{pod / 10}\"}},"
        + $"\"ownerReferences\":[{{\"kind\":\"ReplicaSet\",\"name\":\"rs-{pod / 10}\",\"uid\":\"rs{pod / 10}\",\"controller\":true}}],\"managedFields\":[{{\"fieldsV1\":{{{filler}}}}}]}},"
        + $"\"spec\":{{\"nodeName\":\"node-{node % nodes}\",\"priority\":0,\"schedulerName\":\"default-scheduler\",\"tolerations\":[{{\"key\":\"node.kubernetes.io/not-ready\",\"operator\":\"Exists\",\"effect\":\"NoExecute\"}}],"
        + "\"containers\":[{\"name\":\"app\",\"image\":\"registry/app:1\",\"resources\":{\"requests\":{\"cpu\":\"500m\",\"memory\":\"512Mi\"},\"limits\":{\"memory\":\"512Mi\"}}},{\"name\":\"side\",\"image\":\"registry/side:1\",\"resources\":{\"requests\":{\"cpu\":\"100m\",\"memory\":\"64Mi\"}}}]},"
        + $"\"status\":{{\"phase\":\"Running\",\"conditions\":[{{\"type\":\"Ready\",\"status\":\"True\"}}],\"containerStatuses\":[{{\"name\":\"app\",\"restartCount\":{restarts},\"image\":\"registry/app:1\"}}]}}}}";
}
