using System.CommandLine;
using Restow.Cli.Commands;

return new RootCommand("Finds the placement that the scheduler missed, and moves what runs to get there.")
{
    new Command("serve", "LLM serving.") { ServeSimCommand.Create() },
}.Parse(args).Invoke();
