using System.CommandLine;
using Restow.Experiments.Serving;

return new RootCommand("The papers' tables, reproduced.")
{
    ServingCommand.Create(),
}.Parse(args).Invoke();
