using Restow.Core;
using Restow.Core.Events;

namespace Restow.Serving.Tests;

/// <summary>The event kernel against queueing theory.</summary>
public class EventKernelTests
{
    [Fact]
    public void Run_EventsOfOneInstant_KeepTheirOrder()
    {
        var time = new VirtualTime();
        var seen = new List<int>();
        for (int i = 0; i < 50; i++)
        {
            int number = i;
            time.At(7, () => seen.Add(number));
        }

        time.Run();
        Assert.Equal(Enumerable.Range(0, 50), seen);
        Assert.Equal(7, time.Now);
    }

    [Fact]
    public void CreateTimer_DisposedAndPeriodic_FireAsLiveTimersDo()
    {
        var time = new VirtualTime();
        int fired = 0;
        ITimer disposed = time.CreateTimer(_ => fired += 100, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        ITimer? periodic = null;
        periodic = time.CreateTimer(
            _ =>
            {
                if (++fired == 3)
                    periodic!.Dispose();
            },
            null,
            TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(2));
        disposed.Dispose();
        time.Run();
        Assert.Equal(3, fired);
        Assert.InRange(time.GetUtcNow(), new DateTimeOffset(2024, 1, 1, 0, 0, 5, TimeSpan.Zero), new DateTimeOffset(2024, 1, 1, 0, 0, 7, TimeSpan.Zero));
    }

    /// <summary>M/M/1: the mean time in the system is 1 / (mu - lambda).</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void Queue_ExponentialService_MeanSojournIsThatOfTheory(double load)
    {
        double measured = MeanSojourn(load, static r => -Math.Log(1 - r.NextDouble()));
        Assert.Equal(1, measured * (1 - load), 0.04);
    }

    /// <summary>M/G/1 (Pollaczek-Khinchine): service + load x service x (1 + CV^2) / (2 (1 - load)).</summary>
    [Theory]
    [InlineData(0.7, 0.0)]
    [InlineData(0.7, 3.0)]
    public void Queue_GeneralService_MeanSojournIsPollaczekKhinchine(double load, double squaredCv)
    {
        // Two points with mean 1 and the wanted variance: 0 with probability v/(1+v), else 1+v.
        double measured = MeanSojourn(load, r => squaredCv == 0 ? 1 : r.NextDouble() < squaredCv / (1 + squaredCv) ? 0 : 1 + squaredCv);
        double expected = 1 + (load * (1 + squaredCv) / (2 * (1 - load)));
        Assert.Equal(1, measured / expected, 0.05);
    }

    private static double MeanSojourn(double load, Func<SeededRandom, double> service)
    {
        const int Customers = 400_000;
        var time = new VirtualTime();
        var random = new SeededRandom(11);
        var queue = new Queue<long>();
        double sum = 0;
        int arrived = 0;
        void Serve() => time.After((long)(service(random) * 1e6), () =>
        {
            sum += (time.Now - queue.Dequeue()) / 1e6;
            if (queue.Count > 0)
                Serve();
        });
        void Arrive()
        {
            queue.Enqueue(time.Now);
            if (queue.Count == 1)
                Serve();
            if (++arrived < Customers)
                time.After((long)(-Math.Log(1 - random.NextDouble()) / load * 1e6), Arrive);
        }

        time.At(0, Arrive);
        time.Run();
        return sum / Customers;
    }
}
