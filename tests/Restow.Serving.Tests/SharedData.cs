namespace Restow.Serving.Tests;

/// <summary>Data too big for the repository, in <c>shared/data</c> beside the checkout or further up.</summary>
internal static class SharedData
{
    public static string? Find(string relative)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "data", relative);
            if (File.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
