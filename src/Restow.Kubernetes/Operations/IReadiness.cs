namespace Restow.Kubernetes.Operations;

/// <summary>Whether the process does its work.</summary>
public interface IReadiness
{
    /// <summary>What keeps it from that, one line each; none when it is ready.</summary>
    IReadOnlyList<string> Obstacles();
}
