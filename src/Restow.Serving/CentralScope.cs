namespace Restow.Serving;

/// <summary>What a central scheduler touches for one step of one instance.</summary>
public enum CentralScope
{
    /// <summary>The requests of that instance.</summary>
    Instance,

    /// <summary>Every request that it tracks, of all instances.</summary>
    Cluster,
}
