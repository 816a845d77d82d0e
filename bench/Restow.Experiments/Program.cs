using System.CommandLine;
using Restow.Experiments.Kubernetes;
using Restow.Experiments.Packing;
using Restow.Experiments.Rescheduling;
using Restow.Experiments.Serving;

var root = new RootCommand("The papers' tables, reproduced: CSV, charts and the numbers in docs/results.")
{
    PackingCommand.Create(),
    ScaleCommand.Create(),
    OpenbCommand.Create(),
    ServingCommand.Create(),
    VmCommand.Create(),
    VmPolicyCommand.Create(),
    KubernetesCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
