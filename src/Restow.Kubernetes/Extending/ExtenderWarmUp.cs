using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using k8s.Models;
using Restow.Core;
using Restow.Kubernetes.Extending.Wire;
using Restow.Kubernetes.Reservations;
using Restow.Packing.Model;

namespace Restow.Kubernetes.Extending;

/// <summary>Answers calls of its own making before the first real one, which would otherwise wait for the compiler longer than a scheduler does.</summary>
internal static class ExtenderWarmUp
{
    private const int Rounds = 40;

    public static void Run()
    {
        var ledger = new ReservationLedger(TimeProvider.System);
        ledger.Reserve(new Reservation("warm-up", new ReplicaKey("a", ""), "", "n1", 1, new Resources { ["cpu"] = 1 }, DateTimeOffset.MaxValue));
        var extender = new SchedulerExtender(ledger, new EmptyRoom());
        var output = new ArrayBufferWriter<byte>();
        for (int round = 0; round < Rounds; round++)
        {
            foreach (string controller in new[] { "a", "b" })
            {
                string pod = $$$$"""{"metadata":{"uid":"p","labels":{"a":"b"},"ownerReferences":[{"uid":"{{{{controller}}}}","controller":true}]},"spec":{"containers":[{"resources":{"requests":{"cpu":"1"}}}]}}""";
                Answer(CallReader.Nodes, $$$$"""{"Pod":{{{{pod}}}},"NodeNames":["n1","n2"]}""", call => AnswerWriter.Filter(output, call, extender.Filter(call)));
                Answer(CallReader.Nodes, $$$$"""{"Pod":{{{{pod}}}},"NodeNames":["n1","n2"]}""", call => AnswerWriter.Scores(output, call, extender.Prioritize(call)));
                Answer(CallReader.Preemption, $$$$"""{"Pod":{{{{pod}}}},"NodeNameToMetaVictims":{"n1":{"Pods":[{"UID":"v"}]}}}""", call => AnswerWriter.Preemption(output, extender.Preempt(call)));
                output.ResetWrittenCount();
            }
        }
    }

    private static void Answer<T>(Func<ReadOnlyMemory<byte>, Result<T>> read, string body, Action<T> answer)
        where T : notnull =>
        answer(read(Encoding.UTF8.GetBytes(body)).Value);

    private sealed class EmptyRoom : INodeRoom
    {
        public bool TryGetFree(string node, [MaybeNullWhen(false)] out Resources free)
        {
            free = [];
            return true;
        }

        public Resources RequestsOf(V1Pod pod) => new() { ["cpu"] = 1 };
    }
}
