namespace Restow.Rescheduling.Search;

/// <summary>Which of two placements a plan should take.</summary>
internal static class Preference
{
    /// <summary>
    /// Whether the first is better: fewer machines left in maintenance, more value up to the goal, and then the score, soft rules included; with a goal that is met, fewer
    /// migrations go before that.
    /// </summary>
    public static bool IsBetter(FleetState one, FleetState other)
    {
        if (one.LeftToEvacuate != other.LeftToEvacuate)
            return one.LeftToEvacuate < other.LeftToEvacuate;
        if (one.Problem.Options.Goal is { } goal)
        {
            (long mine, long its) = (Math.Min(one.Value, goal), Math.Min(other.Value, goal));
            if (mine != its)
                return mine > its;
            if (mine == goal && one.Displaced != other.Displaced)
                return one.Displaced < other.Displaced;
        }

        return one.Score != other.Score ? one.Score > other.Score : one.Displaced < other.Displaced;
    }
}
