namespace Restow.Serving.Simulation;

/// <summary>A scheduler that every instance asks before each step, one at a time: a closed queue with one server.</summary>
internal sealed class CentralQueue(double microsecondsPerRequest)
{
    private long freeAt;

    public List<double> StallsMs { get; } = [];

    /// <summary>Nanoseconds that an instance waits for the plan of its next step, which takes <paramref name="requests"/> to decide.</summary>
    public long Stall(long now, int requests)
    {
        freeAt = Math.Max(freeAt, now) + (long)(requests * microsecondsPerRequest * 1e3);
        StallsMs.Add((freeAt - now) / 1e6);
        return freeAt - now;
    }
}
