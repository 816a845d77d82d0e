using System.CommandLine;
using Restow.Serving;

namespace Restow.Experiments.Serving;

/// <summary><c>serving</c>: the tables of docs/results/serving.md.</summary>
internal static class ServingCommand
{
    public static Command Create()
    {
        var what = new Argument<string>("experiment") { Description = "table, published" };
        var replicates = new Option<int>("--replicates") { DefaultValueFactory = _ => 10, Description = "Runs of each setting." };
        var trace = new Option<string?>("--trace") { Description = "One trace alone." };
        var command = new Command("serving", "LLM serving: the paper's evaluation, and what goes beyond it.") { what, replicates, trace };
        command.SetAction(result =>
        {
            int count = result.GetValue(replicates);
            TextWriter output = Console.Out;
            switch (result.GetValue(what))
            {
                case "table":
                    ServingTable.Run(output, LatencyModel.Corrected, count, result.GetValue(trace));
                    return 0;
                case "published":
                    ServingTable.Run(output, LatencyModel.Published, count, result.GetValue(trace));
                    return 0;
                default:
                    Console.Error.WriteLine("no such experiment");
                    return 2;
            }
        });
        return command;
    }
}
