using System.Text;

using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Snapshots;

namespace Restow.Packing.Tests.Snapshots;

/// <summary>Where the tests find their files, and short ways to read text.</summary>
internal static class Files
{
    public static string Root { get; } = FindRoot();

    public static string Sample(string name) => Path.Combine(Root, "samples", name);

    /// <summary>A public data file; the test is skipped where the data is not there.</summary>
    public static string Data(string name)
    {
        for (DirectoryInfo? folder = new(Root); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "data", name);
            if (File.Exists(path))
                return path;
        }

        Assert.Skip($"the public data file shared/data/{name} is not beside the repository");
        return "";
    }

    public static Result<Cluster> Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    public static Result<Cluster> Read(byte[] bytes) => KubernetesSnapshot.Read(new MemoryStream(bytes), "test.json");

    /// <summary>A list of a node n1 (4 cpu, 8Gi) and the items given.</summary>
    public static string ListWithNode(params string[] items) =>
        List(["""{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"},"status":{"allocatable":{"cpu":"4","memory":"8Gi","pods":"110"}}}""", .. items]);

    public static string List(params string[] items) => $$"""{"apiVersion":"v1","kind":"List","items":[{{string.Join(",", items)}}]}""";

    /// <summary>The only pod of a snapshot with this spec, and status, in JSON.</summary>
    public static Pod Pod(string spec, string status = "{}", string metadata = "", params string[] others)
    {
        Result<Cluster> result = Read(ListWithNode([PodJson(spec, status, metadata), .. others]));
        return Assert.Single(result.Value.Pods);
    }

    public static string PodJson(string spec, string status = "{}", string metadata = "", string name = "web-1") =>
        $$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{name}}","namespace":"shop"{{(metadata.Length > 0 ? "," : "")}}{{metadata}}},"spec":{{spec}},"status":{{status}}}""";

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Restow.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("the tests run outside the repository");
    }
}
