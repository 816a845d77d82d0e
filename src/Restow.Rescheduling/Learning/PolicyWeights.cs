using Restow.Core;
using Restow.Networks.Storage;

namespace Restow.Rescheduling.Learning;

/// <summary>Where a policy's weights come from: the ones that ship, or a file that <c>restow-train vm</c> wrote.</summary>
internal static class PolicyWeights
{
    private const string Resource = "policy.safetensors";

    /// <summary>The network of a file, or of the weights that ship when <paramref name="path"/> is <c>null</c>.</summary>
    public static Result<PolicyNetwork> Load(string? path) => Read(path).Then(PolicyNetwork.Of);

    /// <summary>The weights and what is written about them.</summary>
    public static Result<TensorFile> Read(string? path)
    {
        if (path is not null)
            return Safetensors.ReadFile(path);
        using Stream stream = typeof(PolicyWeights).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {Resource}.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Safetensors.Read(bytes, "the policy that ships");
    }
}
