return HotStream.Conformance.CommandLine.Run(args, Console.Out, Console.Error);
