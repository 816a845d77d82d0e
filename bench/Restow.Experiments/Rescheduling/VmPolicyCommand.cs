using System.CommandLine;
using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Snapshots;

namespace Restow.Experiments.Rescheduling;

/// <summary><c>vm-policy</c>: the learned policy against heuristics and the proven optimum, the tables of docs/results/vm-policy.md.</summary>
internal static class VmPolicyCommand
{
    public static Command Create()
    {
        var snapshot = new Argument<string>("SNAPSHOT") { Description = "medium.json or large.json." };
        var instances = new Option<int>("--instances") { DefaultValueFactory = _ => 50, Description = "Churned fleets, seeds counting from 1; 0 for the snapshot itself." };
        var migrations = new Option<int>("--migrations") { DefaultValueFactory = _ => 50, Description = "Migration limit." };
        var trajectories = new Option<int>("--trajectories") { DefaultValueFactory = _ => 16, Description = "Trajectories of the sampled policy." };
        var policy = new Option<string?>("--policy-file") { Description = "Weights. [default: the ones that ship]" };
        var csv = new Option<string?>("--csv") { Description = "Writes a row for each fleet and method." };
        var command = new Command("vm-policy", "VM rescheduling: the learned policy against heuristics and the optimum, on fleets that it was not trained on.")
        {
            snapshot, instances, migrations, trajectories, policy, csv,
        };
        command.SetAction(result =>
        {
            if (!FleetJson.ReadFile(result.GetValue(snapshot)!).TryGet(out Fleet? fleet, out Fault? fault))
            {
                Console.Error.WriteLine(fault);
                return 2;
            }

            var experiment = new PolicyExperiment(result.GetValue(migrations), result.GetValue(trajectories), result.GetValue(policy));
            List<PolicyRow> rows = experiment.Run(fleet, result.GetValue(instances), Console.Error);
            if (result.GetValue(csv) is { } path)
                File.WriteAllLines(path, PolicyRow.Csv(rows));
            PolicyRow.Print(rows, Console.Out);
            return 0;
        });
        return command;
    }
}
