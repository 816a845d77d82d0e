using Restow.Core;

namespace Restow.Rescheduling.Search.Patterns;

/// <summary>
/// Column generation: the master's prices ask for better patterns until there is none. At any prices the Lagrangian function bounds every placement from above;
/// prices are smoothed towards those of the best bound, which keeps them from swinging.
/// </summary>
internal sealed class PatternRun : IDisposable
{
    private const double Smoothing = 0.7;
    private const double Epsilon = 1e-6;
    private const int MostColumnsPerRound = 2000;

    private readonly ClassSpace space;
    private readonly PatternMaster master;
    private readonly PatternPricing pricing;
    private readonly double[] best;
    private Prices centre;

    public PatternRun(ClassSpace space, double migrations, double megabytes)
    {
        this.space = space;
        pricing = new PatternPricing(space);
        best = new double[space.Classes.Length];
        double most = space.Classes.SelectMany(c => c.Nodes).Select(n => (double)(n.Value.Max() - n.Value.Min())).DefaultIfEmpty(1).Max() + 1;
        master = new PatternMaster(space, migrations, megabytes, 100 * most);
        centre = FirstPrices(most);
    }

    public PatternMaster Master => master;

    /// <summary>No placement gains more within the limits; infinite before the first round.</summary>
    public double Bound { get; private set; } = double.PositiveInfinity;

    /// <summary>Prices of that bound.</summary>
    public Prices BoundPrices => centre;

    /// <summary>Whether every machine found a place in the last linear program: without that, hosts in maintenance cannot be emptied within the limits.</summary>
    public bool CanEvacuate => master.Homeless < Epsilon;

    /// <summary>Runs until the bound is as tight as the linear program allows, or no better than <paramref name="enough"/>.</summary>
    /// <returns>Whether it got there before the deadline.</returns>
    public bool Run(double enough, Deadline deadline)
    {
        AddBest(pricing.Price(centre, best), centre, null);
        Bound = Lagrangian(centre);
        while (!deadline.IsExpired)
        {
            if (!master.Solve(deadline.SolverLimit))
                return false;
            double floor = Math.Floor(master.Value + Epsilon);
            if (Math.Floor(Bound + Epsilon) <= Math.Max(floor, enough) || Bound - master.Value < Epsilon)
                return true;
            Prices prices = master.Prices;
            double[] classPrice = master.ClassPrice;
            Prices smooth = prices.Towards(centre, Smoothing);
            int added = Round(smooth, prices, classPrice);
            if (added == 0)
                added = Round(prices, prices, classPrice);
            if (added == 0)
                return true;
        }

        return false;
    }

    /// <summary>Upper bound for another limit of migrations, from the prices of this one.</summary>
    public double BoundAt(double migrations) => Bound + (centre.Migration * (migrations - master.Migrations));

    /// <summary>Goes on with another limit; what was found so far is kept.</summary>
    public void Limit(double migrations)
    {
        Bound = BoundAt(migrations);
        master.Limit(migrations);
    }

    public void Dispose() => master.Dispose();

    private int Round(Prices at, Prices dual, double[] classPrice)
    {
        List<Column>[] found = pricing.Price(at, best);
        double bound = Lagrangian(at);
        if (bound < Bound)
            (Bound, centre) = (bound, at);
        return AddBest(found, dual, classPrice);
    }

    // A large fleet has thousands of classes: the worthiest columns are enough for a round, and the rest comes later if it is still wanted. Hosts that have to be
    // emptied need theirs from the start.
    private int AddBest(List<Column>[] found, Prices prices, double[]? classPrice)
    {
        var wanted = new List<(double Worth, Column Column)>();
        foreach (Column column in found.SelectMany(f => f))
        {
            double worth = space.Classes[column.Class].Maintenance ? double.PositiveInfinity : prices.Net(column) - (classPrice?[column.Class] ?? 0);
            if (classPrice is null || worth > Epsilon)
                wanted.Add((worth, column));
        }

        wanted.Sort((x, y) => y.Worth.CompareTo(x.Worth));
        int added = 0;
        foreach ((double worth, Column column) in wanted)
        {
            if (added >= MostColumnsPerRound && !double.IsPositiveInfinity(worth))
                break;
            if (master.Add(column))
                added++;
        }

        return added;
    }

    private double Lagrangian(Prices prices)
    {
        double sum = (prices.Migration * master.Migrations) + (prices.Megabyte == 0 ? 0 : prices.Megabyte * master.Megabytes);
        for (int c = 0; c < best.Length; c++)
            sum += space.Classes[c].Count * best[c];
        return sum;
    }

    // A core is worth its share of the most that a node can gain: near enough to begin with.
    private Prices FirstPrices(double most)
    {
        double perCore = (most - 1) / Math.Max(1, space.Classes.SelectMany(c => c.Nodes).Select(n => n.Cores).DefaultIfEmpty(1).Max());
        return new Prices([.. Enumerable.Range(0, space.Kinds.Count).Select(t => perCore * space.Kinds.Cores[t] * (t < space.Kinds.Singles ? 1 : 2))], 0.5 * most / 3, 0);
    }
}
