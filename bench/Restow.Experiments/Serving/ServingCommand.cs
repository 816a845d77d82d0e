using System.CommandLine;
using Restow.Serving;

namespace Restow.Experiments.Serving;

/// <summary><c>serving</c>: the tables of docs/results/serving.md.</summary>
internal static class ServingCommand
{
    public static Command Create()
    {
        var what = new Argument<string>("experiment") { Description = "Which table." };
        what.AcceptOnlyFromAmong("table", "published", "beyond", "fresh", "downtime", "fragmentation", "priorities", "scaling", "central", "saturation", "speed", "azure", "sessions");
        var replicates = new Option<int>("--replicates") { DefaultValueFactory = _ => 10, Description = "Runs of each setting." };
        var trace = new Option<string?>("--trace") { Description = "One trace alone (table, published); the file (azure)." };
        var command = new Command("serving", "LLM serving: the paper's evaluation, and what goes beyond it.") { what, replicates, trace };
        command.SetAction(result =>
        {
            int count = result.GetValue(replicates);
            string? only = result.GetValue(trace);
            TextWriter output = Console.Out;
            switch (result.GetValue(what))
            {
                case "table":
                    ServingTable.Run(output, LatencyModel.Corrected, count, only);
                    break;
                case "published":
                    ServingTable.Run(output, LatencyModel.Published, count, only);
                    break;
                case "beyond":
                    BeyondTable.Run(output, count);
                    break;
                case "fresh":
                    FreshTraces.Run(output, count);
                    break;
                case "downtime":
                    OtherTables.Downtime(output);
                    break;
                case "fragmentation":
                    OtherTables.Fragmentation(output, count);
                    break;
                case "priorities":
                    OtherTables.Priorities(output, count);
                    break;
                case "scaling":
                    OtherTables.Scaling(output, count);
                    break;
                case "central":
                    OtherTables.Central(output);
                    break;
                case "saturation":
                    OtherTables.Saturation(output, count);
                    break;
                case "speed":
                    OtherTables.Speed(output);
                    break;
                case "azure":
                    if (only is null || !File.Exists(only))
                    {
                        Console.Error.WriteLine("--trace: give the path of AzureLLMInferenceTrace_code.csv");
                        return 2;
                    }

                    OtherTables.Azure(output, only, count);
                    break;
                default:
                    OtherTables.SessionsAndChunks(output, count);
                    break;
            }

            return 0;
        });
        return command;
    }
}
