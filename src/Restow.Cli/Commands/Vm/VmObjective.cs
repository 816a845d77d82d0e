using System.CommandLine;
using Restow.Cli.Arguments;
using Restow.Rescheduling.Objectives;

namespace Restow.Cli.Commands.Vm;

/// <summary>The options that say what makes a fleet good.</summary>
internal sealed class VmObjective
{
    private const int MostCores = 1024;

    private readonly Option<Kind?> objective = Choices.Option(
        "--objective",
        "What is improved: room for chunks of cores; for chunks of cores and of memory; hosts without machines; even load.",
        ("fragments", Kind.Fragments),
        ("memory", Kind.Memory),
        ("empty-hosts", Kind.EmptyHosts),
        ("balance", Kind.Balance));

    private readonly Option<IReadOnlyList<(int Item, double Weight)>?> chunks = Mixes.Option(
        "--chunks",
        $"Chunks of cores that should fit, with weights; one above {Fragments.SpanAbove} cores takes half on each of two NUMA nodes. [default: 16]",
        "16,64:2",
        text => Mixes.Whole(text, MostCores));

    private readonly Option<long?> memoryChunk = ByteSizes.Option("--memory-chunk", "Memory of a chunk for --objective memory, which counts 1. [default: 32GiB]");

    private enum Kind
    {
        Fragments,
        Memory,
        EmptyHosts,
        Balance,
    }

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { objective, chunks, memoryChunk })
            command.Add(option);
        Rules.Add(command, result =>
        {
            Kind kind = result.GetValue(objective) ?? Kind.Fragments;
            IReadOnlyList<(int Item, double Weight)> wanted = result.GetResult(chunks) is { Implicit: false } ? result.GetValue(chunks) ?? [] : [];
            if (wanted.Count > 0 && kind is Kind.EmptyHosts or Kind.Balance)
                result.AddError("--chunks belongs to --objective fragments and memory");
            if (kind != Kind.Memory && result.GetResult(memoryChunk) is { Implicit: false })
                result.AddError("--memory-chunk belongs to --objective memory");
            if (kind == Kind.Memory && wanted is not ([] or [{ Item: <= Fragments.SpanAbove }]))
                result.AddError($"--chunks: --objective memory takes one chunk of at most {Fragments.SpanAbove} cores");
            if (wanted.Count(c => c.Item > Fragments.SpanAbove) > 1)
                result.AddError($"--chunks: only one chunk may be above {Fragments.SpanAbove} cores");
            if (wanted.Any(c => c.Item > Fragments.SpanAbove && c.Item % 2 != 0))
                result.AddError($"--chunks: a chunk above {Fragments.SpanAbove} cores is halved, so it is even");
            if (wanted.Any(c => !double.IsInteger(c.Weight) || c.Weight > 1_000_000))
                result.AddError("--chunks: weights are whole numbers up to 1,000,000");
            if (result.GetValue(memoryChunk) is < 1 << 20 or > 1L << 50)
                result.AddError("--memory-chunk: give 1MiB to 1024TiB");
        });
    }

    public FleetObjective From(ParseResult parsed)
    {
        (int Cores, long Weight)[] wanted = [.. (parsed.GetValue(chunks) ?? [(16, 1)]).Select(c => (c.Item, (long)c.Weight))];
        return parsed.GetValue(objective) switch
        {
            Kind.Memory => new MemoryFragments(wanted[0].Cores, wanted[0].Weight, (int)((parsed.GetValue(memoryChunk) ?? 32L << 30) >> 20), 1),
            Kind.EmptyHosts => new EmptyHosts(),
            Kind.Balance => new Balance(),
            _ => new Fragments(wanted),
        };
    }
}
