using System.CommandLine;
using System.Globalization;
using Restow.Training;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
return await new RootCommand("Trains the networks that restow runs. The only program that needs libtorch.") { VmCommand.Create(), SpeedCommand.Create() }.Parse(args).InvokeAsync();
