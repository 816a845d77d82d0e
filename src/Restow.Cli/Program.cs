using Restow.Cli;

return await CommandLine.Run(args);
