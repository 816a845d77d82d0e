namespace Restow.Kubernetes.Cache;

/// <summary>Where a feed puts the objects of one collection.</summary>
internal interface ITable
{
    /// <summary>The collection as it is: what is not among the items is gone.</summary>
    void Replace(IReadOnlyList<ReadOnlyMemory<byte>> items);

    /// <summary>One object is new or has changed.</summary>
    void Put(ReadOnlyMemory<byte> item);

    /// <summary>One object is gone.</summary>
    void Remove(ReadOnlyMemory<byte> item);
}
