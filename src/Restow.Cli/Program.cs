using System.CommandLine;
using System.Text;
using Restow.Cli;
using Restow.Cli.Commands;

Console.OutputEncoding = new UTF8Encoding(false);
var root = new RootCommand("Restow finds the placement that the scheduler missed, proves how good it is, and says how to get there.")
{
    PackCommand.Create(),
    CompletionCommand.Create(),
};
return await Shell.RunAsync(root, args);
