using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Snapshots.Input;

namespace Restow.Packing.Snapshots;

/// <summary>Reads Alibaba's public GPU trace of 2023 (clusterdata, cluster-trace-gpu-v2023; the "openb" files) as a cluster.</summary>
/// <remarks>
/// <para>
/// Nodes (<c>sn, cpu_milli, memory_mib, gpu, model</c>) have whole GPUs as <see cref="Resources.Gpu"/> and 1000 of
/// <see cref="Resources.GpuMilli"/> for each. Pods (<c>name, cpu_milli, memory_mib, num_gpu, gpu_milli</c>, and where they are
/// there <c>gpu_spec, qos, creation_time</c>) want whole GPUs, or a share of one device. The trace does not limit the number
/// of pods of a node; here it is <see cref="PodsPerNode"/>.
/// </para>
/// <para>
/// Every pod is pending, in the trace's order, whatever its phase was: the trace is a sequence of arrivals. Its QoS class is
/// its priority, LS 3, Guaranteed 2, Burstable 1, BE 0. Pods of one class and shape form a workload, so that they may move.
/// </para>
/// </remarks>
public static class OpenbTrace
{
    /// <summary>The <c>pods</c> each node has; more than any of its nodes can hold.</summary>
    public const int PodsPerNode = 10_000;

    private const long Mebibyte = 1L << 20;

    private static readonly string[] Classes = ["BE", "Burstable", "Guaranteed", "LS"];

    /// <summary>Reads both files.</summary>
    /// <param name="nodesCsv">Path of the node list.</param>
    /// <param name="podsCsv">Path of the pod list.</param>
    /// <param name="repeat">How many times the pods arrive, one whole list after the other, to saturate the nodes. At least 1.</param>
    /// <returns>The cluster, or which file and line is wrong.</returns>
    public static Result<Cluster> Read(string nodesCsv, string podsCsv, int repeat = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repeat, 1);
        Result<List<Node>> nodes = CsvTable.Read(nodesCsv, ["sn", "cpu_milli", "memory_mib", "gpu", "model"], required: 3, NodeOf);
        if (!nodes.TryGet(out List<Node>? nodeList, out Fault? fault))
            return fault;
        Result<List<Pod>> pods = CsvTable.Read(
            podsCsv, ["name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli", "gpu_spec", "qos", "creation_time"], required: 5, PodOf);
        if (!pods.TryGet(out List<Pod>? podList, out fault))
            return fault;
        if (nodeList.Count == 0)
            return new Fault(nodesCsv, "", "it has no nodes", "take openb_node_list_all_node.csv of the trace");
        if (Duplicate(nodeList.Select(n => n.Name)) is { } node)
            return new Fault(nodesCsv, $"node {node}", "it is in the file twice", "remove one of the lines");
        if (Duplicate(podList.Select(p => p.Name)) is { } pod)
            return new Fault(podsCsv, $"pod {pod}", "it is in the file twice", "remove one of the lines");
        return new Cluster
        {
            SourceName = podsCsv,
            Nodes = nodeList,
            Pods = Repeat(podList, repeat),
        };
    }

    private static Node NodeOf(CsvLine line)
    {
        long gpus = line.Number("gpu", 64);
        var allocatable = new Resources
        {
            [Resources.Cpu] = line.Number("cpu_milli"),
            [Resources.Memory] = line.Number("memory_mib") * Mebibyte,
            [Resources.Pods] = PodsPerNode,
        };
        if (gpus > 0)
        {
            allocatable[Resources.Gpu] = gpus;
            allocatable[Resources.GpuMilli] = gpus * 1000;
        }

        return new Node { Name = line.Name("sn"), Allocatable = allocatable, GpuModel = line.Text("model") };
    }

    private static Pod PodOf(CsvLine line)
    {
        long gpus = line.Number("num_gpu", 64);
        long share = line.Number("gpu_milli", 1000);
        var requests = new Resources
        {
            [Resources.Cpu] = line.Number("cpu_milli"),
            [Resources.Memory] = line.Number("memory_mib") * Mebibyte,
            [Resources.Pods] = 1,
        };
        if (gpus > 1 && share is > 0 and < 1000)
            line.Report($"gpu_milli {share} is a share of several devices", "a share is of one device: num_gpu 1, or gpu_milli 1000");
        if (gpus > 0 && share is 0 or 1000)
            requests[Resources.Gpu] = gpus;
        else if (gpus > 0)
            requests[Resources.GpuMilli] = share;

        string qos = line.Text("qos");
        int priority = Math.Max(0, Array.IndexOf(Classes, qos));
        if (qos.Length > 0 && !Classes.Contains(qos))
            line.Report($"qos \"{qos}\" is not a class", $"write one of {string.Join(", ", Classes)}");
        string spec = line.Text("gpu_spec");
        string shape = $"{(qos.Length > 0 ? qos : Classes[0])}-{requests.Of(Resources.Cpu)}m-{requests.Of(Resources.Memory) / Mebibyte}Mi-{gpus}x{share}{(spec.Length > 0 ? "-" : "")}{spec}";
        return new Pod
        {
            Namespace = "openb",
            Name = line.Name("name"),
            Requests = requests,
            Priority = priority,
            GpuModels = spec.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Workload = new WorkloadReference("ReplicaSet", shape, "ReplicaSet", shape, ""),
            Created = DateTimeOffset.UnixEpoch.AddSeconds(line.Number("creation_time", int.MaxValue)),
            Ready = false,
        };
    }

    private static List<Pod> Repeat(List<Pod> pods, int repeat)
    {
        var all = new List<Pod>(pods.Count * repeat);
        all.AddRange(pods);
        TimeSpan span = pods.Count == 0 ? default : pods.Max(p => p.Created!.Value) - DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(1);
        for (int round = 1; round < repeat; round++)
        {
            foreach (Pod pod in pods)
                all.Add(pod with { Name = $"{pod.Name}-r{round}", Created = pod.Created!.Value + (span * round) });
        }

        return all;
    }

    private static string? Duplicate(IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return names.FirstOrDefault(name => !seen.Add(name));
    }
}
