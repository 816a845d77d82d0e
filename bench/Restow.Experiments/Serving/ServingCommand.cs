using System.CommandLine;
using Restow.Serving;

namespace Restow.Experiments.Serving;

/// <summary><c>serving</c>: the tables of docs/results/serving.md.</summary>
internal static class ServingCommand
{
    public static Command Create()
    {
        var what = new Argument<string>("experiment") { Description = "Which table." };
        what.AcceptOnlyFromAmong("table", "published", "beyond", "fresh", "downtime", "fragmentation", "priorities", "scaling", "central", "saturation", "conversations", "speed", "azure", "sessions", "decodes", "sharing");
        var replicates = new Option<int>("--replicates") { DefaultValueFactory = _ => 10, Description = "Runs of each setting." };
        var trace = new Option<string?>("--trace") { Description = "One trace alone (table, published, sharing, beyond, fresh, saturation); the file (azure)." };
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
                    BeyondTable.Run(output, count, only);
                    break;
                case "fresh":
                    FreshTraces.Run(output, count, only);
                    break;
                case "downtime":
                    DowntimeTable.Run(output);
                    break;
                case "fragmentation":
                    FragmentationTable.Run(output, count);
                    break;
                case "priorities":
                    PrioritiesTable.Run(output, count);
                    break;
                case "scaling":
                    ScalingTable.Run(output, count);
                    break;
                case "central":
                    CentralTable.Run(output);
                    break;
                case "saturation":
                    OtherTables.Saturation(output, count, only);
                    break;
                case "conversations":
                    ConversationsTable.Run(output, count);
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

                    AzureTable.Run(output, only, count);
                    break;
                case "sharing":
                    ServingTable.Run(output, DecodesTable.Shared, count, only);
                    break;
                case "decodes":
                    DecodesTable.Run(output, count);
                    break;
                default:
                    SessionsTable.Run(output, count);
                    break;
            }

            return 0;
        });
        return command;
    }
}
