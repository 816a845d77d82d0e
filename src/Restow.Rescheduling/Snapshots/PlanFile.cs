using System.Text.Json;
using Restow.Core;
using Restow.Rescheduling.Checking;
using Restow.Rescheduling.Snapshots.Input;

namespace Restow.Rescheduling.Snapshots;

/// <summary>Where a machine is or goes, by name: the snapshot that the plan was made for may be gone.</summary>
/// <param name="Host">Name of the host.</param>
/// <param name="Nodes">Its NUMA nodes, one or two, ascending.</param>
public sealed record PlannedPlace(string Host, IReadOnlyList<int> Nodes);

/// <summary>A migration as a plan's file has it.</summary>
/// <param name="Wave">Its wave, from 1.</param>
/// <param name="Vm">Name of the machine.</param>
/// <param name="From">Where the plan expects it.</param>
/// <param name="To">Where it goes.</param>
public sealed record PlannedMigration(int Wave, string Vm, PlannedPlace From, PlannedPlace To);

/// <summary>Reads a plan that <c>restow vm plan --format json</c> wrote.</summary>
public static class PlanFile
{
    private const string Again = "write it again with restow vm plan --format json";

    /// <summary>The migrations in order, or what is wrong with the file.</summary>
    /// <param name="path">The file; <c>-</c> is standard input.</param>
    public static Result<IReadOnlyList<PlannedMigration>> ReadFile(string path) =>
        InputFile.Read(path).Then(bytes => Read(bytes, InputFile.NameOf(path)));

    /// <summary>The migrations of a document in memory, or what is wrong with it.</summary>
    public static Result<IReadOnlyList<PlannedMigration>> Read(ReadOnlyMemory<byte> utf8, string source)
    {
        if (!InputFile.TryParse(source, () => JsonSerializer.Deserialize(InputFile.Text(utf8.Span), PlanDocumentContext.Default.PlanDocument), out PlanDocument? document, out Fault? fault))
            return fault;
        if (document.Migrations is null)
            return new Fault(source, "", "it has no migrations, so it is no plan", Again);
        var migrations = new List<PlannedMigration>(document.Migrations.Count);
        int last = 1;
        foreach ((int i, MigrationObject? migration) in document.Migrations.Index())
        {
            string subject = $"migration {i + 1}";
            if (migration is not { Wave: { } wave, Vm: { Length: > 0 } vm })
                return new Fault(source, subject, "it has no wave or no vm", Again);
            if (wave < last)
                return new Fault(source, subject, $"its wave {wave} comes after wave {last}", Again);
            if (Place(migration.From) is not { } from || Place(migration.To) is not { } to)
                return new Fault(source, $"{subject} ({vm})", "from or to is not a host with one or two NUMA nodes", Again);
            if (from.Nodes.Count != to.Nodes.Count)
                return new Fault(source, $"{subject} ({vm})", "it goes to another number of NUMA nodes than it comes from", Again);
            last = wave;
            migrations.Add(new PlannedMigration(wave, vm, from, to));
        }

        return migrations;
    }

    private static PlannedPlace? Place(PlaceObject? place)
    {
        if (place is not { Host: { Length: > 0 } host, Numa: { Count: 1 or 2 } numa } || numa.Any(n => n is < 0 or >= FleetCheck.MostNodes))
            return null;
        return numa.Distinct().Count() == numa.Count ? new PlannedPlace(host, [.. numa.Order()]) : null;
    }
}
