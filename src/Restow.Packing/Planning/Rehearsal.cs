using Restow.Core;
using Restow.Packing.Model;

namespace Restow.Packing.Planning;

/// <summary>
/// Plays an order of steps once from the snapshot, without the trials that went into finding it: under a rule that remembers how a pod came
/// to its node, such as which GPU it took, a landing that was tried before may have found another state.
/// </summary>
internal static class Rehearsal
{
    /// <summary>The first pod that may not land when its turn comes, and its wave; -1 and 0 when all may.</summary>
    public static (int Pod, int Wave) FirstRefused(
        Cluster cluster, IReadOnlyList<IConstraint> constraints, int[] origin, int[] target, IReadOnlyList<PlanStep<PackingMove>> steps)
    {
        int[] movers = [.. steps.Where(s => s.Move.To is not null && origin[s.Move.Pod] >= 0).Select(s => s.Move.Pod)];
        var state = new WaveState(cluster, constraints, origin, movers);
        foreach (IGrouping<int, PlanStep<PackingMove>> wave in steps.GroupBy(s => s.Wave))
        {
            int[] landings = [.. wave.Where(s => s.Move.To is not null).Select(s => s.Move.Pod)];
            foreach (int pod in landings)
            {
                if (state.IsConcerned(pod) && !state.Allows(pod, target[pod]))
                    return (pod, wave.Key);
            }

            foreach (int pod in landings)
            {
                if (!state.Allows(pod, target[pod]))
                    return (pod, wave.Key);
                state.Land(pod, target[pod]);
            }

            state.EndWave();
            foreach (PlanStep<PackingMove> step in wave.Where(s => s.Move.Kind == PackingMoveKind.Evict))
                state.Evict(step.Move.Pod);
        }

        return (-1, 0);
    }
}
