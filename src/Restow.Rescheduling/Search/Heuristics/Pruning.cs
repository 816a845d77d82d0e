namespace Restow.Rescheduling.Search.Heuristics;

/// <summary>Sends machines home whose migration brings nothing: models and bin packing pad a plan with those.</summary>
internal static class Pruning
{
    /// <summary>Sends home, until none can go, each displaced machine that fits there and costs no score (or, above a goal, no more than the surplus).</summary>
    public static void Apply(FleetState state)
    {
        ReschedulingProblem problem = state.Problem;
        bool again = true;
        while (again)
        {
            again = false;
            for (int v = 0; v < problem.Vms; v++)
            {
                (int a, int b) = (problem.OriginA[v], problem.OriginB[v]);
                int home = problem.NodeHost[a];
                if (!state.IsDisplaced(v) || !state.Fits(v, a, b) || (home != state.HostOf(v) && (problem.Maintenance[home] || !state.Allows(v, home))))
                    continue;
                long gain = state.Gain(v, a, b);
                if (gain < 0 && !(problem.Options.Goal is { } goal && state.Value + (gain / ReschedulingProblem.Unit) - 1 >= goal))
                    continue;
                state.Move(v, a, b);
                again = true;
            }
        }
    }
}
