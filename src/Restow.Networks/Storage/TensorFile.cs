namespace Restow.Networks.Storage;

/// <summary>Named tensors of 32-bit floats and remarks about them: the content of a safetensors file.</summary>
public sealed record TensorFile
{
    /// <summary>The file it came from, for messages.</summary>
    public string SourceName { get; init; } = "";

    /// <summary>Remarks by name, for the reader: how it was trained, which shape the network has.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Tensors by name.</summary>
    public required IReadOnlyDictionary<string, StoredTensor> Tensors { get; init; }
}

/// <summary>A tensor.</summary>
/// <param name="Shape">Its dimensions; none for a scalar.</param>
/// <param name="Values">Its values, the last dimension fastest.</param>
public sealed record StoredTensor(IReadOnlyList<long> Shape, float[] Values);
