using System.CommandLine;

namespace Restow.Cli.Commands.Vm;

/// <summary><c>restow vm</c>: virtual machines on hosts.</summary>
internal static class VmCommand
{
    public static Command Create() => new("vm", "Virtual machines on NUMA hosts: fewer fragments with few live migrations.")
    {
        VmPlanCommand.Create(),
        VmCheckCommand.Create(),
        VmGenerateCommand.Create(),
        VmEvaluateCommand.Create(),
    };
}
