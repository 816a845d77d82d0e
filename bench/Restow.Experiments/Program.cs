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

// What an experiment has started (a control plane) is stopped before it ends, which takes longer than the two seconds that there usually are.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
