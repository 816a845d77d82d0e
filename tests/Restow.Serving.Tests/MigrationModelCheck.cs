namespace Restow.Serving.Tests;

/// <summary>
/// Every order of messages, copies, steps, time-outs, cancellations and deaths that two instances and one migration
/// allow: each reachable state is safe, and from each the protocol comes to rest with nothing lost.
/// </summary>
public class MigrationModelCheck
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EveryInterleaving_LeavesBothSidesConsistent(bool destinationIsFull)
    {
        var known = new HashSet<string>();
        var open = new Queue<string[]>();
        open.Enqueue([]);
        known.Add(new MigrationWorld(destinationIsFull).Describe());
        int migrated = 0;
        while (open.TryDequeue(out string[]? path))
        {
            MigrationWorld world = Replay(path, destinationIsFull);
            string[] enabled = [.. MigrationWorld.Actions.Where(world.IsEnabled)];
            try
            {
                world.CheckSafety();
                world.Settle();
            }
            catch (Exception e)
            {
                Assert.Fail($"{string.Join(", ", path)}: {e.Message}");
            }

            foreach (string action in enabled)
            {
                MigrationWorld next = Replay(path, destinationIsFull);
                next.Do(action);
                string state = next.Describe();
                if (!known.Add(state))
                    continue;
                migrated += state.Contains("m1", StringComparison.Ordinal) ? 1 : 0;
                open.Enqueue([.. path, action]);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{known.Count} states, {migrated} of them after a migration");
        Assert.True(known.Count > 500, $"{known.Count} states");
        Assert.True(destinationIsFull || migrated > 50);
    }

    private static MigrationWorld Replay(string[] path, bool destinationIsFull)
    {
        var world = new MigrationWorld(destinationIsFull);
        foreach (string action in path)
            world.Do(action);
        return world;
    }
}
