using Restow.Rescheduling.Model;
using Restow.Rescheduling.Snapshots;

namespace Restow.Rescheduling.Tests;

/// <summary>The public data sets beside the repository; a test that needs them skips where they are not there.</summary>
internal static class SharedData
{
    public static Fleet Medium() => Read("medium.json");

    public static Fleet Large() => Read("large.json");

    private static Fleet Read(string name)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !Directory.Exists(Path.Combine(folder, "shared", "data", "vm")))
            folder = Path.GetDirectoryName(folder);
        Assert.SkipWhen(folder is null, "the public data sets are not in a folder 'shared' beside the repository");
        return FleetJson.ReadFile(Path.Combine(folder!, "shared", "data", "vm", name)).Value;
    }
}
