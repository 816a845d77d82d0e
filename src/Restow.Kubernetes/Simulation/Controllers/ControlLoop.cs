using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Controllers;

/// <summary>Brings the world closer to what some objects say.</summary>
internal interface IController
{
    /// <summary>What a change may concern: the keys of this controller's objects that must be looked at again.</summary>
    IEnumerable<ObjectKey> Concerns(Change change);

    /// <summary>Looks at one object, which may be gone by now.</summary>
    void Reconcile(ObjectKey key);
}

/// <summary>
/// Runs the controllers: reads every change, collects what it concerns for a moment, and reconciles each object once. What a reconciliation writes is a change again.
/// </summary>
internal sealed class ControlLoop(ObjectStore store, TimeProvider time, params IReadOnlyList<IController> controllers)
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);

    public async Task Run(CancellationToken cancellation)
    {
        using ObjectStore.Subscription subscription = store.Subscribe(_ => true, store.Version)!;
        while (await subscription.Changes.WaitToReadAsync(cancellation))
        {
            await Task.Delay(Gather, time, cancellation);
            var due = new HashSet<(IController, ObjectKey)>();
            while (subscription.Changes.TryRead(out Change? change))
            {
                foreach (IController controller in controllers)
                {
                    foreach (ObjectKey key in controller.Concerns(change))
                        due.Add((controller, key));
                }
            }

            foreach ((IController controller, ObjectKey key) in due)
                controller.Reconcile(key);
        }
    }
}
