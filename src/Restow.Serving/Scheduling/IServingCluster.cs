using Restow.Serving.Engine;

namespace Restow.Serving.Scheduling;

/// <summary>What the global scheduler can do to the instances; a simulator's or a real cluster's.</summary>
public interface IServingCluster
{
    /// <summary>Sends a request to an instance.</summary>
    void Deliver(Sequence sequence, int instance);

    /// <summary>Asks an instance to move one request of its choice to another.</summary>
    void Migrate(int source, int destination);

    /// <summary>Starts an instance; it reports when it is up.</summary>
    void Launch(int instance);

    /// <summary>Empties an instance and ends it.</summary>
    void Drain(int instance);

    /// <summary>Stops to empty an instance.</summary>
    void CancelDrain(int instance);
}
