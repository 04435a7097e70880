using HotStream.Cli;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
