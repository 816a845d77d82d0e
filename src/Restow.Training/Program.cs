using System.CommandLine;
using System.Globalization;
using Restow.Core;
using Restow.Training;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;

// The first signal asks for what has been learned so far, however long writing it takes.
using var interruption = new Interruption();
return await new RootCommand("Trains the networks that restow runs. The only program that needs libtorch.") { VmCommand.Create(), SpeedCommand.Create() }
    .Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, interruption.Token);
