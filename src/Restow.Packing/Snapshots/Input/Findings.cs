using Restow.Core;

namespace Restow.Packing.Snapshots.Input;

/// <summary>What reading found: the first fault, which ends it, and remarks that do not.</summary>
/// <remarks>Conversion goes on with a default after a fault and looks at <see cref="Fault"/> between objects: no exception for bad input.</remarks>
internal sealed class Findings(string source)
{
    private readonly List<string> warnings = [];

    public Fault? Fault { get; private set; }

    public bool Failed => Fault is not null;

    public IReadOnlyList<string> Warnings => warnings;

    public void Report(string subject, string problem, string remedy) => Fault ??= new Fault(source, subject, problem, remedy);

    public void Warn(string remark) => warnings.Add(remark);
}
