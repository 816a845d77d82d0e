namespace Restow.Kubernetes.Simulation.Store;

/// <summary>What happened to an object, as watches name it.</summary>
internal enum ChangeKind
{
    Added,
    Modified,
    Deleted,
}

/// <summary>One write.</summary>
/// <param name="Version">The resource version that it made.</param>
/// <param name="Object">The object after it; when deleted, its last state under the new version.</param>
/// <param name="Before">The object before it.</param>
internal sealed record Change(ChangeKind Kind, long Version, StoredObject Object, StoredObject? Before);
