using System.CommandLine;
using Restow.Cli.Output;
using Restow.Core;
using Restow.Core.Views;
using Restow.Packing;
using Restow.Packing.Model;
using Restow.Packing.Views;

namespace Restow.Cli.Commands;

/// <summary><c>restow pack</c>: pods that stay pending though the cluster has room.</summary>
internal static class PackCommand
{
    private const string Help = """
        Finds room for pending pods by moving few running ones, and proves how good the answer is.

        Examples:
          kubectl get nodes,pods,pdb,priorityclasses,pv,pvc,storageclasses,csinodes,replicasets,namespaces -A -o json > cluster.json
          restow pack cluster.json
          restow pack cluster.json --time 10s --max-moves 20 --chart plan.png
          restow pack cluster.json --frontier --chart frontier.svg
          restow pack --openb nodes.csv pods.csv --repeat 2 --format json --output plan.json

        Exit code: 0 a better plan was found, 1 nothing better, 2 bad input or usage.
        """;

    public static Command Create()
    {
        var source = new PackSource();
        var policy = new PackPolicy();
        var output = new PlanOutputOptions();
        var frontier = new Option<bool>("--frontier") { Description = "Weigh pods placed against moves: the best plan for each of several limits, within the same time." };
        var command = new Command("pack", Help) { frontier };
        source.AddTo(command);
        policy.AddTo(command);
        output.AddTo(command);
        command.SetAction(parsed => Run(source.Read, policy.From(parsed), output.From(parsed), parsed.GetValue(frontier), parsed));
        return command;
    }

    private static int Run(Func<ParseResult, Result<Cluster>> read, PackingOptions options, PlanOutput output, bool asFrontier, ParseResult parsed)
    {
        if (output.Check() is { } unwritable)
            return Failure.Report(unwritable);
        Packer.WarmUp();
        if (!read(parsed).TryGet(out Cluster? cluster, out Fault? fault))
            return Failure.Report(fault);
        foreach (string warning in cluster.Warnings)
            Failure.Warn(warning);
        Result<(PlanView View, bool IsBetter)> planned;
        using (var interruption = new Interruption())
        using (var progress = SearchProgress<PackingProgress>.OnTerminal(Line))
        {
            planned = asFrontier
                ? Packer.Frontier(cluster, options, null, progress, interruption.Token).Then<(PlanView, bool)>(p => (PackingView.OfFrontier(cluster, p), PackingView.Best(p).Plan.IsBetter))
                : Packer.Plan(cluster, options, null, progress, interruption.Token).Then<(PlanView, bool)>(p => (PackingView.Of(cluster, p), p.IsBetter));
        }

        if (!planned.TryGet(out (PlanView View, bool IsBetter) plan, out fault) || output.Write(plan.View) is { } failed && (fault = failed) is not null)
            return Failure.Report(fault);
        return plan.IsBetter ? ExitCode.Done : ExitCode.No;
    }

    private static string Line(PackingProgress progress)
    {
        string bound = progress.Bound is { } most ? $", at most {most:N0}" : "";
        return $"{progress.Phase}  {progress.Elapsed.TotalSeconds:0.0} s  {progress.Placed:N0} of {progress.Pods:N0} pods placed{bound}";
    }
}
